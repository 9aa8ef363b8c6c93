package dlfs

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestAugmentations(t *testing.T) {
	s := Shape{1, 3, 3}
	x := rows(1, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	for _, tt := range []struct {
		name string
		got  *mat.Dense
		want []float64
	}{
		{"right", Shift(x, s, 1, 0), []float64{0, 1, 2, 0, 4, 5, 0, 7, 8}},
		{"up", Shift(x, s, 0, -1), []float64{4, 5, 6, 7, 8, 9, 0, 0, 0}},
		{"half a pixel right", Shift(x, s, 0.5, 0), []float64{0.5, 1.5, 2.5, 2, 4.5, 5.5, 3.5, 7.5, 8.5}},
		{"a quarter turn", Rotate(x, s, 90), []float64{3, 6, 9, 2, 5, 8, 1, 4, 7}},
		{"a half turn", Rotate(x, s, 180), []float64{9, 8, 7, 6, 5, 4, 3, 2, 1}},
		{"twice as large", Scale(x, s, 2), []float64{3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7}},
		{"half as large", Scale(x, s, 0.5), []float64{0, 0, 0, 0, 5, 0, 0, 0, 0}},
		{"mirrored", Flip(x, s), []float64{3, 2, 1, 6, 5, 4, 9, 8, 7}},
		{"cropped", Crop(x, s, 1, 0, Shape{1, 2, 2}), []float64{4, 5, 7, 8}},
	} {
		if got := tt.got.RawRowView(0); !mat.EqualApprox(tt.got, rows(1, len(tt.want), tt.want...), 1e-12) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if x.At(0, 0) != 1 || x.At(0, 8) != 9 {
		t.Error("the image itself has changed")
	}
	two := Crop(rows(1, 8, 1, 2, 3, 4, 5, 6, 7, 8), Shape{2, 2, 2}, 0, 1, Shape{2, 2, 1})
	if want := rows(1, 4, 2, 4, 6, 8); !mat.Equal(two, want) {
		t.Errorf("two channels cropped: %v, want %v", mat.Formatted(two), mat.Formatted(want))
	}
}

func TestAugment(t *testing.T) {
	s := Shape{1, 9, 9}
	x := mat.NewDense(200, 81, nil)
	for i := range 200 {
		x.Set(i, 40, 1) // a point in the middle
	}
	a := Augment{Shape: s, MaxShift: 2, RNG: rand.New(rand.NewPCG(1, 5))}
	y := a.Batch(x)
	at := map[int]int{}
	for _, c := range Argmax(y) {
		if dr, dc := c/9-4, c%9-4; dr < -2 || dr > 2 || dc < -2 || dc > 2 {
			t.Errorf("the point moved by %d, %d; want 2 at most", dr, dc)
		}
		at[c]++
	}
	if len(at) < 20 || mat.Sum(y) != 200 {
		t.Errorf("%d places and a sum of %v, want most of 25 and 200", len(at), mat.Sum(y))
	}
	if same := (Augment{Shape: s, RNG: a.RNG}).Batch(x); !mat.Equal(same, x) {
		t.Error("without settings the images change")
	}
}

// constant is a predictor that always says the same.
type constant []float64

func (c constant) Predict(*mat.Dense) *mat.Dense { return rows(1, len(c), c...) }

func TestEnsemble(t *testing.T) {
	ln := math.Log
	e := Ensemble{constant{ln(.6), ln(.4)}, constant{ln(.6), ln(.4)}, constant{ln(.1), ln(.9)}}
	want := rows(1, 2, 1.3/3, 1.7/3) // the certain one outvotes the other two
	if got := e.Predict(nil); !mat.EqualApprox(got, want, 1e-15) {
		t.Errorf("Predict = %v, want %v", mat.Formatted(got), mat.Formatted(want))
	}
	if got := e.Accuracy(nil, rows(1, 2, 0, 1)); got != 1 {
		t.Errorf("Accuracy = %v, want 1", got)
	}
}

func TestHalfMatrix(t *testing.T) {
	m := rows(2, 2, 1, 1.0/3, -70000, 2)
	h := NewHalfMatrix(m)
	want := rows(2, 2, 1, 0.333251953125, math.Inf(-1), 2)
	if !mat.Equal(h, want) || !mat.Equal(h.T(), want.T()) {
		t.Errorf("in half precision %v, want %v", mat.Formatted(h), mat.Formatted(want))
	}
	p := &Param{Value: rows(1, 1, 1.0/3)}
	RoundToHalf([]*Param{p})
	if got := p.Value.At(0, 0); got != 0.333251953125 {
		t.Errorf("1/3 rounds to %v, want 0.333251953125", got)
	}
}

func TestDropout(t *testing.T) {
	l := NewDropout(0.3, rand.New(rand.NewPCG(1, 6)))
	x := Apply(func(float64) float64 { return 2 }, mat.NewDense(100, 100, nil))
	y := l.Forward(x)
	dropped := 0
	for i := range 100 {
		for _, v := range y.RawRowView(i) {
			switch v {
			case 0:
				dropped++
			case 2:
			default:
				t.Fatalf("an element of %v, want 0 or 2", v)
			}
		}
	}
	if dropped < 2800 || dropped > 3200 { // one deviation is 46
		t.Errorf("%d of 10,000 dropped, want about 3,000", dropped)
	}
	l.SetMode(Inference)
	if y := l.Forward(x); y.At(3, 4) != 1.4 || mat.Min(y) != mat.Max(y) {
		t.Errorf("in inference from %v to %v, want 1.4", mat.Min(y), mat.Max(y))
	}
}

// The modes reach the layers of a network: Gradient trains, the others do not.
func TestNetworkModes(t *testing.T) {
	net := NewMultiLayerNet(MultiLayerNetConfig{In: 3, Hidden: []int{4}, Out: 2, BatchNorm: true, Dropout: 0.5}, rand.New(rand.NewPCG(1, 7)))
	x, labels := Randn(rand.New(rand.NewPCG(2, 7)), 1, 5, 3), OneHot([]int{0, 1, 0, 1, 1}, 2)
	mean := func() *mat.Dense { return mat.DenseCopyOf(net.State()[6].Value) }
	start := mean()
	a, b := net.Loss(x, labels), net.Loss(x, labels)
	if a != b || !mat.Equal(mean(), start) {
		t.Errorf("losses %v and %v, running mean %v; want the same twice", a, b, mat.Formatted(mean()))
	}
	net.Gradient(x, labels)
	if mat.Equal(mean(), start) {
		t.Error("Gradient leaves the running mean as it was")
	}
	if got := net.State()[6].Name + " " + net.State()[7].Name + " " + net.Params()[2].Name; got != "mean1 var1 gamma1" {
		t.Errorf("names %q, want mean1 var1 gamma1", got)
	}
}

// A network learns the same weights, to the last bit, on one core and on many.
func TestCoresDoNotMatter(t *testing.T) {
	learn := func(cores int) []*Param {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		net := NewSimpleConvNet(SimpleConvNetConfig{In: Shape{1, 14, 14}, Init: He}, rand.New(rand.NewPCG(1, 10)))
		x, labels := Randn(rand.New(rand.NewPCG(2, 10)), 1, 30, 196), make([]int, 30)
		o := &Adam{}
		for range 3 {
			net.Gradient(x, OneHot(labels, 10))
			o.Update(net.Params())
		}
		return net.Params()
	}
	one, many := learn(1), learn(5)
	for i, p := range one {
		if !mat.Equal(p.Value, many[i].Value) {
			t.Errorf("%s differs between one core and five", p.Name)
		}
	}
}

// Every number is in exactly one of the chunks.
func TestParallelCoversAll(t *testing.T) {
	for _, n := range []int{1, 7, 8, 9, 100} {
		seen := make([]int, n)
		parallel(n, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				seen[i]++
			}
		})
		for i, s := range seen {
			if s != 1 {
				t.Errorf("n = %d: %d seen %d times", n, i, s)
			}
		}
	}
	defer func() {
		if r := recover(); r != "caught" {
			t.Errorf("recovered %v, want the panic of the goroutine", r)
		}
	}()
	parallel(10, func(_, _, _ int) { panic("caught") })
}

