package interp

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"

	"github.com/dlfs-go/book/interp/exec"
)

// The functions here stand in for those that a cell gives os.Stdin to, and for
// those that write to the process's streams by themselves, so that a goroutine
// prints where the cell that started it does.
func init() {
	addNatives(map[string]exec.Native{
		"bufio.NewReader":          reading(func(r io.Reader) any { return bufio.NewReader(r) }),
		"bufio.NewScanner":         reading(func(r io.Reader) any { return bufio.NewScanner(r) }),
		"encoding/csv.NewReader":   reading(func(r io.Reader) any { return csv.NewReader(r) }),
		"encoding/json.NewDecoder": reading(func(r io.Reader) any { return json.NewDecoder(r) }),
		"io.ReadAll": func(th *exec.Thread, args, results []reflect.Value) {
			b, err := io.ReadAll(reader(th, args[0]))
			results[0].SetBytes(b)
			results[1].Set(reflect.ValueOf(&err).Elem())
		},
		"fmt.Fscan":   fscanning(func(r io.Reader, a []any) (int, error) { return fmt.Fscan(r, a...) }),
		"fmt.Fscanln": fscanning(func(r io.Reader, a []any) (int, error) { return fmt.Fscanln(r, a...) }),
		"fmt.Fscanf": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := fmt.Fscanf(reader(th, args[0]), args[1].String(), anys(args[2])...)
			give(results, n, err)
		},
		"(*os.File).Read": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := reader(th, args[0]).Read(args[1].Bytes())
			give(results, n, err)
		},
		"(*os.File).Write": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := writer(th, args[0]).Write(args[1].Bytes())
			give(results, n, err)
		},
		"(*os.File).WriteString": func(th *exec.Thread, args, results []reflect.Value) {
			n, err := io.WriteString(writer(th, args[0]), args[1].String())
			give(results, n, err)
		},
		"log.Print":   logging(fmt.Sprint),
		"log.Println": logging(fmt.Sprintln),
		"log.Printf": func(th *exec.Thread, args, _ []reflect.Value) {
			logTo(th, fmt.Sprintf(args[0].String(), anys(args[1])...))
		},
	})
}

// reader stands the run's input in for the process's.
func reader(th *exec.Thread, v reflect.Value) io.Reader {
	r, _ := v.Interface().(io.Reader)
	if r == io.Reader(os.Stdin) {
		return stdin(th)
	}
	return r
}

func reading(make func(io.Reader) any) exec.Native {
	return func(th *exec.Thread, args, results []reflect.Value) {
		if len(results) > 0 {
			results[0].Set(reflect.ValueOf(make(reader(th, args[0]))))
		}
	}
}

func fscanning(scan func(io.Reader, []any) (int, error)) exec.Native {
	return func(th *exec.Thread, args, results []reflect.Value) {
		n, err := scan(reader(th, args[0]), anys(args[1]))
		give(results, n, err)
	}
}

func logging(sprint func(...any) string) exec.Native {
	return func(th *exec.Thread, args, _ []reflect.Value) { logTo(th, sprint(anys(args[0])...)) }
}

// logTo writes with the standard logger's prefix and flags, where it goes.
func logTo(th *exec.Thread, s string) {
	w := writer(th, reflect.ValueOf(log.Writer()))
	log.New(w, log.Prefix(), log.Flags()).Output(0, s)
}
