package kernel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"
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

// inFlight is how long a failed cell waits for the cells that were sent
// together with it, so that Run All stops there however fast it failed.
const inFlight = 5 * time.Millisecond

func (k *Kernel) execute(ctx context.Context, r *request) error {
	var c executeContent
	if err := r.content(&c); err != nil {
		return err
	}
	if !r.arrived.After(k.aborted) {
		k.reply(r, "execute_reply", dict{"status": "aborted"})
		return nil
	}
	ctx, end := k.running.begin(ctx)
	defer end()
	store := or(c.StoreHistory, true) && !c.Silent
	count := k.history.next(store)
	k.show(r, c.Silent, "execute_input", dict{"code": c.Code, "execution_count": count})
	out := newOutput(k, r, c.Silent, c.AllowStdin)
	res, err := k.evaluate(ctx, Cell{ID: cellID(r), Code: c.Code, Count: count, Silent: c.Silent}, out)
	out.finish()
	if store {
		text, _ := res.Data["text/plain"].(string)
		if !k.history.add(count, c.Code, text) {
			k.log("the history: cell %d is not written down, since the disk does not keep up", count)
		}
	}
	var content dict
	if err != nil {
		content = k.fail(r, c, err)
	} else {
		content = k.succeed(ctx, r, c, count, res)
	}
	content["execution_count"] = count
	content["payload"] = out.takePages()
	k.reply(r, "execute_reply", content)
	return nil
}

// evaluate runs a cell. A panic of the evaluator is an error of the cell, which
// its reader sees as any other.
func (k *Kernel) evaluate(ctx context.Context, cell Cell, out Output) (res Result, err error) {
	defer func() {
		if v := recover(); v != nil {
			k.log("the evaluator panicked: %v\n%s", v, debug.Stack())
			err = &Error{Name: "kernel failure", Value: fmt.Sprintf("the kernel panicked on this cell: %v; its variables are kept, and its log has more", v)}
		}
	}()
	return k.eval.Execute(ctx, cell, out)
}

// show publishes what a silent cell does not show.
func (k *Kernel) show(r *request, silent bool, msgType string, content dict) {
	if !silent {
		k.publish(r.msg.Header, msgType, content, nil)
	}
}

func (k *Kernel) succeed(ctx context.Context, r *request, c executeContent, count int, res Result) dict {
	if res.Data != nil {
		k.show(r, c.Silent, "execute_result", dict{"execution_count": count, "data": res.Data.Bounded(), "metadata": orEmpty(res.Metadata)})
	}
	return dict{"status": "ok", "user_expressions": k.userExpressions(ctx, r, c.UserExpressions)}
}

// fail shows an error, after it has marked the cells that are not to run.
// Whoever has seen the error sends cells that are.
func (k *Kernel) fail(r *request, c executeContent, err error) dict {
	if or(c.StopOnError, true) && !c.Silent {
		time.Sleep(inFlight)
		k.aborted = time.Now()
	}
	content := failure(err)
	shown := maps.Clone(content)
	delete(shown, "status")
	k.show(r, c.Silent, "error", shown)
	return content
}

// cellID returns the notebook's name for the cell, which JupyterLab sends.
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
		res, err := k.evaluate(ctx, Cell{Code: exprs[name], Silent: true}, newOutput(k, r, true, false))
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
