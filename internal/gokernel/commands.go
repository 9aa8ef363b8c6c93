package gokernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// A command is what a line that begins with % does. Its argument is the rest
// of the line; with %%, and a line break before it, the rest of the cell.
type command struct {
	name, args, help string
	run              func(e *Evaluator, c call) (kernel.Result, error)
}

// A call is one use of a command.
type call struct {
	ctx  context.Context
	cell kernel.Cell
	out  kernel.Output
	arg  string
	line int // of the cell
}

var commands []command

func init() {
	commands = []command{
		{"%autoimport", "[on|off]", "let cells use packages of the standard library without an import; without an argument, say whether they may", (*Evaluator).autoImport},
		{"%cd", "[DIR]", "go to a folder; without one, say where we are", (*Evaluator).changeDir},
		{"%doc", "NAME", "show what is known about a name, also of a package that is not imported", (*Evaluator).doc},
		{"%env", "[NAME[=VALUE]]", "show or set variables of the environment", (*Evaluator).environ},
		{"%help", "", "list these commands", (*Evaluator).help},
		{"%reset", "", "stop what runs, and forget all names and imports", (*Evaluator).reset},
		{"%time", "CODE", "run code once and say how long it took; %%time takes the whole cell", (*Evaluator).timeOnce},
		{"%timeit", "CODE", "run code many times and say how long one takes; %%timeit takes the whole cell", (*Evaluator).timeMany},
		{"%who", "[KIND]", "list what cells have declared: var, func, type or const", (*Evaluator).who},
	}
}

// others are the lines that are no % commands.
var others = []command{
	{"!COMMAND", "", "run a command of the shell, for example !go get PACKAGE", nil},
	{"?NAME, NAME?", "", "open what is known about a name beside the notebook", nil},
}

// command runs a command line.
func (e *Evaluator) command(ctx context.Context, cell kernel.Cell, out kernel.Output, s segment) (kernel.Result, error) {
	if cmd, ok := strings.CutPrefix(s.command, "!"); ok {
		cmd, inModule := strings.CutPrefix(cmd, "*")
		return kernel.Result{}, shell(ctx, strings.TrimSpace(cmd), inModule, stream{e, out, "stdout"}, stream{e, out, "stderr"})
	}
	if s.command[0] != '%' {
		return kernel.Result{}, e.page(strings.Trim(s.command, "? \t"), out)
	}
	word, arg := s.command, ""
	if i := strings.IndexAny(word, " \t\n"); i >= 0 {
		word, arg = word[:i], word[i+1:]
		if s.command[i] == '\n' {
			arg = "\n" + arg
		}
	}
	if strings.HasPrefix(word, "%%") { // those that take the whole cell
		if !slices.Contains(wholeCell, word) {
			return kernel.Result{}, unknown(word)
		}
		word = word[1:]
	}
	for _, c := range commands {
		if c.name == word {
			return c.run(e, call{ctx, cell, out, arg, s.line})
		}
	}
	return kernel.Result{}, unknown(word)
}

// wholeCell are the commands about all of a cell.
var wholeCell = []string{"%%time", "%%timeit"}

// instead is what serves for commands of other kernels.
var instead = map[string]string{
	"%bash": "!COMMAND runs a command of the shell", "%sh": "!COMMAND runs a command of the shell", "%system": "!COMMAND runs a command of the shell", "%ls": "!ls lists files", "%pwd": "%cd says where we are",
	"%rm": "declaring a name anew replaces it, and %reset forgets all", "%set_env": "%env NAME VALUE sets a variable", "%pip": "!go get PACKAGE fetches a package", "%get": "!go get PACKAGE fetches a package",
	"%goimports": "%autoimport on imports what cells name", "%autoget": "!go get PACKAGE fetches a package", "%matplotlib": "figures are shown without it", "%goflags": "cells are interpreted: there is nothing to set", "%lsmagic": "%help lists the commands", "%go": "!go runs the go command",
	"%writefile": "os.WriteFile writes a file", "%test": "testing.RunTests runs tests", "%wasm": "gonb has it", "%args": "os.Args = []string{…} sets them",
}

func unknown(word string) error {
	msg := "there is no command " + word + "; %help lists those that are"
	name := "%" + strings.TrimLeft(word, "%")
	if hint := instead[name]; hint != "" {
		return commandError("%s (%s)", msg, hint)
	}
	for _, c := range commands {
		if c.name == name && word != name {
			return commandError("%s (%s takes one line, not the whole cell)", msg, c.name)
		}
		if len(word) > 1 && strings.HasPrefix(c.name, word) || len(word) > 2 && strings.HasPrefix(word, c.name) || c.name == strings.ToLower(word) || strings.Contains(word, c.name[1:]) {
			msg += fmt.Sprintf(" (did you mean %s?)", c.name)
			break
		}
	}
	return commandError("%s", msg)
}

