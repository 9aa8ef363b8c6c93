package interp_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

// problem is the first error of a cell, after the cells before it.
func problem(t *testing.T, cells ...string) interp.Problem {
	t.Helper()
	s := newSession()
	defer s.Close()
	for i, code := range cells {
		_, err := s.Eval(context.Background(), interp.Cell{Name: "In", Code: code}, interp.IO{})
		var compile *interp.CompileError
		switch {
		case i < len(cells)-1 && err != nil:
			t.Fatalf("%s: %v", code, err)
		case i == len(cells)-1 && !errors.As(err, &compile):
			t.Fatalf("%s: error %v, want one of the compiler", code, err)
		case err != nil:
			return compile.List[0]
		}
	}
	return interp.Problem{}
}

// own are words of the file that is made of a cell.
var own = []string{"ǃ", "'return'", "as bool", "stop", "package main", "'EOF'", "found 'var'", "expected '}'", "result"}

// Errors of syntax are about the cell's text, and stand at a place that it has.
func TestSyntaxErrorsAreAboutTheCell(t *testing.T) {
	for _, code := range []string{
		"x.", "x := 3\nx.", "x +", "x := ", "var x =", "x = ", "!", "-", "<-", "go", "defer", "goto", "for", "if", "if x", "switch", "select", "func", "func f", "func f(", "func f() int", "func (", "func (t T)",
		"type", "type T", "var", "const", "const x", "import", "case 1:", "default:", "else {}", "}", "{", "(", "[", "f(", "f(1", "f)", "]", "f(1]", "if true {", "x := []int{1,", "x := []int{1, 2", "/*", "/* never\nclosed", "x := 1 /* never", "//ok\n/*",
		"`raw", "x := `raw\nmore", "\"text", "\"text\\\"", "'a", "'", "''", "'abc'", "'\\'", "#", "x := 1 # comment", "x ? 1 : 2", "@", "$x", "x := 08", "0x", "\"\\z\"", "return 3", "if true {\n\treturn 3\n}", "return 1, 2", "for { return \"x\" }",
		"x y", "x...", "1 2", "f(1 2)", "x,", ", x", "=", ":=", "x :=", "x := 1; y :=", "...", ".", "a.b.", "a[", "struct {", "map[string]", "chan", "interface", "range x", "break", "continue", "fallthrough",
	} {
		p := problem(t, code)
		lines := strings.Split(code, "\n")
		if p.Line > len(lines) || p.Col > len([]rune(lines[p.Line-1]))+1 {
			t.Errorf("%q: %v is not in the cell", code, p)
		}
		msg := p.Msg
		if i := strings.IndexByte(msg, '('); i > 0 {
			msg = msg[:i]
		}
		for _, word := range own {
			if strings.Contains(msg, word) && !strings.Contains(code, word) {
				t.Errorf("%q: %s: %q is of the file made from it", code, p, word)
			}
		}
		t.Logf("%-20q %v", code, p)
	}
}

func TestReturnInFunctionsOfACell(t *testing.T) {
	for code, want := range map[string]string{
		"func f() bool { return 3 }":                             "cannot use 3 (untyped int constant) as bool value in return statement",
		"f := func() bool { return 3 }":                          "cannot use 3 (untyped int constant) as bool value in return statement",
		"if true { func() { return 3 }() }":                      "too many return values",
		"func() bool { if true { return true, 1 }; return 1 }()": "too many return values",
		"return 3":   "a cell returns no values",
		"return fmt": "undefined: fmt",
	} {
		if p := problem(t, code); !strings.HasPrefix(p.Msg, want) {
			t.Errorf("%s: %s, want %q", code, p.Msg, want)
		}
	}
}

func TestWhereAnErrorIs(t *testing.T) {
	for _, tt := range []struct {
		code      string
		line, col int
	}{
		{"가 := \"한글\"; _ = 가 + 없는것", 1, 20},
		{"x := 1\n_ = \"日本\" + y", 2, 12},
		{"\tz", 1, 2},
		{"_ = \"e\u0301\" + y", 1, 12},
	} {
		if p := problem(t, tt.code); p.Line != tt.line || p.Col != tt.col {
			t.Errorf("%q: %s, want it at %d:%d", tt.code, p, tt.line, tt.col)
		}
	}
	// What the file has of earlier cells is at no place.
	if p := problem(t, "import \"math/rand\"\nrand.Int()", "import rand \"crypto/rand\"\nimport rand \"math/rand/v2\"\nrand.Int()"); strings.Contains(p.Msg, ":1:1") {
		t.Errorf("%s: 1:1 is not in the cell", p)
	}
}

