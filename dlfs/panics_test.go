package dlfs

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestPanics(t *testing.T) {
	m := func(r, c int) *mat.Dense { return mat.NewDense(r, c, nil) }
	one, four := Shape{1, 1, 1}, Shape{1, 4, 4}
	conv := NewConvolution(m(2, 9), m(1, 2), four, Window{H: 3, W: 3})
	norm := NewBatchNorm(m(1, 3), m(1, 3))
	norm.Forward(m(2, 3))
	pool := NewMaxPooling(four, Window{H: 2, W: 2, Stride: 2})
	pool.Forward(m(2, 16))
	relu, affine := NewReLU(), NewAffine(m(1, 1), m(1, 1))
	NewNetwork(&forgetful{}, &forgetful{}) // no size, so perhaps one address: not a mistake
	for _, tt := range []struct {
		f    func()
		want string
	}{
		{func() { Perceptron{W: []float64{1, 2}}.Output(1) }, "dlfs: Perceptron.Output: 1 inputs, want 2"},
		{func() { SumSquaredError(m(1, 3), m(2, 3)) }, "dlfs: SumSquaredError: t is 2×3, want 1×3"},
		{func() { CrossEntropyError(m(1, 3), m(1, 2)) }, "dlfs: CrossEntropyError: t is 1×2, want 1×3"},
		{func() { PartialDerivative(nil, []float64{1}, 1) }, "dlfs: PartialDerivative: index 1, want 0 to 0"},
		{func() { SimpleNet{m(2, 3)}.Predict(m(1, 3)) }, "dlfs: SimpleNet.Predict: x is 1×3, want 1×2"},
		{func() { NewAffine(m(3, 2), m(1, 3)) }, "dlfs: NewAffine: b is 1×3, want 1×2"},
		{func() { NewAffine(m(3, 2), m(1, 2)).Forward(m(4, 5)) }, "dlfs: Affine.Forward: x is 4×5, want 4×3"},
		{func() { NewReLU().Backward(m(1, 1)) }, "dlfs: ReLU.Backward: there was no Forward yet"},
		{func() { NewSigmoid().Backward(m(1, 1)) }, "dlfs: Sigmoid.Backward: there was no Forward yet"},
		{func() { NewTanh().Backward(m(1, 1)) }, "dlfs: Tanh.Backward: there was no Forward yet"},
		{func() { (&SoftmaxWithLoss{}).Forward(m(2, 3), m(2, 4)) }, "dlfs: SoftmaxWithLoss.Forward: t is 2×4, want 2×3"},
		{func() { OneHot([]int{3}, 3) }, "dlfs: OneHot: labels[0] is 3, want 0 to 2"},
		{func() { OneHot(nil, 3) }, "dlfs: OneHot: there are no labels"},
		{func() { Rows(m(2, 2), nil) }, "dlfs: Rows: there are no indexes"},
		{func() { Rows(m(2, 2), []int{1, 2}) }, "dlfs: Rows: index[1] is 2, want 0 to 1"},
		{func() { Choose(rand.New(rand.NewPCG(1, 1)), 0, 3) }, "dlfs: Choose: 3 of 0, want 1 or more of 1 or more"},
		{func() { Shuffle(Examples{m(3, 1), m(2, 1)}, nil) }, "dlfs: Examples: X has 3 rows and T 2"},
		{func() { AccuracyOn(nil, Examples{m(3, 1), m(3, 1)}, 4) }, "dlfs: AccuracyOn: 4 examples are asked for, want 1 to 3"},
		{func() { AccuracyOn(nil, Examples{m(3, 1), m(3, 1)}, 0) }, "dlfs: AccuracyOn: 0 examples are asked for, want 1 to 3"},
		{func() { Accuracy(m(2, 3), m(2, 2)) }, "dlfs: Accuracy: t is 2×2, want 2×3"},
		{func() { SGD{}.Update([]*Param{{Name: "W"}}) }, "dlfs: SGD.Update: W has no gradient"},
		{func() { (&Adam{}).Update([]*Param{{Name: "W", Value: m(1, 2), Grad: m(2, 1)}}) }, "dlfs: Adam.Update: the gradient of W is 2×1, want 1×2"},
		{func() { CompareGradients([]Gradient{{"a", nil}}, []Gradient{{"b", nil}}) }, "dlfs: CompareGradients: gradient 0 is of a, want b"},
		{func() { CompareGradients([]Gradient{{"a", nil}}, nil) }, "dlfs: CompareGradients: 1 gradients against 0"},
		{func() { GradientCheck(forgetful{}, m(1, 1), rand.New(rand.NewPCG(1, 1))) }, "dlfs: GradientCheck: Backward left no gradient of k"},
		{func() { NewNetwork(NewAffine(m(1, 1), m(1, 1)), relu, Sequential{NewAffine(m(1, 1), m(1, 1)), relu}) }, "dlfs: NewNetwork: layers 1 and 3 are the same *dlfs.ReLU, want one for each place"},
		{func() { NewNetwork(affine, &Affine{W: affine.W, B: &Param{Value: m(1, 1)}}) }, "dlfs: NewNetwork: layers 0 and 1 share the parameter W, want one for each layer"},
		{func() { NewDropout(1, nil) }, "dlfs: NewDropout: ratio 1, want 0 to below 1"},
		{func() { NewBatchNorm(m(1, 3), m(1, 4)) }, "dlfs: NewBatchNorm: beta is 1×4, want 1×3"},
		{func() { norm.Forward(m(2, 4)) }, "dlfs: BatchNorm.Forward: x is 2×4, want 2×3"},
		{func() { norm.Backward(m(3, 3)) }, "dlfs: BatchNorm.Backward: dy has 3 rows, want 2"},
		{func() { NewConvolution(m(2, 9), m(1, 2), Shape{2, 4, 4}, Window{H: 3, W: 3}) }, "dlfs: NewConvolution: w is 2×9, want 2×18"},
		{func() { conv.Forward(m(1, 9)) }, "dlfs: Convolution.Forward: x is 1×9, want 1×16 for images of 1×4×4"},
		{func() { conv.Backward(m(1, 8)) }, "dlfs: Convolution.Backward: there was no Forward yet"},
		{func() { ConvOutputSize(2, 3, 1, 0) }, "dlfs: ConvOutputSize: a filter of 3 with stride 1 does not fit into 2 with padding 0"},
		{func() { NewMaxPooling(four, Window{H: 2, W: 2, Pad: 2}) }, "dlfs: NewMaxPooling: padding 2, want less than the window's 2×2"},
		{func() { pool.Backward(m(2, 5)) }, "dlfs: MaxPooling.Backward: dy is 2×5, want 2×4"},
		{func() { Col2Im(m(5, 4), four, Window{H: 2, W: 2, Stride: 2}) }, "dlfs: Col2Im: col is 5×4, want N·4×4"},
		{func() { one.At(m(1, 1), 0, 0, 1, 0) }, "dlfs: Shape.At: channel 0, row 1, column 0 are outside 1×1×1"},
		{func() { Split(Examples{m(3, 1), m(3, 1)}, 3) }, "dlfs: Split: 3 of 3 examples leave one part empty"},
		{func() { (&Trainer{}).Run() }, "dlfs: Trainer: Model, Train and RNG must be set"},
		{func() {
			(&Trainer{Model: NewNetwork(relu), Train: Examples{m(3, 1), m(3, 1)}, RNG: rand.New(rand.NewPCG(1, 1)), BatchSize: -1}).Run()
		}, "dlfs: Trainer: BatchSize is -1, want 1 or more, or 0 for 100"},
		{func() {
			(&Trainer{Model: NewNetwork(relu), Train: Examples{&mat.Dense{}, &mat.Dense{}}, RNG: rand.New(rand.NewPCG(1, 1))}).Run()
		}, "dlfs: Trainer: Train has no examples"},
		{func() {
			(&Trainer{Model: NewNetwork(relu), Train: Examples{m(3, 1), m(3, 1)}, RNG: rand.New(rand.NewPCG(1, 1)), Epochs: -1}).Run()
		}, "dlfs: Trainer: Epochs is -1, want 1 or more, or 0 for 20"},
		{func() { NewNetwork(relu).Accuracy(&mat.Dense{}, &mat.Dense{}) }, "dlfs: Network.Accuracy: x has no examples"},
		{func() { Accuracy(&mat.Dense{}, &mat.Dense{}) }, "dlfs: Accuracy: y has no rows"},
		{func() { CrossEntropyError(&mat.Dense{}, &mat.Dense{}) }, "dlfs: CrossEntropyError: y has no rows"},
		{func() { SumSquaredError(&mat.Dense{}, &mat.Dense{}) }, "dlfs: SumSquaredError: y has no rows"},
		{func() { (&SoftmaxWithLoss{}).Forward(&mat.Dense{}, &mat.Dense{}) }, "dlfs: SoftmaxWithLoss.Forward: x has no rows"},
		{func() { NewMeanSquaredError().Forward(&mat.Dense{}, &mat.Dense{}) }, "dlfs: MeanSquaredError.Forward: y has no rows"},
		{func() { Window{H: 2, W: 2, Stride: -1}.Output(four) }, "dlfs: ConvOutputSize: a filter of 2 with stride -1 does not fit into 4 with padding 0"},
		{func() { NewMaxPooling(four, Window{H: 2, W: 2, Stride: -2}) }, "dlfs: ConvOutputSize: a filter of 2 with stride -2 does not fit into 4 with padding 0"},
		{func() { RandomSearch(-1, SearchSpace{}, nil, nil) }, "dlfs: RandomSearch: -1 trials, want 0 or more"},
		{func() { Kaiser(-1, 2) }, "dlfs: Kaiser: a window of -1, want 0 or more"},
		{func() { NewTwoLayerNet(0, 5, 3, rand.New(rand.NewPCG(1, 1))) }, "dlfs: Randn: a matrix of 0×5, want 1 or more of each"},
		{func() { NewTwoLayerNet(4, 5, 3, nil) }, "dlfs: Randn: rng is nil"},
		{func() { NewDropout(0.5, nil).Forward(m(1, 1)) }, "dlfs: Dropout.Forward: RNG is nil, and training needs it"},
		{func() { NewNetwork(NewDropout(0.5, nil)).Gradient(m(1, 1), m(1, 1)) }, "dlfs: Dropout.Forward: RNG is nil, and training needs it"},
		{func() { StepSchedule(1, 1, 0) }, "dlfs: StepSchedule: every 0 epochs, want 1 or more"},
		{func() { Ensemble{}.Predict(m(1, 1)) }, "dlfs: Ensemble.Predict: the ensemble is empty"},
		{func() { Scale(m(1, 1), one, 0) }, "dlfs: Scale: factor 0, want more than 0"},
		{func() { Shift(m(1, 2), one, 1, 0) }, "dlfs: Shift: x is 1×2, want 1×1 for images of 1×1×1"},
		{func() { Crop(m(1, 16), four, 3, 0, Shape{1, 2, 2}) }, "dlfs: Crop: 1×2×2 from row 3, column 0 is not inside 1×4×4"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			defer func() {
				if e, ok := recover().(Error); !ok || e.Error() != tt.want {
					t.Errorf("panic %v, want %q", e, tt.want)
				}
			}()
			tt.f()
		})
	}
}

// forgetful is a layer that leaves no gradient of its parameter.
type forgetful struct{}

func (forgetful) Forward(x *mat.Dense) *mat.Dense   { return mat.DenseCopyOf(x) }
func (forgetful) Backward(dy *mat.Dense) *mat.Dense { return mat.DenseCopyOf(dy) }
func (forgetful) Params() []*Param                  { return []*Param{{Name: "k", Value: mat.NewDense(1, 1, nil)}} }
