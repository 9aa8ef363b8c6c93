package kernel

import (
	"context"
	"maps"
	"runtime/debug"
	"unicode/utf8"
)

// A handler answers a request. An error is for the log and for an error reply.
type handler func(*Kernel, context.Context, *request) error

var handlers map[string]handler

func init() {
	handlers = map[string]handler{
		"kernel_info_request": (*Kernel).kernelInfo,
		"execute_request":     (*Kernel).execute,
		"complete_request":    (*Kernel).complete,
		"inspect_request":     (*Kernel).inspect,
		"is_complete_request": (*Kernel).isComplete,
		"history_request":     (*Kernel).historyRequest,
		"comm_info_request":   (*Kernel).commInfo,
		"comm_open":           (*Kernel).commOpen,
		"comm_msg":            (*Kernel).commMsg,
		"comm_close":          (*Kernel).commClose,
		"connect_request":     (*Kernel).connect,
		"interrupt_request":   (*Kernel).interrupt,
		"shutdown_request":    (*Kernel).shutdownRequest,
	}
}

func (k *Kernel) kernelInfo(_ context.Context, r *request) error {
	info := k.eval.Info()
	links := info.HelpLinks
	if links == nil {
		links = []HelpLink{}
	}
	k.reply(r, "kernel_info_reply", dict{
		"status": "ok", "protocol_version": ProtocolVersion,
		"implementation": info.Implementation, "implementation_version": info.ImplementationVersion,
		"language_info": info.Language, "banner": info.Banner, "help_links": links, "debugger": false,
		"supported_features": []string{},
	})
	return nil
}

func (k *Kernel) complete(_ context.Context, r *request) error {
	var c struct {
		Code      string `json:"code"`
		CursorPos *int   `json:"cursor_pos"`
	}
	if err := r.content(&c); err != nil {
		return err
	}
	pos := clamp(c.CursorPos, c.Code)
	res := guarded(k, Completion{Start: pos, End: pos}, func() Completion { return k.eval.Complete(c.Code, pos) })
	matches, kinds := []string{}, []dict{}
	for _, m := range res.Matches {
		matches = append(matches, m.Text)
		kinds = append(kinds, dict{"start": res.Start, "end": res.End, "text": m.Text, "type": m.Type, "signature": m.Signature})
	}
	k.reply(r, "complete_reply", dict{
		"status": "ok", "matches": matches, "cursor_start": res.Start, "cursor_end": res.End,
		"metadata": dict{"_jupyter_types_experimental": kinds},
	})
	return nil
}

// guarded returns what ask does, or none if that panics: an editor has no use
// for an error.
func guarded[T any](k *Kernel, none T, ask func() T) (answer T) {
	defer func() {
		if v := recover(); v != nil {
			k.log("the evaluator panicked: %v\n%s", v, debug.Stack())
			answer = none
		}
	}()
	return ask()
}

// withoutAnswer has, by request, what every reply of its kind has, errors too:
// clients read these fields before the status.
var withoutAnswer = map[string]dict{
	"complete_request":    {"matches": []string{}, "cursor_start": 0, "cursor_end": 0, "metadata": dict{}},
	"inspect_request":     {"found": false, "data": dict{}, "metadata": dict{}},
	"is_complete_request": {"indent": ""},
}

// clamp keeps a cursor position, in code points, inside of the code; without
// one the cursor is at the end.
func clamp(pos *int, code string) int {
	end := utf8.RuneCountInString(code)
	if pos == nil {
		return end
	}
	return max(0, min(*pos, end))
}

func (k *Kernel) inspect(_ context.Context, r *request) error {
	var c struct {
		Code        string `json:"code"`
		CursorPos   *int   `json:"cursor_pos"`
		DetailLevel int    `json:"detail_level"`
	}
	if err := r.content(&c); err != nil {
		return err
	}
	res := guarded(k, Inspection{}, func() Inspection { return k.eval.Inspect(c.Code, clamp(c.CursorPos, c.Code), c.DetailLevel) })
	data := res.Data
	if data == nil {
		data = MIME{}
	}
	k.reply(r, "inspect_reply", dict{"status": "ok", "found": res.Found, "data": data, "metadata": dict{}})
	return nil
}

func (k *Kernel) isComplete(_ context.Context, r *request) error {
	var c struct {
		Code string `json:"code"`
	}
	if err := r.content(&c); err != nil {
		return err
	}
	res := guarded(k, Completeness{Status: "unknown"}, func() Completeness { return k.eval.IsComplete(c.Code) })
	content := dict{"status": res.Status}
	if res.Status == "incomplete" {
		content["indent"] = res.Indent
	}
	k.reply(r, "is_complete_reply", content)
	return nil
}

func (k *Kernel) connect(_ context.Context, r *request) error {
	content := dict{"status": "ok"}
	if p, ok := k.transport.(interface{ Ports() map[string]any }); ok {
		maps.Copy(content, p.Ports())
	}
	k.reply(r, "connect_reply", content)
	return nil
}

func (k *Kernel) interrupt(_ context.Context, r *request) error {
	k.running.interrupt()
	k.eval.Interrupt()
	k.reply(r, "interrupt_reply", dict{"status": "ok"})
	return nil
}

func (k *Kernel) shutdownRequest(_ context.Context, r *request) error {
	var c struct {
		Restart bool `json:"restart"`
	}
	if err := r.content(&c); err != nil {
		return err
	}
	k.running.interrupt()
	k.eval.Interrupt()
	content := dict{"status": "ok", "restart": c.Restart}
	k.reply(r, "shutdown_reply", content)
	k.publish(r.msg.Header, "shutdown_reply", content, nil)
	return nil
}
