// Package dlfs holds the neural networks of the book “Deep Learning from
// Scratch”, built layer by layer.
//
// # Chapters
//
// Every exported name says which section of the book introduces it.
//
//	3  the forward pass   SigmoidFunction, ReLUFunction, Softmax
//	4  learning           CrossEntropyError, NumericalGradient
//	5  backpropagation    MulLayer, AddLayer, ReLU, Sigmoid, Affine, SoftmaxWithLoss,
//	                      TwoLayerNet, GradientCheck, CompareGradients
//	6  training           Param, SGD
//
// # Shapes
//
// A matrix is a [mat.Dense]. A batch has one example a row. In the comments N
// is the size of the batch, D the number of a layer's inputs and M that of its
// outputs.
//
// # Ownership
//
// Functions and layers return new matrices and do not change their arguments.
// A layer shares its parameters with whoever made them: an optimizer that
// changes a [Param] changes the network.
//
// # Panics and errors
//
// A shape that does not fit is a mistake in the program: the functions panic
// with an [Error] that names the function, the argument and both shapes. What
// can go wrong for other reasons returns an error.
package dlfs
