// Interpreters prints how many times as long as compiled code the engine takes and the
// interpreters that people use: yaegi, and gomacro, which is in gophernotes.
// All run the text of package speed, in one process and in turns.
//
//	cd internal/peers/interpreters && go run .
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"text/tabwriter"

	"github.com/cosmos72/gomacro/fast"
	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib"

	engine "github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"

	"github.com/dlfs-go/book/internal/speed"
)

// A peer is an interpreter: what it needs to run a text, and to find a function
// that the text declares. Both panic or fail as the interpreter does.
type peer struct {
	name  string
	gonum bool // it can import gonum
	start func() (load func(text string) error, find func(name string) (func(), error))
}

var peers = []peer{{"dlfs", true, dlfs}, {"yaegi 0.16.1", false, yaegi}, {"gomacro", false, gomacro}}

func dlfs() (func(string) error, func(string) (func(), error)) {
	s := engine.New(engine.Options{Packages: bind.Lookup})
	eval := func(text string) (engine.Result, error) {
		return s.Eval(context.Background(), engine.Cell{Name: "cell", Code: text}, engine.IO{})
	}
	load := func(text string) error { _, err := eval(text); return err }
	return load, func(name string) (func(), error) {
		r, err := eval(name)
		if err != nil {
			return nil, err
		}
		return function(r.Values[0].Interface())
	}
}

func yaegi() (func(string) error, func(string) (func(), error)) {
	in := interp.New(interp.Options{})
	if err := in.Use(stdlib.Symbols); err != nil {
		panic(err)
	}
	load := func(text string) error { _, err := in.Eval(text); return err }
	return load, func(name string) (func(), error) {
		v, err := in.Eval(name)
		if err != nil {
			return nil, err
		}
		return function(v.Interface())
	}
}

func gomacro() (func(string) error, func(string) (func(), error)) {
	in := fast.New()
	load := func(text string) error { in.Eval(text); return nil }
	return load, func(name string) (func(), error) {
		v, _ := in.Eval1(name)
		return function(v.Interface())
	}
}

func function(v any) (func(), error) {
	f, ok := v.(func())
	if !ok {
		return nil, fmt.Errorf("not a function but a %T", v)
	}
	return f, nil
}

var errNoGonum = errors.New("without gonum")

// works returns the work of each benchmark as a peer runs it, or why it does
// not.
func works(p peer) (list []func(), why []error) {
	list, why = make([]func(), len(speed.Benchmarks)), make([]error, len(speed.Benchmarks))
	var load func(string) error
	var find func(string) (func(), error)
	begin := try(func() error { load, find = p.start(); return nil })
	loaded := map[bool]error{}
	for _, gonum := range []bool{false, true} {
		loaded[gonum] = begin
		if gonum && !p.gonum {
			loaded[gonum] = errNoGonum
		} else if begin == nil {
			loaded[gonum] = try(func() error { return load(speed.Source(gonum)) })
		}
	}
	for i, b := range speed.Benchmarks {
		if why[i] = loaded[b.Gonum]; why[i] != nil {
			continue
		}
		why[i] = try(func() (err error) {
			if list[i], err = find(b.Func); err == nil {
				list[i]() // compiles it
			}
			return err
		})
	}
	return list, why
}

// try makes an error of a panic.
func try(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return f()
}

// rounds is how often each piece of work is timed; the least time counts.
const rounds = 7

// nowhere is where gomacro is told to look for Go: where it finds a toolchain,
// it reads the types of packages anew, and panics on those that it does not
// know (types.Alias, types.TypeParam).
const nowhere = "/nowhere"

func main() {
	run := again
	if os.Getenv("GOROOT") == nowhere {
		run = table
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// again runs the program without a Go toolchain.
func again() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PATH=", "GOROOT="+nowhere)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

func table() error {
	cells := make([][]string, len(speed.Benchmarks))
	var notes []string
	for _, p := range peers {
		list, why := works(p)
		for i, b := range speed.Benchmarks {
			cell := "–"
			if why[i] == nil {
				cell = fmt.Sprintf("%.1f", speed.Ratio(rounds, list[i], b.Native))
			} else if note := p.name + ": " + firstLine(why[i]); len(notes) == 0 || notes[len(notes)-1] != note {
				notes = append(notes, note)
			}
			cells[i] = append(cells[i], cell)
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprint(w, "| times native\t| native")
	for _, p := range peers {
		fmt.Fprint(w, "\t| ", p.name)
	}
	fmt.Fprintln(w, "\t|\n|---\t|---", strings.Repeat("\t|---", len(peers)), "\t|")
	for i, b := range speed.Benchmarks {
		fmt.Fprintf(w, "| %s\t| %v\t| %s\t|\n", b.Name, speed.Least(rounds, b.Native), strings.Join(cells[i], "\t| "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, n := range notes {
		fmt.Println(n)
	}
	return nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