// The book drops scores in training, which makes half of them 0.
func TestBookDropout(t *testing.T) {
	for _, book := range []bool{false, true} {
		net := NewDeepConvNet(DeepConvNetConfig{In: Shape{1, 8, 8}, BookDropout: book}, rand.New(rand.NewPCG(1, 9)))
		x := Randn(rand.New(rand.NewPCG(2, 9)), 1, 20, 64)
		net.Layers.SetMode(Training)
		zeros := 0
		for _, v := range net.Layers.Forward(x).RawMatrix().Data {
			if v == 0 {
				zeros++
			}
		}
		if want := book; (zeros > 60 && zeros < 140) != want || !want && zeros > 0 {
			t.Errorf("BookDropout %t: %d of 200 scores are 0", book, zeros)
		}
	}
}

// echo is a predictor that repeats its input.
type echo struct{}

func (echo) Predict(x *mat.Dense) *mat.Dense { return x }

func TestMistakesAndConfusion(t *testing.T) {
	n := 150
	x, labels := make([]int, n), make([]int, n)
	for i := range n {
		x[i], labels[i] = i%3, i%3
	}
	x[4], x[149] = 2, 0 // are 1 and 2
	d := Examples{OneHot(x, 3), OneHot(labels, 3)}
	got := Mistakes(echo{}, d, n)
	if want := []Mistake{{4, 1, 2}, {149, 2, 0}}; !slices.Equal(got, want) {
		t.Errorf("Mistakes = %v, want %v", got, want)
	}
	if got, want := Confusion(echo{}, d, n), rows(3, 3, 50, 0, 0, 0, 49, 1, 1, 0, 49); !mat.Equal(got, want) {
		t.Errorf("Confusion = %v, want %v", mat.Formatted(got), mat.Formatted(want))
	}
	if got := Mistakes(echo{}, d, 100); len(got) != 1 {
		t.Errorf("among the first hundred %v, want one", got)
	}
}