// A package of just that name is what is meant by name.Something.
func TestMissingImportGoesBeforeWhatIsLikeIt(t *testing.T) {
	for code, want := range map[string]string{
		"mat.NewDense(2, 2, nil)": `(is import "gonum.org/v1/gonum/mat" missing?)`,
		"strings.ToUpper(\"a\")":  `(is import "strings" missing?)`,
		"errors.New(\"a\")":       `(is import "errors" missing?)`,
		"bytes.NewBuffer(nil)":    `(is import "bytes" missing?)`,
		"floats.Sum(nil)":         `(is import "gonum.org/v1/gonum/floats" missing?)`,
		"image.Rect(0, 0, 1, 1)":  `(is import "image" missing?)`,
		"cmp.Compare(1, 2)":       `(is import "cmp" missing?)`,
		"cmplx.Abs(1)":            `(is import "math/cmplx" missing?)`,
		"var b strings.Builder":   `(is import "strings" missing?)`,
		"rand.Intn(3)":            `(is import "math/rand" missing?)`,
		"rand.IntN(3)":            `(is import "math/rand/v2" missing?)`,
		"rand.Reader":             `(is import "crypto/rand" missing?)`,
		"rand.Nothing()":          `(is import "crypto/rand" or import "math/rand" or import "math/rand/v2" missing?)`,
		"mat + 1":                 `(did you mean max?)`,
		"string.ToUpper(\"a\")":   `strings.ToUpper`,
	} {
		if p := problem(t, code); !strings.Contains(p.Msg, want) {
			t.Errorf("%s: %s, want %s", code, p.Msg, want)
		}
	}
	if p := problem(t, "mats := 3", "mat.NewDense(1, 1, nil)"); !strings.Contains(p.Msg, "gonum/mat") {
		t.Errorf("with a name like it: %s", p.Msg)
	}
	if p := problem(t, "type matrix struct{ n int }\nmatr := matrix{}", "matt.n"); !strings.Contains(p.Msg, "did you mean matr?") {
		t.Errorf("of no package: %s", p.Msg)
	}
}

func TestHabitsOfOtherLanguages(t *testing.T) {
	const before = "xs := []int{1}\ns := \"a\"\nm := map[string]int{}\nvar p *int\nn := 2"
	for code, want := range map[string]string{
		"x = 5": "x := … declares it", "a, b = 1, 2": "a := …", "for i = 0; i < 3; i++ {\n}": "i := …",
		"import fmt": `import "fmt"`, "import numpy as np": "quotes", "from math import sqrt": "quotes", "import os, sys": "quotes",
		"for i in range(3) {\n}": "for i := range 3", "for i in range(3):\n    n": "for i := range 3", "for x in xs {\n}": "for i, x := range xs", "for (i := 0; i < 3; i++) {\n}": "no parentheses",
		"while true {\n}": "for x < 3", "do {\n} while (true)": "for x < 3", "print n": "fmt.Println(x)", "print \"a\"": "fmt.Println(x)",
		"p == None": "nil", "p == null": "nil", "b := True": "true", "c := False": "false", "self.x": "receiver", "this.x": "receiver",
		"n == 1 and n == 2": "&&", "n == 1 or n == 2": "||", "not true": "!", "if not true {\n}": "!", "if n == 1 and n == 2 {\n}": "&&",
		"def f(x):\n    return x": "func f(", "class Net:\n    pass": "struct", "lambda x: x": "func(x float64)", "f := lambda x: x": "func(x float64)",
		"t := 'text'": "double quotes", "n # a comment": "//", "# a comment": "//", "x: int": "var x int", "x: int = 5": "var x int", "int x = 5": "behind the name", "let x = 5": "x := 5", "var x := 5": "either",
		"xs.append(1)": "append(x, y)", "xs.len()": "len(x)", "xs.length": "len(x)", "s.upper()": "strings.ToUpper", "s.split(\",\")": "strings.Split", "m.keys()": "range m", "len xs": "len(x)",
		"if n == 1:\n    n": "braces", "try:\n    n": "err != nil", "raise n": "panic", "n ** 2": "math.Pow", "xs[-1]": "len(x)-1", "y := [1, 2]": "[]float64", "y := {\"a\": 1}": "map[string]int",
		"y := [x for x in xs]": "append", "n if true else 3": "with if in it", "y := true ? 1 : 2": "?:", "++n": "x++", "y := n++": "x++", "y := f\"{n}\"": "Sprintf", "p is None": "x == nil", "1 in xs": "slices.Contains",
		"str(n)": "fmt.Sprint", "float(n)": "float64", "abs(n)": "math.Abs", "sum(xs)": "adds up", "printf(\"a\")": "fmt.Printf", "\"\"\"doc\nmore\"\"\"": "backquotes", "del m": "delete", "assert n == 1": "assert", "function f() {\n}": "func f(",
	} {
		p := problem(t, before, code)
		hint := p.Msg[strings.IndexByte(p.Msg, ':')+1:]
		if !strings.Contains(hint, want) || !strings.HasSuffix(hint, ")") {
			t.Errorf("%q: %s, want a hint with %q", code, p.Msg, want)
		}
		t.Logf("%-25q %s", code, p.Msg)
	}
	// What is only wrong gets no lecture.
	for _, code := range []string{"f(1 2)", "undefinedname", "xs.nothing", "x := 1 2", "s + 1", "n.x", "\"and or not\" 3", "func f() { return 1 }", "xs[5:1]"} {
		if p := problem(t, before, code); strings.HasSuffix(p.Msg, ")") && strings.Contains(p.Msg, " (") && !strings.Contains(p.Msg, "constant)") && !strings.Contains(p.Msg, "(type") && !strings.Contains(p.Msg, "(mismatched") && !strings.Contains(p.Msg, "want (") {
			t.Errorf("%q: %s, want no hint", code, p.Msg)
		}
	}
}

