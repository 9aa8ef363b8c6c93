package gokernel

import (
	"regexp"
	"strings"
	"testing"
)

// What a value holds is shown as it is, at any depth, without an address.
func TestValuesWithin(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, `import ("errors"; "fmt"; "image"; "strings"; "time"; "unsafe"; "gonum.org/v1/gonum/mat"; "gonum.org/v1/plot")
type Layer struct { W, B *mat.Dense; Name string }
type hidden struct { w *mat.Dense; v mat.Dense; m map[string]*mat.Dense; any any; t time.Time }
type Node struct { Val int; Next, prev *Node }
type named int
func (n named) String() string { return fmt.Sprintf("named %d", int(n)) }
type Opt struct { Rate float64; F func(a, b float64) float64; Done chan bool; n named }
type Tall struct { Name, Text string }
func double(n int) int { return 2 * n }
func (l *Layer) Forward(x mat.Matrix, more ...int) (*mat.Dense, error) { return nil, nil }
func Map[T, U any](list []T, f func(T) U) []U { return nil }
d := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
l := &Layer{W: d}
x := 5
px := &x
ring := &Node{Val: 1}
ring.Next = &Node{Val: 2, prev: ring}
list := &Node{Val: 1, Next: &Node{Val: 2, Next: &Node{Val: 3}}}
var none mat.Matrix
var unset mat.Dense
loop := map[string]any{}
loop["p"] = &loop`)
	for _, tt := range []struct{ code, want string }{
		{"l", "&{W:2×2 [[1 2] [3 4]] B:<nil> Name:}"},
		{"*l", "{W:2×2 [[1 2] [3 4]] B:<nil> Name:}"},
		{`map[string]*mat.Dense{"W1": l.W, "b1": nil}`, "map[W1:2×2 [[1 2] [3 4]] b1:<nil>]"},
		{"[]mat.Matrix{d, d.T(), nil}", "[2×2 [[1 2] [3 4]] 2×2 [[1 3] [2 4]] <nil>]"},
		{"[]*mat.Dense{d}", "[2×2 [[1 2] [3 4]]]"},
		{"[2]mat.Dense{*d}", "[2×2 [[1 2] [3 4]] 0×0 []]"},
		{"struct{ M mat.Dense }{*d}", "{M:2×2 [[1 2] [3 4]]}"},
		{"[]any{d, 1, nil, []any{d}}", "[2×2 [[1 2] [3 4]] 1 <nil> [2×2 [[1 2] [3 4]]]]"},
		{"&d", "&2×2 [[1 2] [3 4]]"},
		{"[]any{d.Slice(0, 1, 0, 2), d.ColView(1), d.RowView(0).T(), mat.NewSymDense(2, []float64{1, 2, 2, 4}), mat.NewTriDense(2, mat.Upper, []float64{1, 2, 0, 4}), mat.NewDiagDense(2, []float64{1, 2})}",
			"[1×2 [[1 2]] 2×1 [2 4] 1×2 [[1 2]] 2×2 [[1 2] [2 4]] 2×2 [[1 2] [0 4]] 2×2 [[1 0] [0 2]]]"},
		{"[]any{mat.NewCDense(1, 2, []complex128{1, 2i}), mat.Transpose{}, &unset, none}", "[1×2 [[(1+0i) (0+2i)]] {Matrix:<nil>} 0×0 [] <nil>]"},
		{"[]*mat.Dense{mat.NewDense(100, 1, nil)}", "[100×1 [[0] [0] [0] … [0] [0] [0]]]"},
		{"struct{ W mat.Matrix }{mat.NewDense(1, 100, nil)}", "{W:1×100 [[0 0 0 … 0 0 0]]}"},
		{`hidden{w: d, v: *d, m: map[string]*mat.Dense{"b": d, "a": nil}, any: d}`, "{w:2×2 [[1 2] [3 4]] v:2×2 [[1 2] [3 4]] m:map[a:<nil> b:2×2 [[1 2] [3 4]]] any:2×2 [[1 2] [3 4]] t:0001-01-01 00:00:00 +0000 UTC}"},
		{"map[string]hidden{\"a\": {w: d}}", "map[a:{w:2×2 [[1 2] [3 4]] v:0×0 [] m:map[] any:<nil> t:0001-01-01 00:00:00 +0000 UTC}]"},
		{"px", "&5"},
		{"&px", "&&5"},
		{"[]*int{px, nil}", "[&5 <nil>]"},
		{"list", "&{Val:1 Next:&{Val:2 Next:&{Val:3 Next:<nil> prev:<nil>} prev:<nil>} prev:<nil>}"},
		{"ring", "&{Val:1 Next:&{Val:2 Next:<nil> prev:&{…}} prev:<nil>}"},
		{"loop", "map[p:&map[…]]"},
		{"map[*int]int{px: 1}", "map[&5:1]"},
		{"map[named]*Node{2: nil, 1: nil}", "map[named 1:<nil> named 2:<nil>]"},
		{"map[any]int{2: 0, \"b\": 1, 1: 2, nil: 3}", "map[<nil>:3 1:2 2:0 b:1]"},
		{"Opt{Rate: 0.1, n: 3}", "{Rate:0.1 F:<nil> Done:<nil> n:named 3}"},
		{"Opt{F: func(a, b float64) float64 { return a }, Done: make(chan bool, 2)}", "{Rate:0 F:func(a float64, b float64) float64 Done:chan bool (0 of 2) n:named 0}"},
		{"double", "func double(n int) int"},
		{"[]func(int) int{double, nil}", "[func double(n int) int <nil>]"},
		{"l.Forward", "func (*Layer).Forward(x mat.Matrix, more ...int) (*mat.Dense, error)"},
		{"(*Layer).Forward", "func (*Layer).Forward(l *Layer, x mat.Matrix, more ...int) (*mat.Dense, error)"},
		{"strings.ToUpper", "func strings.ToUpper(string) string"},
		{"fmt.Sprintf", "func fmt.Sprintf(string, ...any) string"},
		{"func() { }", "func()"},
		{"make(chan int)", "chan int"},
		{"unsafe.Pointer(px)", "unsafe.Pointer"},
		{"[]error{errors.New(\"bad\"), nil}", "[bad <nil>]"},
		{"struct{ I image.Image; P *plot.Plot }{I: image.NewGray(image.Rect(0, 0, 4, 3))}", "{I:image, 4×3 pixels P:<nil>}"},
		{"[]named{1, 2}", "[named 1 named 2]"},
		{"struct{ D time.Duration; s []byte }{time.Second, []byte{1, 2}}", "{D:1s s:[1 2]}"},
	} {
		if got := must(t, e, &recorder{}, tt.code); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.code, got, tt.want)
		}
	}
	address := regexp.MustCompile(`0x[0-9a-f]{6,}|0xc000`)
	for _, code := range []string{"Map[int, string]", "[]any{&l, &list, map[string]any{\"f\": double, \"l\": &l}}", "new(strings.Builder)", "plot.New()", "[]*plot.Plot{plot.New()}", "&struct{ p **Layer }{&l}", "&hidden{t: time.Now()}", "%who"} {
		if got := must(t, e, &recorder{}, code); address.MatchString(got) {
			t.Errorf("%s shows an address: %s", code, got)
		}
	}
	res, err := run(t, e, &recorder{}, "[]Tall{{\"a\", \"two\\nlines\"}, {\"<b>\", \"one\"}}")
	if page, _ := res.Data["text/html"].(string); err != nil || !strings.Contains(page, "<td><pre>two\nlines</pre></td>") || !strings.Contains(page, "<td>&lt;b&gt;</td>") {
		t.Errorf("lines in a table: %v, %v", res.Data, err)
	}
	res, _ = run(t, e, &recorder{}, "[]Layer{*l, *l}")
	if page, _ := res.Data["text/html"].(string); !strings.Contains(page, "<td>2×2 [[1 2] [3 4]]</td><td>&lt;nil&gt;</td>") {
		t.Errorf("matrices in a table: %v", res.Data)
	}
}
