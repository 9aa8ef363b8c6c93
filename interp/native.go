package interp

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"runtime"
	"strings"

	"github.com/dlfs-go/book/interp/exec"
)

// native returns what runs in place of a compiled function: of those that use
// the process's standard streams (stdstreams.go has more of them), that wait
// without end (waiting.go), or that end the process.
func native(name string) exec.Native { return natives[name] }

// native is the function of that name that also knows what the session's options
// want to see before it is called.
func (s *Session) native(name string) exec.Native {
	if n := native(name); n != nil {
		return n
	}
	if see := s.opts.Before[name]; see != nil {
		return seen(name[strings.LastIndexByte(name, '.')+1:], see)
	}
	return nil
}

// seen calls a method after it has shown the receiver.
func seen(method string, see func(receiver any)) exec.Native {
	return func(_ *exec.Thread, args, results []reflect.Value) {
		see(args[0].Interface())
		for i, r := range args[0].MethodByName(method).Call(args[1:]) {
			results[i].Set(r)
		}
	}
}

// natives is filled by init functions, here and in other files.
var natives = map[string]exec.Native{}

func init() {
	addNatives(map[string]exec.Native{
		"engine." + resultName: showResult,
		"engine." + returnName: func(th *exec.Thread, args, results []reflect.Value) {
			if args[0].Bool() {
				exec.Return()
			}
		},
		"fmt.Print":    printer(fmt.Fprint),
		"fmt.Println":  printer(fmt.Fprintln),
		"fmt.Printf":   formatter,
		"fmt.Fprint":   fprinter(fmt.Fprint),
		"fmt.Fprintln": fprinter(fmt.Fprintln),
		"fmt.Fprintf": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := fmt.Fprintf(writer(th, args[0]), args[1].String(), printable(args[2])...)
			give(results, n, err)
		},
		"fmt.Scan":   scanning(func(r io.Reader, a []any) (int, error) { return fmt.Fscan(r, a...) }),
		"fmt.Scanln": scanning(func(r io.Reader, a []any) (int, error) { return fmt.Fscanln(r, a...) }),
		"fmt.Scanf": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := fmt.Fscanf(stdin(th), args[0].String(), anys(args[1])...)
			give(results, n, err)
		},
		"os.Exit":        func(th *exec.Thread, args, results []reflect.Value) { panic(exec.Exit{Code: int(args[0].Int())}) },
		"runtime.Goexit": goexit,
		"iter.goexit":    goexit,
		"runtime/overlay.addCleanup": func(th *exec.Thread, args, results []reflect.Value) {
			c := runtime.AddCleanup((*byte)(args[0].UnsafePointer()), func(f func()) { f() }, args[1].Interface().(func()))
			results[0].Set(reflect.ValueOf(c))
		},
	})
}

// addNatives is for the init functions of this file and of those beside it.
func addNatives(more map[string]exec.Native) { maps.Copy(natives, more) }

func goexit(*exec.Thread, []reflect.Value, []reflect.Value) { exec.Goexit() }

func showResult(th *exec.Thread, args, _ []reflect.Value) {
	r, ok := th.Run().Data.(*Result)
	if !ok {
		return
	}
	for i := range args[0].Len() {
		r.Values = append(r.Values, args[0].Index(i).Elem())
	}
}

func anys(v reflect.Value) []any {
	a, _ := v.Interface().([]any)
	return a
}

// printable are the arguments of a call that prints.
func printable(v reflect.Value) []any {
	for _, x := range anys(v) {
		if Cyclic(reflect.ValueOf(x)) {
			panic(errCyclic)
		}
	}
	return anys(v)
}

func give(results []reflect.Value, n int, err error) {
	if len(results) == 0 {
		return
	}
	results[0].SetInt(int64(n))
	results[1].Set(reflect.ValueOf(&err).Elem())
}

func printer(print func(io.Writer, ...any) (int, error)) exec.Native {
	return func(th *exec.Thread, args, results []reflect.Value) {
		n, err := print(th.Run().Stdout, printable(args[0])...)
		give(results, n, err)
	}
}

func formatter(th *exec.Thread, args, results []reflect.Value) {
	n, err := fmt.Fprintf(th.Run().Stdout, args[0].String(), printable(args[1])...)
	give(results, n, err)
}

func fprinter(print func(io.Writer, ...any) (int, error)) exec.Native {
	return func(th *exec.Thread, args, results []reflect.Value) {
		n, err := print(writer(th, args[0]), printable(args[1])...)
		give(results, n, err)
	}
}

// writer stands the run's own streams in for the process's.
func writer(th *exec.Thread, v reflect.Value) io.Writer {
	w, _ := v.Interface().(io.Writer)
	switch w {
	case io.Writer(os.Stdout):
		return th.Run().Stdout
	case io.Writer(os.Stderr):
		return th.Run().Stderr
	}
	return w
}

// stdin returns the run's input, buffered once, so that what one Scan reads
// ahead is there for the next.
func stdin(th *exec.Thread) io.Reader {
	run := th.Run()
	if _, ok := run.Stdin.(io.RuneScanner); !ok {
		run.Stdin = bufio.NewReader(run.Stdin)
	}
	return run.Stdin
}

func scanning(scan func(io.Reader, []any) (int, error)) exec.Native {
	return func(th *exec.Thread, args, results []reflect.Value) {
		n, err := scan(stdin(th), anys(args[0]))
		give(results, n, err)
	}
}
