package kernel

import (
	"context"
	"errors"
	"maps"
	"slices"
)

type executeContent struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

func or(p *bool, missing bool) bool {
	if p == nil {
		return missing
	}
	return *p
}

func (k *Kernel) execute(ctx context.Context, r *request) error {
	var c executeContent
	if err := r.content(&c); err != nil {
		return err
	}
	if k.failed.Load() >= r.arrived.UnixNano() {
		k.reply(r, "execute_reply", dict{"status": "aborted"})
		return nil
	}
	store := or(c.StoreHistory, true) && !c.Silent
	count := k.begin(c.Code, store)
	parent := r.msg.Header
	if !c.Silent {
		k.publish(parent, "execute_input", dict{"code": c.Code, "execution_count": count}, nil)
	}
	out := newOutput(k, r, c.Silent, c.AllowStdin)
	res, err := k.eval.Execute(ctx, Cell{ID: cellID(r), Code: c.Code, Count: count, Silent: c.Silent}, out)
	out.flush()
	if err == nil && res.Data != nil && !c.Silent {
		k.publish(parent, "execute_result", dict{"execution_count": count, "data": res.Data, "metadata": orEmpty(res.Metadata)}, nil)
	}
	content := dict{"status": "ok", "execution_count": count, "payload": out.takePages(), "user_expressions": dict{}}
	if err != nil {
		content = failure(err)
		if !c.Silent {
			k.publish(parent, "error", dict{"ename": content["ename"], "evalue": content["evalue"], "traceback": content["traceback"]}, nil)
		}
		content["execution_count"] = count
	} else if len(c.UserExpressions) > 0 {
		content["user_expressions"] = k.userExpressions(ctx, r, c.UserExpressions)
	}
	if err != nil && or(c.StopOnError, true) {
		k.abortQueued()
	}
	k.reply(r, "execute_reply", content)
	return nil
}

// begin counts an execution and remembers it.
func (k *Kernel) begin(code string, store bool) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !store {
		return max(1, k.count)
	}
	k.count++
	k.history = append(k.history, entry{k.count, code})
	return k.count
}

// abortQueued makes the executions that have already arrived fail.
func (k *Kernel) abortQueued() {
	k.shell.mu.Lock()
	defer k.shell.mu.Unlock()
	for _, r := range k.shell.list {
		k.failed.Store(max(k.failed.Load(), r.arrived.UnixNano()))
	}
}

func cellID(r *request) string {
	var m struct {
		CellID string `json:"cellId"`
	}
	if err := r.metadata(&m); err != nil {
		return ""
	}
	return m.CellID
}

func orEmpty(m map[string]any) dict {
	if m == nil {
		return dict{}
	}
	return m
}

// failure is an error as replies have it.
func failure(err error) dict {
	e := &Error{Name: "error", Value: err.Error(), Traceback: []string{err.Error()}}
	errors.As(err, &e)
	tb := e.Traceback
	if tb == nil {
		tb = []string{e.Error()}
	}
	return dict{"status": "error", "ename": e.Name, "evalue": e.Value, "traceback": tb}
}

// userExpressions evaluates expressions after a cell, each by itself.
func (k *Kernel) userExpressions(ctx context.Context, r *request, exprs map[string]string) dict {
	out := dict{}
	for _, name := range slices.Sorted(maps.Keys(exprs)) {
		res, err := k.eval.Execute(ctx, Cell{Code: exprs[name], Silent: true}, newOutput(k, r, true, false))
		if err != nil {
			out[name] = failure(err)
			continue
		}
		data := res.Data
		if data == nil {
			data = MIME{}
		}
		out[name] = dict{"status": "ok", "data": data, "metadata": orEmpty(res.Metadata)}
	}
	return out
}
