package gokernel

import (
	"context"
	"reflect"
	"time"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/render"
)

// render shows values of cells, whose methods may do whatever a cell may.
func (e *Evaluator) render(ctx context.Context, out kernel.Output, values []reflect.Value) (display.Data, error) {
	var d display.Data
	err := e.session.Do(ctx, e.stdio(out), func() {
		for i, v := range values {
			if interp.Cyclic(v) {
				values[i] = reflect.ValueOf(endless(v.Type().String()))
			}
		}
		d = render.Values(values)
	})
	if err != nil {
		return display.Data{}, err
	}
	return d, nil
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
