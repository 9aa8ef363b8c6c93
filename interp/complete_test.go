package interp_test

import (
	"slices"
	"strings"
	"testing"
)

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
		{"generic value", "pair.|", "First Second Key Conv", ""},
		{"generic method", "Celsius(3).A|", "As", ""},
		{"result of a generic method", "Celsius(3).As(func(Celsius) Point { return p }).|", "X Move", ""},
		{"instance of a generic method", "pair.Conv[Point](nil).|", "X", ""},
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
