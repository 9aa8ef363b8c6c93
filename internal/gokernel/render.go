package gokernel

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/render"
)

// render shows values of cells, whose methods may do whatever a cell may.
func (e *Evaluator) render(ctx context.Context, out kernel.Output, values []reflect.Value) (kernel.Result, error) {
	var res kernel.Result
	err := e.session.Do(ctx, e.stdio(out), func() {
		for i, v := range values {
			if interp.Cyclic(v) {
				values[i] = reflect.ValueOf(endless(v.Type().String()))
			}
		}
		d := render.Values(values)
		res = kernel.Result{Data: mime(d), Metadata: d.Metadata}
	})
	if err != nil {
		return kernel.Result{}, explain(err)
	}
	return res, nil
}

// mime makes JSON of the forms that are not text, since methods of cells may
// have to be called for that. A form that JSON cannot say is left out; a NaN, for
// example. The text tells why.
func mime(d display.Data) kernel.MIME {
	m := kernel.MIME{}
	var failed error
	for typ, v := range d.MIME {
		if _, ok := v.(string); ok {
			m[typ] = v
		} else if b, err := json.Marshal(v); err == nil {
			m[typ] = json.RawMessage(b)
		} else {
			failed = err
		}
	}
	if failed != nil {
		m[display.TypeText] = fmt.Sprintf("%v (%v)", m[display.TypeText], failed)
	}
	return m
}

// endless stands for a value that contains itself.
type endless string

func (e endless) String() string { return "a " + string(e) + " that contains itself" }

// patience is how long a value that is shown in passing may take to say what it
// is.
const patience = time.Second

// plainText is a value as text, or nothing if that cannot be had.
func (e *Evaluator) plainText(v reflect.Value) string {
	if !v.IsValid() || !v.CanInterface() {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var s string
	err := e.session.Do(ctx, interp.IO{}, func() {
		if interp.Cyclic(v) {
			v = reflect.ValueOf(endless(v.Type().String()))
		}
		s = shaped(v)
	})
	if err != nil {
		return ""
	}
	return s
}

func (e *Evaluator) stdio(out kernel.Output) interp.IO {
	return interp.IO{Stdout: stream{e, out, "stdout"}, Stderr: stream{e, out, "stderr"}, Stdin: &e.stdin}
}