func TestTypesDeclaredAnew(t *testing.T) {
	for _, code := range []string{"total(shapes...)", "one(shapes[0])", "byName(named)", "ptr(p)"} {
		p := problem(t, "type Shape interface{ Area() float64 }\ntype P struct{ n int }", "var shapes []Shape\nnamed := map[string]Shape{}\np := &P{}\n",
			"type Shape interface{ Area() float64; Name() string }\ntype P struct{ m int }\nfunc total(s ...Shape) {}\nfunc one(s Shape) {}\nfunc byName(m map[string]Shape) {}\nfunc ptr(p *P) {}", code)
		if !strings.Contains(p.Msg, "was declared in In and anew in In") {
			t.Errorf("%s: %s", code, p.Msg)
		}
	}
}

// What a function of fmt returns that prints is not a result, whatever its
// package is called in the cell.
func TestWhatFmtReturnsIsNotShown(t *testing.T) {
	for _, tt := range []struct{ code, want string }{
		{"import \"fmt\"\nfmt.Println(\"a\")", "a\n"},
		{"import f \"fmt\"\nf.Println(\"a\")", "a\n"},
		{"import . \"fmt\"\nPrintln(\"a\")", "a\n"},
		{"import . \"fmt\"\n(Printf)(\"a\\n\")", "a\n"},
		{"import (f \"fmt\"; \"os\")\nf.Fprintln(os.Stdout, \"a\")", "a\n"},
		{"import \"fmt\"\nfmt.Sprintln(\"a\")", "=> a\n\n"},
		{"type printer struct{}\nfunc (printer) Println(s string) int { return len(s) }\nfmt := printer{}\nfmt.Println(\"abc\")", "=> 3\n"},
		{"func Println(s string) int { return len(s) }\nPrintln(\"abc\")", "=> 3\n"},
		{"import f \"fmt\"\nf.Println(\"a\");", "a\n"},
	} {
		s := newSession()
		if got := eval(context.Background(), s, "In", tt.code); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.code, got, tt.want)
		}
		s.Close()
	}
}

// A pointer made of an integer that leads nowhere ends the cell, and no more.
func TestPointersToNowhere(t *testing.T) {
	s := newSession()
	defer s.Close()
	eval(context.Background(), s, "In", "import \"unsafe\"\nn := uintptr(0xdead0000000)")
	for _, code := range []string{
		"*(*int)(unsafe.Pointer(n))",
		"p := (*[4]string)(unsafe.Pointer(n))\np[2] = \"x\"",
		"done := make(chan any)\ngo func() { defer func() { done <- recover() }(); println(*(*int)(unsafe.Pointer(n))) }()\nif r := <-done; r != nil { panic(r) }",
	} {
		if got := eval(context.Background(), s, "In", code); !strings.HasPrefix(got, "! panic: ") {
			t.Errorf("%s: %q, want a panic", code, got)
		}
	}
	if got := eval(context.Background(), s, "In", "1 + 1"); got != "=> 2\n" {
		t.Errorf("then %q", got)
	}
}
