package interp_test

import (
	"context"
	"fmt"
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

func valueOf(in interp.Inspection) string {
	if !in.Value.IsValid() {
		return ""
	}
	return fmt.Sprintf("%+v", in.Value)
}

func prepared(t *testing.T) *interp.Session {
	t.Helper()
	s := newSession()
	_, err := s.Eval(context.Background(), interp.Cell{Name: "setup", Code: `import ("strings"; "fmt"; "io"; "os"; "bytes"; "gonum.org/v1/gonum/mat"; str "strconv"; "errors"; "time"; "math"; "slices"; "sync")
type Base struct{ Inner int }
func (b *Base) Ptr() {}
func (b Base) Val() {}
// Point is a place.
type Point struct {
	Base
	X int // across
	// y is down.
	y int
}
// Move moves it.
func (p *Point) Move(d int) { p.X += d }
// Shape has a size.
type Shape interface {
	// Area is the size.
	Area() float64
	fmt.Stringer
}
type Pair[A any, B comparable] struct { First A; Second B }
func (p Pair[A, B]) Key() B { return p.Second }
// Map applies f.
func Map[T, U any](xs []T, f func(T) U) []U { return nil }
type Celsius float64
func (c Celsius) F() float64 { return float64(c) }
const Limit = 10
const (
	Red = iota
	Green
)
var shape Shape
p := Point{X: 5}
points := []Point{{}, {}}
byName := map[string]*Point{}
ch := make(chan Point, 1)
fn := func(a int, b string) *Point { return nil }
matrix := mat.NewDense(2, 2, nil)
pair := Pair[int, string]{1, "a"}
err := errors.New("x")
var buf bytes.Buffer
// double doubles.
func double(n int) int { return 2 * n }
func two() (Point, error) { return Point{}, nil }
Größe := 5
nested := struct{ In struct{ Deep int } }{}
`}, interp.IO{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestComplete(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct {
		name, code, has, not string // names, separated by spaces
	}{
		{"package member", "strings.Sp|", "Split SplitAfter SplitAfterN SplitAfterSeq SplitN SplitSeq", "Join"},
		{"case is ignored", "strings.sPLITn|", "SplitN", ""},
		{"all of a package", "math.|", "Pi Sqrt MaxInt64", ""},
		{"nothing that is not exported", "strings.|", "Builder", "genSplit"},
		{"type of a package", "mat.De|", "Dense", ""},
		{"value: fields and methods", "p.|", "X y Move Inner Ptr Val Base", ""},
		{"pointer", "(&p).|", "X Move Inner", ""},
		{"pointer variable", "q := &p\nq.|", "X Move Inner Ptr Val", ""},
		{"element of a slice", "points[0].|", "X Move Inner", ""},
		{"element of a map", "byName[\"a\"].|", "X Move", ""},
		{"received value", "(<-ch).|", "X", ""},
		{"call", "fn(1, \"a\").|", "X Move", ""},
		{"chain", "strings.NewReader(\"a\").|", "Read Len", ""},
		{"chain of methods", "matrix.T().|", "Dims At T", "Mul"},
		{"type assertion", "any(p).(Point).|", "X Move", ""},
		{"type switch", "switch v := any(p).(type) {\ncase *Point:\n\tv.|\n}", "X Move", ""},
		{"literal", "Point{}.|", "X Inner", ""},
		{"pointer to literal", "(&Point{}).M|", "Move", ""},
		{"dereference", "(*byName[\"a\"]).|", "X", ""},
		{"interface", "shape.|", "Area String", ""},
		{"error", "err.|", "Error", ""},
		{"method of a type that is no struct", "Celsius(3).|", "F", ""},
		{"generic value", "pair.|", "First Second Key", ""},
		{"field of a generic value", "pair.Second|", "Second", ""},
		{"instantiated call", "Map([]int{1}, str.Itoa)[0]|", "", ""},
		{"unnamed struct", "nested.In.|", "Deep", ""},
		{"embedded by name", "p.Base.|", "Inner Ptr Val", "X"},
		{"method expression", "Point.|", "Val", ""},
		{"pointer method expression", "(*Point).|", "Move Ptr", ""},
		{"renamed import", "str.It|", "Itoa", ""},
		{"package variable", "os.Stdout.Wri|", "Write WriteString", ""},
		{"constant of a package", "time.Second.|", "Seconds Milliseconds", ""},
		{"method of compiled value", "buf.Wr|", "Write WriteString WriteByte", ""},
		{"local", "func f() {\n\tlocal := 1\n\tloc|\n}", "local", ""},
		{"not what is declared later", "func f() {\n\tloc|\n\tlocation := 2\n}", "", "location"},
		{"parameter", "func f(param int) {\n\tpar|\n}", "param", ""},
		{"named result", "func f() (result int) {\n\tres|\n}", "result", ""},
		{"receiver", "func (self *Point) G() {\n\tself.|\n}", "X Move", ""},
		{"range variables", "for index, value := range points {\n\tval|\n}", "value", ""},
		{"field of a range variable", "for _, q := range points {\n\tq.|\n}", "X Move", ""},
		{"closure", "g := func(inside Point) { inside.| }", "X", ""},
		{"if with a statement", "if q, err := two(); err == nil {\n\tq.|\n}", "X", ""},
		{"condition", "if p.| {", "X Move", ""},
		{"argument", "double(p.|", "X", ""},
		{"second argument", "fn(1, str.|", "Itoa Quote", ""},
		{"argument, closed", "double(p.|)", "X", ""},
		{"index", "points[p.|]", "X", ""},
		{"keyword", "fallt|", "fallthrough", ""},
		{"keywords", "f|", "for func fallthrough", ""},
		{"universe", "app|", "append", ""},
		{"type of the universe", "var x flo|", "float64 float32", ""},
		{"nil, true, iota", "|", "nil true iota", ""},
		{"own function", "doub|", "double", ""},
		{"own type", "Poi|", "Point", ""},
		{"own constant", "Gre|", "Green", ""},
		{"own package", "strin|", "strings string", ""},
		{"declared in this cell", "later := 1\nlat|", "later", ""},
		{"function of this cell", "func helper() {}\nhel|", "helper", ""},
		{"type of this cell", "type Local struct{ A int }\nvar l Local\nl.|", "A", ""},
		{"import of this cell", "import \"sort\"\nsort.Int|", "Ints IntsAreSorted", ""},
		{"import path", "import \"math/|", "math/big math/bits math/cmplx math/rand", "strings"},
		{"import path in a group", "import (\n\t\"fmt\"\n\t\"gonum.org/v1/gonum/m|", "gonum.org/v1/gonum/mat", ""},
		{"import path with a name", "import m \"gonum.org/v1/gonum/m|", "gonum.org/v1/gonum/mat", ""},
		{"import path, closed", "import \"enc|\"", "encoding/json", ""},
		{"import path by its last element", "import \"json|", "encoding/json", ""},
		{"package that is not imported", "json.|", "Marshal", ""},
		{"in a string", "x := \"p.|\"", "", "X"},
		{"in a raw string", "x := `p.|`", "", "X"},
		{"in a comment", "// p.|", "", "X"},
		{"in a block comment", "/* p.| */", "", "X"},
		{"in a number", "x := 1.|", "", "X"},
		{"behind code points", "世界 := p.M|", "Move", ""},
		{"a name with umlauts", "Grö|", "Größe", ""},
		{"broken code before", "x := )\np.|", "X", ""},
		{"broken code behind", "p.|\nx := )", "X", ""},
		{"broken function behind", "p.|\nfunc g( {", "X", ""},
		{"unclosed function before", "func f() {\n\tif true {\n\t\tp.|", "X", ""},
		{"type error before", "x := undefinedName\np.|", "X", ""},
		{"assignment", "p.X = p.|", "X y", ""},
		{"return", "func f() int {\n\treturn p.|\n}", "X", ""},
		{"go and defer", "defer p.|", "Move", ""},
		{"composite literal's keys", "Point{X|", "X", ""},
		{"keys of a literal", "q := Point{|}", "X y Base", ""},
		{"keys of a literal behind one", "q := Point{X: 1, |}", "y Base", ""},
		{"value of a key", "q := Point{X: doub|}", "double", ""},
		{"keys of a literal of a package", "import \"net/http\"\nc := http.Client{Time|}", "Timeout", ""},
	} {
		code, pos := cut(tt.code)
		start, end, list := s.Complete(code, pos)
		var names []string
		for _, m := range list {
			names = append(names, m.Text)
		}
		for _, w := range strings.Fields(tt.has) {
			if !slices.Contains(names, w) {
				t.Errorf("%s: %q: no %s among %.200q", tt.name, tt.code, w, names)
			}
		}
		for _, w := range strings.Fields(tt.not) {
			if slices.Contains(names, w) {
				t.Errorf("%s: %q: %s is offered", tt.name, tt.code, w)
			}
		}
		if start > end || end != pos {
			t.Errorf("%s: %q: replaces %d to %d, the cursor is at %d", tt.name, tt.code, start, end, pos)
		}
	}
}

func TestCompletionOrderTypesAndSignatures(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct{ code, first, kind, signature string }{
		{"strings.Split|", "Split", "function", "func(s string, sep string) []string"},
		{"p.Mo|", "Move", "method", "func(d int)"},
		{"p.X|", "X", "field", "int"},
		{"doub|", "double", "function", "func(n int) int"},
		{"Poi|", "Point", "type", "struct"},
		{"Lim|", "Limit", "constant", "untyped int = 10"},
		{"math.Pi|", "Pi", "constant", "= 3.14159"},
		{"strco|", "", "", ""},
		{"matr|", "matrix", "variable", "*mat.Dense"},
		{"byteː|", "", "", ""},
		{"fallt|", "fallthrough", "keyword", ""},
		{"appe|", "append", "function", "func(slice []Type, elems ...Type) []Type"},
		{"import \"encoding/js|", "encoding/json", "package", ""},
		{"Map|", "Map", "function", "func[T, U any](xs []T, f func(T) U) []U"},
		{"p|", "p", "variable", "Point"}, // own names first
	} {
		code, pos := cut(tt.code)
		_, _, list := s.Complete(code, pos)
		if tt.first == "" {
			if len(list) > 0 {
				t.Errorf("%q: %v is offered, want nothing", tt.code, list)
			}
			continue
		}
		if len(list) == 0 || list[0].Text != tt.first || list[0].Kind != tt.kind || !strings.Contains(list[0].Signature, tt.signature) {
			t.Errorf("%q: first is %+v, want %s %s %s", tt.code, list[:min(2, len(list))], tt.kind, tt.first, tt.signature)
		}
	}
}

func TestInspect(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct{ name, code, want string }{ // want: parts separated by |; none: nothing is found
		{"package", "strings|.Split", "package|package strings|manipulate UTF-8"},
		{"function of a package", "strings.Spl|it", "function|func strings.Split(s string, sep string) []string|slices s into|strings"},
		{"type of a package", "mat.Den|se", "type|type mat.Dense struct|dense matrix"},
		{"method of a package's type", "matrix.Mu|l(a, b)", "method|func (m *mat.Dense) Mul(a mat.Matrix, b mat.Matrix)|matrix product"},
		{"field of a package's type", "var c bytes.Buffer\nimport \"net/http\"\nvar h http.Client\nh.Time|out", "field|Timeout time.Duration|time limit"},
		{"method of an interface", "var r io.Reader\nr.Re|ad", "method|Read(p []byte) (n int, err error)"},
		{"method of a cell's interface", "shape.Ar|ea()", "method|Area() float64|Area is the size."},
		{"method of an embedded interface", "shape.Str|ing()", "method|String() string"},
		{"constant of a package", "math.P|i", "constant|math.Pi untyped float|3.14159"},
		{"variable of a package", "os.Std|out", "variable|Stdout *os.File|"},
		{"function of a cell", "double|(1)", "function|func double(n int) int|double doubles."},
		{"type of a cell", "Poi|nt{}", "type|type Point struct|Point is a place."},
		{"method of a cell", "p.Mo|ve", "method|func (p *Point) Move(d int)|Move moves it."},
		{"promoted method", "p.Pt|r", "method|Ptr()"},
		{"promoted field", "p.Inn|er", "field|Inner int"},
		{"field with a comment behind it", "p.X|", "field|X int|across"},
		{"field with a comment above it", "p.y|", "field|y int|y is down."},
		{"constant of a cell", "Lim|it", "constant|const Limit untyped int = 10"},
		{"iota", "Gre|en", "constant|Green untyped int = 1"},
		{"variable with its value", "p|", "variable|var p Point|X:5"},
		{"matrix", "matri|x", "variable|var matrix *mat.Dense|Rows:2"},
		{"generic function", "Ma|p", "function|func Map[T, U any](xs []T, f func(T) U) []U|Map applies f."},
		{"generic function of a package", "slices.Index|Func", "function|slices.IndexFunc|index of the first element"},
		{"generic type", "Pai|r[int, string]{}", "type|Pair[A any, B comparable]"},
		{"local", "func f() {\n\tlocal := 3\n\t_ = loc|al\n}", "variable|var local int"},
		{"parameter", "func f(param *Point) {\n\tpar|am.X++\n}", "variable|var param *Point"},
		{"field of a local", "func f(param *Point) {\n\tparam.X|++\n}", "field|X int"},
		{"declared in this cell", "// half halves.\nfunc half(x int) int { return x / 2 }\nhal|f(2)", "function|func half(x int) int|half halves."},
		{"renamed import", "st|r.Itoa", "package|strconv"},
		{"member of a renamed import", "str.Ito|a(1)", "func strconv.Itoa(i int) string|equivalent to"},
		{"import of this cell", "import \"sort\"\nsort.In|ts", "func sort.Ints"},
		{"builtin", "le|n(x)", "function|func len(v Type) int|length of v"},
		{"append", "appen|d(x, 1)", "function|func append(slice []Type, elems ...Type) []Type"},
		{"type of the universe", "floa|t64", "type|type float64|64-bit"},
		{"error", "erro|r", "type|error|Error() string"},
		{"nil", "ni|l", "nil"},
		{"keyword", "fo|r i := range 3 {}", "keyword|for"},
		{"inside a call", "double(|", "func double"},
		{"inside a call, on an argument that is a variable", "double(p|.X, 1)", "func double"},
		{"inside a call, closed", "double(|)", "func double"},
		{"inside a call, second argument", "strings.Split(\"a b\", |)", "func strings.Split"},
		{"inside a string argument", "strings.Split(\"a| b\", \" \")", "func strings.Split"},
		{"after a call", "double(1)|", "func double"},
		{"nested call", "double(double(|))", "func double"},
		{"method call", "p.Move(|)", "Move(d int)"},
		{"call of a chain", "strings.NewReader(\"a\").Seek(|", "Seek(offset int64, whence int)"},
		{"call of a variable", "fn(|", "var fn func(a int, b string) *Point"},
		{"call of an instance", "Map[int, string](|", "func Map"},
		{"code that does not parse", "double(1\nfunc g( {\nstrings.Spl|it", "func strings.Split"},
		{"code behind that does not parse", "strings.Spl|it(\nx := )", "func strings.Split"},
		{"code points before", "世界 := strings.Spl|it", "func strings.Split"},
		{"key of a literal", "Point{X|: 1}", "field|X int"},
		{"nothing of that name", "nothing|", ""},
		{"number", "1 + |2", ""},
		{"no member of that name", "strings.Nothing|", ""},
		{"in a comment", "// strings.Spl|it", ""},
		{"empty", "|", ""},
		{"only space", "  |  ", ""},
	} {
		code, pos := cut(tt.code)
		in, ok := s.Inspect(code, pos)
		all := strings.Join([]string{in.Kind, in.Signature, in.Doc, in.Package, valueOf(in)}, "\n")
		if ok != (tt.want != "") {
			t.Errorf("%s: %q: found %t: %.200q", tt.name, tt.code, ok, all)
			continue
		}
		for _, p := range strings.Split(tt.want, "|") {
			if !strings.Contains(all, p) {
				t.Errorf("%s: %q: %.300q lacks %q", tt.name, tt.code, all, p)
			}
		}
	}
}

func TestIsComplete(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct{ code, want, indent string }{
		{"", "complete", ""},
		{"  \n", "complete", ""},
		{"// only a comment", "complete", ""},
		{"1 + 2", "complete", ""},
		{"x := 1", "complete", ""},
		{"func f() {\n}", "complete", ""},
		{"func f() {", "incomplete", "\t"},
		{"for {\n\tif true {", "incomplete", "\t\t"},
		{"func f(", "incomplete", "\t"},
		{"[]int{1,", "incomplete", "\t"},
		{"x := []int{\n\t1,\n", "incomplete", "\t"},
		{"1 +", "incomplete", ""},
		{"x :=", "incomplete", ""},
		{"x.", "incomplete", ""},
		{"a,", "incomplete", ""},
		{"!", "incomplete", ""},
		{"`raw", "incomplete", ""},
		{"/* comment", "incomplete", ""},
		{"import (", "incomplete", "\t"},
		{"import", "incomplete", ""},
		{"func", "incomplete", ""},
		{"func f()", "incomplete", ""},
		{"if x", "incomplete", ""},
		{"if x == 1", "incomplete", ""},
		{"for i := range 3", "incomplete", ""},
		{"for", "incomplete", ""},
		{"switch x", "incomplete", ""},
		{"else", "invalid", ""},
		{"type T", "incomplete", ""},
		{"type T struct", "incomplete", ""},
		{"var", "incomplete", ""},
		{"var x", "incomplete", ""},
		{"const", "incomplete", ""},
		{"go", "incomplete", ""},
		{"defer", "incomplete", ""},
		{"return", "complete", ""},
		{"i++", "complete", ""},
		{"f(x...)", "complete", ""},
		{"x;", "complete", ""},
		{"f)", "invalid", ""},
		{"func f() }", "invalid", ""},
		{"var = 3", "invalid", ""},
		{"x := )", "invalid", ""},
		{"(]", "invalid", ""},
		{"\"open", "invalid", ""},
		{"'a", "invalid", ""},
		{"import = 7q", "invalid", ""},
		{"a.b\n\t.c", "invalid", ""},
		{"undefinedName", "complete", ""}, // an error of types is told when it runs
		{"func f() {\n}\n\n", "complete", ""},
	} {
		got, indent := s.IsComplete(tt.code)
		if got != tt.want || indent != tt.indent {
			t.Errorf("%q is %s with indent %q, want %s with %q", tt.code, got, indent, tt.want, tt.indent)
		}
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
