package interp

import (
	"context"
	"errors"
	"go/ast"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/exec"
)

// failingSession imports a package p whose import panics in the importer, and
// thus in go/types, and a package q whose function F panics when exec asks for
// its compiled form.
func failingSession() *Session {
	source := func(text string) func() map[string]string {
		return func() map[string]string { return map[string]string{"p.go": text} }
	}
	return New(Options{Packages: func(path string) *Package {
		switch path {
		case "p":
			return &Package{Path: path, Name: path, Source: func() map[string]string { panic("in the importer") }}
		case "q":
			return &Package{Path: path, Name: path, Source: source("package q\nfunc F() int { return 1 }")}
		}
		return nil
	}})
}

// checkFault fails unless err is a Fault with the cell's line, and the session
// goes on.
func checkFault(t *testing.T, s *Session, err error, line int, what string) {
	t.Helper()
	var fault *Fault
	if !errors.As(err, &fault) {
		t.Fatalf("the error is a %T: %v; want a *Fault", err, err)
	}
	pr := fault.Problem
	if pr.Cell != "In [1]" || pr.Line != line {
		t.Errorf("the place is %s:%d, want In [1]:%d", pr.Cell, pr.Line, line)
	}
	for _, part := range []string{"the engine failed on this cell", "sorry", "https://github.com/dlfs-go/book/issues", what} {
		if !strings.Contains(pr.Msg, part) {
			t.Errorf("the message lacks %q:\n%s", part, pr.Msg)
		}
	}
	r, err := s.Eval(context.Background(), Cell{Name: "In [2]", Code: "20 + 22"}, IO{})
	if err != nil || len(r.Values) != 1 || r.Values[0].Int() != 42 {
		t.Errorf("the next cell: %v, %v", r.Values, err)
	}
}

func TestPanicInGoTypes(t *testing.T) {
	s := failingSession()
	_, err := s.Eval(context.Background(), Cell{Name: "In [1]", Code: "x := 1\ny := x\nimport \"p\"\nz := y"}, IO{})
	checkFault(t, s, err, 3, "in the importer, in github.com/dlfs-go/book/interp.failingSession")
	if status, _ := s.IsComplete("import \"p\"\np.F("); status == "" {
		t.Error("IsComplete has no answer")
	}
	code := "import \"p\"\np.F"
	if start, end, list := s.Complete(code, len(code)); start > end || end > len(code) || len(list) > 0 && list[0].Text == "" {
		t.Errorf("Complete: %d, %d, %v", start, end, list)
	}
	if in, ok := s.Inspect(code, len(code)); ok {
		t.Errorf("Inspect: %v", in)
	}
}

// A late method leaves its type as it was if the check panics behind it.
func TestPanicBehindLateMethods(t *testing.T) {
	s := failingSession()
	if _, err := s.Eval(context.Background(), Cell{Name: "In [0]", Code: "type T struct{}"}, IO{}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Eval(context.Background(), Cell{Name: "In [1]", Code: "func (T) M() {}\nimport \"p\""}, IO{})
	checkFault(t, s, err, 2, "in the importer")
	if _, err := s.Eval(context.Background(), Cell{Name: "In [3]", Code: "T{}.M()"}, IO{}); err == nil || !strings.Contains(err.Error(), "no field or method M") {
		t.Errorf("T{}.M() after that: %v, want that there is no such method", err)
	}
}

func TestPanicInPlan(t *testing.T) {
	s := failingSession()
	s.scope["bad"] = (*types.TypeName)(nil)
	_, err := s.Eval(context.Background(), Cell{Name: "In [1]", Code: "func (b bad) M() {}"}, IO{})
	delete(s.scope, "bad")
	checkFault(t, s, err, 1, "nil pointer")
}

func TestPanicInSSA(t *testing.T) {
	s := failingSession()
	u, err := s.check(Cell{Name: "In [1]", Code: "x := 1\nfunc f() int {\n\ty := 2\n\treturn y + x\n}\n"})
	if err != nil {
		t.Fatal(err)
	}
	for e := range u.info.Types { // go/ssa asks for the type of y + x
		if b, ok := e.(*ast.BinaryExpr); ok {
			delete(u.info.Types, b)
		}
	}
	_, err = s.execute(context.Background(), u, IO{})
	checkFault(t, s, err, 4, "golang.org/x/tools/go/ssa.")
}

func TestPanicInExec(t *testing.T) {
	for _, code := range []string{
		"func f() int {\n\treturn 1\n}\ndefer func() { recover() }()\nx := f()",
		"func f() int {\n\treturn 1\n}\ndone := make(chan int)\ngo func() { done <- f() }()\n<-done",
	} {
		s := failingSession()
		u, err := s.check(Cell{Name: "In [1]", Code: code})
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.link(u)
		if err != nil {
			t.Fatal(err)
		}
		f := u.pkg.Func("f")
		f.Blocks[0].Instrs[0].(*ssa.Return).Results[0] = nil // a value that exec does not know
		run := s.newRun(IO{}, new(Result))
		ended := make(chan error, 1)
		go inform(ended, func() error { return call(run, c) })
		err = s.wait(context.Background(), run, ended)
		checkFault(t, s, s.explain(err, run), 2, "github.com/dlfs-go/book/interp/exec.")
	}
}

func TestFailureKeepsItsFirstPlace(t *testing.T) {
	f := guarded(func() { panic(exec.Failure{Pos: 7, Value: "first", At: "f"}) })
	if f == nil || f.Pos != 7 || f.At != "f" {
		t.Errorf("got %v", f)
	}
}
