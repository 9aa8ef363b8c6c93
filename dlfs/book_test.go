package dlfs_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// This file holds the numbers that the book or its code prints.

func row(v ...float64) *mat.Dense { return mat.NewDense(1, len(v), v) }

func TestGates(t *testing.T) {
	for name, tt := range map[string]struct {
		gate func(x1, x2 float64) int
		want [4]int // for (0,0), (1,0), (0,1), (1,1)
	}{
		"AND": {dlfs.AND, [4]int{0, 0, 0, 1}}, "NAND": {dlfs.NAND, [4]int{1, 1, 1, 0}},
		"OR": {dlfs.OR, [4]int{0, 1, 1, 1}}, "XOR": {dlfs.XOR, [4]int{0, 1, 1, 0}},
	} {
		for i, want := range tt.want {
			x1, x2 := float64(i%2), float64(i/2)
			if got := tt.gate(x1, x2); got != want {
				t.Errorf("%s(%v, %v) = %d, want %d", name, x1, x2, got, want)
			}
		}
	}
}

func TestScalarFunctions(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    func(float64) float64
		x, y float64
	}{
		{"Step", dlfs.StepFunction, 0, 0}, {"Step", dlfs.StepFunction, 0.1, 1}, {"Step", dlfs.StepFunction, -1, 0},
		{"Sigmoid", dlfs.SigmoidFunction, -1, 0.2689414213699951}, {"Sigmoid", dlfs.SigmoidFunction, 1, 0.7310585786300049},
		{"Sigmoid", dlfs.SigmoidFunction, 2, 0.8807970779778823}, {"Sigmoid", dlfs.SigmoidFunction, -1000, 0},
		{"ReLU", dlfs.ReLUFunction, -2, 0}, {"ReLU", dlfs.ReLUFunction, 3, 3},
		{"Tanh", dlfs.TanhFunction, 1, 0.7615941559557649}, {"Identity", dlfs.IdentityFunction, -4, -4},
		{"SigmoidDerivative", dlfs.SigmoidDerivative, 0, 0.25},
		{"ReLUDerivative", dlfs.ReLUDerivative, 0, 0}, {"ReLUDerivative", dlfs.ReLUDerivative, 2, 1},
	} {
		if got := tt.f(tt.x); math.Abs(got-tt.y) > 1e-15 {
			t.Errorf("%s(%v) = %v, want %v", tt.name, tt.x, got, tt.y)
		}
	}
}

// The network of section 3.4, by hand.
func TestThreeLayersByHand(t *testing.T) {
	net := dlfs.Sequential{
		dlfs.NewAffine(mat.NewDense(2, 3, []float64{.1, .3, .5, .2, .4, .6}), row(.1, .2, .3)), dlfs.NewSigmoid(),
		dlfs.NewAffine(mat.NewDense(3, 2, []float64{.1, .4, .2, .5, .3, .6}), row(.1, .2)), dlfs.NewSigmoid(),
		dlfs.NewAffine(mat.NewDense(2, 2, []float64{.1, .3, .2, .4}), row(.1, .2)),
	}
	x := row(1, .5)
	for i, want := range []*mat.Dense{
		row(.3, .7, 1.1), row(0.574442516811659, 0.6681877721681662, 0.7502601055951177),
		row(0.51615984, 1.21402696), row(0.6262493703990729, 0.7710106968556123),
		row(0.3168270764110298, 0.6962790898619668),
	} {
		if x = net[i].Forward(x); !mat.EqualApprox(x, want, 5e-9) {
			t.Errorf("after layer %d: %v, want %v", i, mat.Formatted(x), mat.Formatted(want))
		}
	}
	if got, want := x.At(0, 0), 0.3168270764110298; math.Abs(got-want) > 1e-15 {
		t.Errorf("y[0] = %v, want %v", got, want)
	}
}

func TestLosses(t *testing.T) {
	label := dlfs.OneHot([]int{2}, 10)
	for _, tt := range []struct {
		y       *mat.Dense
		sse, ce float64
	}{
		{row(.1, .05, .6, 0, .05, .1, 0, .1, 0, 0), 0.09750000000000003, 0.510825457099338},
		{row(.1, .05, .1, 0, .05, .1, 0, .6, 0, 0), 0.5975, 2.302584092994546},
	} {
		if got := dlfs.SumSquaredError(tt.y, label); math.Abs(got-tt.sse) > 1e-15 {
			t.Errorf("SumSquaredError = %v, want %v", got, tt.sse)
		}
		if got := dlfs.CrossEntropyError(tt.y, label); math.Abs(got-tt.ce) > 1e-15 {
			t.Errorf("CrossEntropyError = %v, want %v", got, tt.ce)
		}
	}
}

