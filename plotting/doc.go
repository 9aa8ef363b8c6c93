// Package plotting draws the figures of the book: curves over gonum.org/v1/plot,
// and computation graphs.
//
// [Curves] returns a *plot.Plot, so that a reader who wants more than the
// defaults can go on with gonum. [Graph] computes: it holds numbers and
// operations, runs forward and backward, and draws itself with the values above
// its edges and the gradients below them. [Layers] draws the same for the
// layers of a network, with shapes in the place of numbers.
//
// The colours can be told apart with the common kinds of colour blindness, and
// differ in brightness. Every figure says in words what it shows (Alt), and
// brings its own light background, so that it can be read on a dark page.
package plotting
