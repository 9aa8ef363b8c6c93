package interp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

// cut takes the cursor, a |, out of code.
func cut(code string) (string, int) {
	before, after, _ := strings.Cut(code, "|")
	return before + after, len([]rune(before))
}

// prepared returns a session that has something of each kind to be asked about.
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
// Conv converts the first one.
func (p Pair[A, B]) Conv[C any](f func(A) C) C { return f(p.First) }
// Map applies f.
func Map[T, U any](xs []T, f func(T) U) []U { return nil }
type Celsius float64
func (c Celsius) F() float64 { return float64(c) }
// As shows it otherwise.
func (c Celsius) As[T any](f func(Celsius) T) T { return f(c) }
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
