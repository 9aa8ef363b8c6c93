package interp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

func valueOf(in interp.Inspection) string {
	if !in.Value.IsValid() {
		return ""
	}
	return fmt.Sprintf("%+v", in.Value)
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
		{"generic method", "Celsius(3).A|s", "method|func (c Celsius) As[T any](f func(Celsius) T) T|As shows it otherwise."},
		{"generic method of a generic type", "pair.Con|v", "method|Conv[C any](f func|Conv converts the first one."},
		{"generic method of a package", "import \"math/rand/v2\"\nvar r *rand.Rand\nr.N|(3)", "method|N[Int|pseudo-random"},
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
