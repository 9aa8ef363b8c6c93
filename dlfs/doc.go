// Package dlfs holds the neural networks of the book “Deep Learning from
// Scratch”, built layer by layer.
//
// A network is layers, one after the other, and a loss at the end. Forward
// goes through them to a prediction, Backward comes back with gradients, and
// an optimizer changes the parameters by them:
//
//	train, test, err := mnist.Load()
//	…
//	rng := rand.New(rand.NewPCG(1, 1))
//	net := dlfs.NewTwoLayerNet(784, 50, 10, rng)
//	for range 10000 {
//		net.Gradient(train.Batch(dlfs.Choose(rng, train.Len(), 100)))
//		dlfs.SGD{LR: 0.1}.Update(net.Params())
//	}
//	fmt.Println(dlfs.AccuracyOn(net, test, test.Len())) // about 0.97
//
// # Chapters
//
// Every exported name says which section of the book introduces it.
//
//	2  perceptrons        Perceptron, AND, NAND, OR, XOR
//	3  the forward pass   StepFunction, SigmoidFunction, ReLUFunction, IdentityFunction,
//	                      Apply, Softmax, OneHot, Argmax, Accuracy, NewThreeLayerNet
//	4  learning           SumSquaredError, CrossEntropyError, NumericalDiff, TangentLine,
//	                      PartialDerivative, GradientAt, NumericalGradient, Gradient,
//	                      GradientDescent, SimpleNet, NewSigmoidTwoLayerNet, Rows, Choose,
//	                      Data, Examples, AccuracyOn, Trainer, Progress, History
//	5  backpropagation    MulLayer, AddLayer, Layer, Parameterized, Sequential,
//	                      ReLU, ReLUDerivative, Sigmoid, SigmoidDerivative, Affine,
//	                      LossLayer, Scorer, SoftmaxWithLoss, SigmoidWithLoss,
//	                      MeanSquaredError, Network, Model, TwoLayerNet, Cloner,
//	                      GradientCheck, CompareGradients, GradientReport, GradientDiff
//	6  training           Param, Optimizer, SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam,
//	                      StatefulOptimizer, Rated, Schedule, StepSchedule, CosineSchedule,
//	                      StageSchedule, EarlyStopping, SmoothCurve, Kaiser, Randn, Init, Std, Xavier, He,
//	                      Tanh, TanhFunction, MultiLayerNet, MultiLayerNetConfig,
//	                      BatchNorm, Stateful, Dropout, Mode, Modal,
//	                      Shuffle, Split, LogUniform, HyperParams, SearchSpace, Trial, RandomSearch
//	7  convolution        Shape, Window, ConvOutputSize, Im2Col, Col2Im, Convolution,
//	                      MaxPooling, SimpleConvNet, SimpleConvNetConfig,
//	                      SaveParams, LoadParams, ReadNPZ, WriteNPZ, ReadNPY, Array, DType,
//	                      Recipe, Recipes, Stage, FindRecipe, Session, Checkpoint, ReadNote,
//	                      SaveONNX, WriteONNX
//	8  deep learning      DeepConvNet, DeepConvNetConfig, Mistakes, Mistake, Confusion, Predictor, Ensemble,
//	                      Frozen, Freeze,
//	                      Shift, Rotate, Scale, Flip, Crop, Augment,
//	                      Float16, HalfMatrix, RoundToHalf
//
// # Shapes
//
// A matrix is a [mat.Dense]. A batch has one example a row; an image is a row
// too, channel after channel and row after row, and layers that need to know
// hold its [Shape]. Labels are one-hot: a row with a single 1. In the comments
//
//	N           size of the batch
//	D, M        a layer's inputs and outputs
//	C, H, W     channels, height and width of an image
//	FN, FH, FW  number, height and width of filters
//	OH, OW      height and width of what a filter or a pooling gives
//
// # Ownership
//
// Functions and layers return new matrices and do not change their arguments.
// A layer keeps its last input or output for Backward, so nobody should change
// those in between. Parameters are shared: an optimizer that changes a [Param]
// changes the network.
//
// A [Network] keeps its memory: the gradients in its Params, which
// [Network.Gradient] returns, are overwritten by the next backpropagation. Who
// wants them longer copies them with mat.DenseCopyOf. What Predict returns is
// new.
//
// # Randomness
//
// What is random takes a *rand.Rand. The same seed gives the same numbers,
// also on a machine with more cores: sums over a batch have a fixed order.
//
// # Speed
//
// A [Network] computes what its layers compute, but not by calling them: the
// layers of this package run in another form, which keeps an image in the cache
// from layer to layer. It gives the same numbers to ten digits. Layers that it
// does not know, a reader's own for example, are called as they are.
// [Network.Layers] is the simple form, to look at and to compare with.
//
// On machines with AVX2, AVX-512 or NEON the matrix products of gonum run on
// kernels of this project, for the whole program, unless it has registered
// another implementation of BLAS before. They round otherwise than gonum's, so
// that the last digits differ between architectures; the number of cores makes
// no difference.
//
// # Panics and errors
//
// A shape that does not fit is a mistake in the program: the functions panic
// with an [Error] that names the function, the argument and both shapes. What
// can go wrong for other reasons, as reading a file, returns an error.
package dlfs