func commandError(format string, args ...any) error {
	msg := fmt.Sprintf(format, args...)
	return &kernel.Error{Name: "command error", Value: msg, Traceback: []string{red + msg + reset}}
}

func plain(s string) kernel.Result {
	return kernel.Result{Data: kernel.MIME{"text/plain": s}}
}

func (e *Evaluator) help(call) (kernel.Result, error) {
	var text, md strings.Builder
	md.WriteString("| command | |\n|---|---|\n")
	for _, c := range slices.Concat(commands, others) {
		use := strings.TrimSpace(c.name + " " + c.args)
		fmt.Fprintf(&text, "%-22s %s\n", use, c.help)
		fmt.Fprintf(&md, "| `%s` | %s |\n", use, c.help)
	}
	return kernel.Result{Data: kernel.MIME{"text/plain": strings.TrimSuffix(text.String(), "\n"), "text/markdown": md.String()}}, nil
}

func (e *Evaluator) reset(c call) (kernel.Result, error) {
	e.session.Reset()
	return kernel.Result{}, nil
}

func (e *Evaluator) changeDir(c call) (kernel.Result, error) {
	dir := strings.TrimSpace(c.arg)
	if dir == "~" || strings.HasPrefix(dir, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return kernel.Result{}, commandError("%%cd: %v", err)
		}
		dir = home + dir[1:]
	}
	if dir != "" {
		if err := os.Chdir(dir); err != nil {
			return kernel.Result{}, commandError("%%cd: %v", err)
		}
	}
	wd, err := os.Getwd()
	if err != nil {
		return kernel.Result{}, commandError("%%cd: %v", err)
	}
	return plain(wd), nil
}

func (e *Evaluator) environ(c call) (kernel.Result, error) {
	name, value, set := assignment(strings.TrimSpace(c.arg))
	switch {
	case set:
		if err := os.Setenv(name, value); err != nil {
			return kernel.Result{}, commandError("%%env: %v", err)
		}
		return kernel.Result{}, nil
	case name != "":
		v, ok := os.LookupEnv(name)
		if !ok {
			return kernel.Result{}, commandError("%%env: %s is not set", name)
		}
		return plain(v), nil
	}
	return plain(strings.Join(slices.Sorted(slices.Values(os.Environ())), "\n")), nil
}

// assignment cuts NAME=VALUE or NAME VALUE.
func assignment(s string) (name, value string, set bool) {
	i := strings.IndexAny(s, "= \t")
	if i < 0 {
		return s, "", false
	}
	name, value = s[:i], strings.TrimSpace(s[i:])
	return name, strings.TrimSpace(strings.TrimPrefix(value, "=")), true
}

func (e *Evaluator) autoImport(c call) (kernel.Result, error) {
	switch arg := strings.TrimSpace(c.arg); arg {
	case "on", "off":
		e.imports = arg == "on"
		e.session.AutoImport(e.imports)
	case "":
	default:
		return kernel.Result{}, commandError("%%autoimport %s: want on or off", arg)
	}
	if e.imports {
		return plain("on: cells use packages of the standard library without an import"), nil
	}
	return plain("off: cells import what they use"), nil
}

func (e *Evaluator) doc(c call) (kernel.Result, error) {
	name := strings.TrimSpace(c.arg)
	if name == "" {
		return kernel.Result{}, commandError("%%doc wants a name, for example %%doc strings.Split")
	}
	in := e.find(name)
	if !in.Found {
		return kernel.Result{}, notFound(name)
	}
	return kernel.Result{Data: in.Data}, nil
}

func notFound(name string) error {
	return &kernel.Error{Name: "not found", Value: "nothing is known about " + name + ": no cell declares it and no package has it"}
}

func (e *Evaluator) timeOnce(c call) (kernel.Result, error) {
	if strings.TrimSpace(c.arg) == "" {
		return kernel.Result{}, commandError("%%time wants code, for example %%time f(10)")
	}
	began := time.Now()
	res, err := e.eval(c.ctx, c.cell, c.out, strings.Repeat("\n", c.line-1)+c.arg)
	took := time.Since(began)
	var bad *kernel.Error
	if !errors.As(err, &bad) || bad.Name != "compile error" {
		stream{e, c.out, "stdout"}.Write([]byte("took " + round(took) + "\n"))
	}
	return res, err
}

// round gives a time three digits.
func round(d time.Duration) string {
	unit := time.Nanosecond
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit).String()
}