func TestDerivatives(t *testing.T) {
	f := func(x float64) float64 { return 0.01*math.Pow(x, 2) + 0.1*x }
	for x, want := range map[float64]float64{5: 0.1999999999990898, 10: 0.2999999999986347} {
		if got := dlfs.NumericalDiff(f, x); math.Abs(got-want) > 1e-15 {
			t.Errorf("NumericalDiff at %v = %v, want %v", x, got, want)
		}
	}
	if got := dlfs.TangentLine(f, 5)(7); math.Abs(got-(f(5)+2*0.2)) > 1e-9 {
		t.Errorf("tangent at 7 = %v, want %v", got, f(5)+2*0.2)
	}
	for _, tt := range []struct{ x, want []float64 }{
		{[]float64{3, 4}, []float64{6.00000000000378, 7.999999999999119}},
		{[]float64{0, 2}, []float64{0, 4}}, {[]float64{3, 0}, []float64{6, 0}},
	} {
		got := dlfs.GradientAt(square, tt.x)
		for i := range got {
			if math.Abs(got[i]-tt.want[i]) > 1e-10 {
				t.Errorf("GradientAt(%v)[%d] = %v, want %v", tt.x, i, got[i], tt.want[i])
			}
		}
	}
}

func TestSimpleNet(t *testing.T) {
	n := dlfs.SimpleNet{W: mat.NewDense(2, 3, []float64{0.47355232, 0.9977393, 0.84668094, 0.85557411, 0.03563661, 0.69422093})}
	x, labels := row(.6, .9), row(0, 0, 1)
	if got, want := n.Predict(x), row(1.054148091, 0.630716529, 1.132807401); !mat.EqualApprox(got, want, 1e-9) {
		t.Errorf("Predict = %v, want %v", mat.Formatted(got), mat.Formatted(want))
	}
	if got, want := n.Loss(x, labels), 0.9280682857864075; math.Abs(got-want) > 1e-14 {
		t.Errorf("Loss = %v, want %v", got, want)
	}
	want := mat.NewDense(2, 3, []float64{0.2192476267, 0.1435624662, -0.3628100928, 0.3288714401, 0.2153436993, -0.5442151391})
	if got := n.Gradient(x, labels); !mat.EqualApprox(got, want, 2e-7) { // the book's loss adds 1e-7
		t.Errorf("Gradient = %v, want %v", mat.Formatted(got), mat.Formatted(want))
	}
}

// Thirty steps of each optimizer down x²/20 + y² from (-7, 2) (section 6.1.7).
func TestOptimizerPaths(t *testing.T) {
	for name, tt := range map[string]struct {
		o    dlfs.Optimizer
		want map[int][2]float64
	}{
		"SGD": {dlfs.SGD{LR: 0.95}, map[int][2]float64{1: {-6.335, -1.8}, 5: {-4.249530357209375, -1.18098}, 30: {-0.3503929957523197, 0.0847823165504322}}},
		"Momentum": {&dlfs.Momentum{LR: 0.1}, map[int][2]float64{1: {-6.93, 1.6}, 5: {-6.101438181300001, -1.1608400000000008},
			30: {0.896413858493733, 0.08808560171506971}}},
		"Nesterov": {&dlfs.Nesterov{LR: 0.1}, map[int][2]float64{1: {-6.867, 1.24}, 5: {-5.8690853432435075, -0.8314351616000001},
			30: {0.6896149016966209, -0.0006799058361171969}}},
		"AdaGrad": {&dlfs.AdaGrad{LR: 1.5}, map[int][2]float64{1: {-5.500000214285683, 0.5000000374999991}, 5: {-2.898561976706342, 0.0028034462710497315},
			30: {-0.12016232231416045, 2.49e-17}}},
		"RMSProp": {&dlfs.RMSProp{LR: 0.3}, map[int][2]float64{1: {-4.000004285708164, -0.9999992500001857}, 5: {-0.6731774796914204, -0.01399597364710154},
			30: {-5.351327040428192e-06, 1.51e-11}}},
		"Adam": {&dlfs.Adam{LR: 0.3}, map[int][2]float64{1: {-6.700001355255732, 1.700000237170637}, 5: {-5.507281283667536, 0.5477137022085168},
			30: {0.13600685239498186, 0.31824537553721943}}},
	} {
		t.Run(name, func(t *testing.T) {
			x, y := &dlfs.Param{Name: "x", Value: row(-7)}, &dlfs.Param{Name: "y", Value: row(2)}
			for i := 1; i <= 30; i++ {
				x.Grad, y.Grad = row(x.Value.At(0, 0)/10), row(2*y.Value.At(0, 0))
				tt.o.Update([]*dlfs.Param{x, y})
				if want, ok := tt.want[i]; ok {
					got := [2]float64{x.Value.At(0, 0), y.Value.At(0, 0)}
					if math.Abs(got[0]-want[0]) > 1e-13 || math.Abs(got[1]-want[1]) > 1e-13 {
						t.Errorf("after %d steps at %v, want %v", i, got, want)
					}
				}
			}
		})
	}
}

