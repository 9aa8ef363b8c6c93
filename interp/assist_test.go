package interp_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

// cut takes the cursor, a |, out of code.
func cut(code string) (string, int) {
	before, after, _ := strings.Cut(code, "|")
	return before + after, len([]rune(before))
}

func prepared(t *testing.T) *interp.Session {
	s := newSession()
	_, err := s.Eval(context.Background(), interp.Cell{Name: "setup", Code: `import ("strings"; "gonum.org/v1/gonum/mat"; str "strconv")
type Base struct{ Inner int }
func (b *Base) Ptr() {}
func (b Base) Val() {}
// Point is a place.
type Point struct { Base; X, y int }
// Move moves it.
func (p *Point) Move(d int) { p.X += d }
p := Point{X: 5}
matrix := mat.NewDense(2, 2, nil)
// double doubles.
func double(n int) int { return 2 * n }`}, interp.IO{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestComplete(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct {
		code string
		has  []string
		not  []string
	}{
		{"strings.Sp|", []string{"Split", "SplitAfter", "SplitN", "SplitSeq"}, []string{"Join"}},
		{"strings.sp|", []string{"Split"}, nil},
		{"p.|", []string{"X", "y", "Move", "Inner", "Ptr", "Val", "Base"}, nil},
		{"(&p).Mo|", []string{"Move"}, []string{"X"}},
		{"matrix.Mu|", []string{"Mul", "MulElem"}, nil},
		{"any(p).(Point).|", []string{"X"}, nil},
		{"[]Point{p}[0].In|", []string{"Inner"}, nil},
		{"matrix.T().D|", []string{"Dims"}, nil},
		{"func f() {\n\tlocal := 1\n\tloc|\n\tlocation := 2\n}", []string{"local"}, []string{"location"}},
		{"if p.| {", []string{"X"}, nil},
		{"double(p.|", []string{"X"}, nil},
		{"fallt|", []string{"fallthrough"}, nil},
		{"doub|", []string{"double"}, nil},
		{"import \"math/b|", []string{"math/big", "math/bits"}, []string{"math"}},
		{"str.It|", []string{"Itoa"}, nil},
		{"x := \"p.|\"", nil, nil},
		{"世界 := p.M|", []string{"Move"}, nil},
		{"}}} p.|", nil, nil},
		{"|", []string{"p", "double", "matrix", "strings"}, nil},
	} {
		code, pos := cut(tt.code)
		start, end, list := s.Complete(code, pos)
		var names []string
		for _, m := range list {
			names = append(names, m.Text)
		}
		for _, w := range tt.has {
			if !slices.Contains(names, w) {
				t.Errorf("%q: no %s among %.200q", tt.code, w, names)
			}
		}
		for _, w := range tt.not {
			if slices.Contains(names, w) {
				t.Errorf("%q: %s is offered", tt.code, w)
			}
		}
		if start > end || end != pos {
			t.Errorf("%q: replaces %d to %d, the cursor is at %d", tt.code, start, end, pos)
		}
	}
}

func TestInspect(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct {
		code  string
		parts []string // of kind, signature, doc, package and value; none: nothing is found
	}{
		{"strings.Spl|it", []string{"function", "func strings.Split(s string, sep string) []string", "slices s into", "strings"}},
		{"strings|", []string{"package", "manipulate UTF-8"}},
		{"matrix.Mu|l", []string{"method", "Mul(a", "matrix product"}},
		{"p.X|", []string{"field", "X int"}},
		{"p.Move|", []string{"method", "Move(d int)"}},
		{"p|", []string{"variable", "Point", "X:5"}},
		{"double|", []string{"function", "func double(n int) int", "double doubles."}},
		{"double(p|, 1)", []string{"func double"}},
		{"double(|", []string{"func double"}},
		{"double(1)|", []string{"func double"}},
		{"str.Itoa|", []string{"func strconv.Itoa"}},
		{"len|", []string{"builtin len"}},
		{"nothing|", nil},
		{"1 + |2", nil},
	} {
		code, pos := cut(tt.code)
		in, ok := s.Inspect(code, pos)
		all := strings.Join([]string{in.Kind, in.Signature, in.Doc, in.Package, in.Value}, "\n")
		if ok != (tt.parts != nil) {
			t.Errorf("%q: found %t: %s", tt.code, ok, all)
		}
		for _, p := range tt.parts {
			if !strings.Contains(all, p) {
				t.Errorf("%q: %.300q lacks %q", tt.code, all, p)
			}
		}
	}
}

func TestIsComplete(t *testing.T) {
	s := newSession()
	for code, want := range map[string]string{
		"": "complete", "1 + 2": "complete", "x := 1\nx": "complete", "func f() {\n}": "complete", "a.b\n\t.c": "invalid",
		"func f() {": "incomplete", "[]int{1,": "incomplete", "`raw": "incomplete", "/* c": "incomplete", "1 +": "incomplete", "x.": "incomplete",
		"f)": "invalid", "var = 3": "invalid", "i++": "complete", "\"open": "invalid",
	} {
		if got, _ := s.IsComplete(code); got != want {
			t.Errorf("%q is %s, want %s", code, got, want)
		}
	}
	if _, indent := s.IsComplete("for {\n\tif true {"); indent != "\t\t" {
		t.Errorf("indent %q, want two tabs", indent)
	}
}

// No text may end the process, whatever it is.
func FuzzEval(f *testing.F) {
	for _, seed := range []string{"1 + 2", "x := func() { for {} }", "type T[P any] struct{ x *T[P] }", "func (t T) m() {}", "`", "import \"", "}{", "a, b := c", "goto x", "return", "package p", "ǃ", "var x x", "type T T", "const c = c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		s := newSession()
		defer s.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 1e9)
		defer cancel()
		s.Eval(ctx, interp.Cell{Name: "fuzz", Code: code}, interp.IO{})
		s.Complete(code, len([]rune(code))/2)
		s.Inspect(code, len([]rune(code))/2)
		s.IsComplete(code)
	})
}