// Convolution by hand (section 7.2.2 to 7.2.4).
func TestConvolutionByHand(t *testing.T) {
	x := row(1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1)
	w := row(2, 0, 1, 0, 1, 2, 1, 0, 2)
	for _, tt := range []struct {
		bias float64
		want *mat.Dense
	}{{0, row(15, 16, 6, 15)}, {3, row(18, 19, 9, 18)}} {
		l := dlfs.NewConvolution(w, row(tt.bias), dlfs.Shape{C: 1, H: 4, W: 4}, dlfs.Window{H: 3, W: 3})
		if got := l.Forward(x); !mat.Equal(got, tt.want) {
			t.Errorf("bias %v: %v, want %v", tt.bias, got, tt.want)
		}
	}
	for _, tt := range []struct{ in, filter, stride, pad, want int }{
		{4, 3, 1, 1, 4}, {7, 3, 2, 0, 3}, {28, 5, 3, 2, 10}, {31, 5, 3, 2, 11}, {28, 5, 1, 0, 24}, {8, 3, 2, 0, 3},
	} {
		if got := dlfs.ConvOutputSize(tt.in, tt.filter, tt.stride, tt.pad); got != tt.want {
			t.Errorf("ConvOutputSize%v = %d, want %d", []int{tt.in, tt.filter, tt.stride, tt.pad}, got, tt.want)
		}
	}
}

func TestIm2ColShapes(t *testing.T) {
	in, w := dlfs.Shape{C: 3, H: 7, W: 7}, dlfs.Window{H: 5, W: 5}
	for n, rows := range map[int]int{1: 9, 10: 90} {
		col := dlfs.Im2Col(mat.NewDense(n, in.Size(), nil), in, w)
		if r, c := col.Dims(); r != rows || c != 75 {
			t.Errorf("Im2Col of %d images is %d×%d, want %d×75", n, r, c, rows)
		}
	}
}

func TestParameterCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	multi := func(c dlfs.MultiLayerNetConfig, layers int) *dlfs.Network {
		c.In, c.Out = 784, 10
		for range layers {
			c.Hidden = append(c.Hidden, 100)
		}
		return dlfs.NewMultiLayerNet(c, rng).Network
	}
	for want, n := range map[int]*dlfs.Network{
		39760:  dlfs.NewTwoLayerNet(784, 50, 10, rng).Network,
		45360:  dlfs.NewThreeLayerNet(784, 50, 100, 10, rng),
		109810: multi(dlfs.MultiLayerNetConfig{}, 4),
		130010: multi(dlfs.MultiLayerNetConfig{}, 6),
		120910: multi(dlfs.MultiLayerNetConfig{BatchNorm: true}, 5),
		433890: dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{}, rng).Network,
		1820:   dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{In: dlfs.Shape{C: 1, H: 10, W: 10}, Filters: 10, FilterSize: 3, Hidden: 10}, rng).Network,
		123552: dlfs.NewDeepConvNet(dlfs.DeepConvNetConfig{}, rng).Network,
	} {
		got := 0
		for _, p := range n.Params() {
			r, c := p.Value.Dims()
			got += r * c
		}
		if got != want {
			t.Errorf("%d parameters, want %d", got, want)
		}
	}
}

func TestInitialDeviations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, tt := range map[string]struct {
		init dlfs.Init
		want float64
	}{"He": {dlfs.He, math.Sqrt(2.0 / 400)}, "Xavier": {dlfs.Xavier, 0.05}, "Std": {dlfs.Std(0.01), 0.01}} {
		m := dlfs.Randn(rng, tt.init(400), 400, 100)
		got := mat.Norm(m, 2) / math.Sqrt(400*100)
		if math.Abs(got/tt.want-1) > 0.02 { // 40,000 numbers: 0.35 % is one deviation
			t.Errorf("%s: standard deviation %v, want %v", name, got, tt.want)
		}
	}
	sigmoid := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 400, Out: 2, Hidden: []int{100},
		Activation: func() dlfs.Layer { return dlfs.NewSigmoid() }}, rng)
	if got := mat.Norm(sigmoid.Params()[0].Value, 2) / 200; math.Abs(got/0.05-1) > 0.02 {
		t.Errorf("a sigmoid network starts with deviation %v, want Xavier's 0.05", fmt.Sprint(got))
	}
}

// The window of the book's smooth_curve, and that smoothing keeps the length
// and a constant.
func TestSmoothingWindow(t *testing.T) {
	half := []float64{0.43867628, 0.61139435, 0.767675, 0.89216143, 0.9723298, 1}
	w := dlfs.Kaiser(11, 2)
	sum := 0.0
	for k, got := range w {
		sum += got
		if want := half[min(k, 10-k)]; math.Abs(got-want) > 5e-9 {
			t.Errorf("Kaiser(11, 2)[%d] = %v, want %v", k, got, want)
		}
	}
	if want := 8.364473731499762; math.Abs(sum-want) > 1e-12 {
		t.Errorf("the sum of Kaiser(11, 2) is %v, want %v", sum, want)
	}
	flat := make([]float64, 50)
	for i := range flat {
		flat[i] = 3
	}
	smooth := dlfs.SmoothCurve(flat)
	if len(smooth) != 50 || math.Abs(smooth[0]-3) > 1e-12 || math.Abs(smooth[49]-3) > 1e-12 {
		t.Errorf("50 times 3 is smoothed to %d numbers from %v to %v", len(smooth), smooth[0], smooth[len(smooth)-1])
	}
}
