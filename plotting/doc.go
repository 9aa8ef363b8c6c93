// Package plotting draws the figures of the book.
//
//	figure                                   function            section
//	lines, with marks, legend and limits     Curves              1.6, 3.2, 4.5, 6.2.4
//	functions                                Functions           1.6, 3.2
//	a curve and its tangents                 Tangent             4.3.2
//	groups of points                         Scatter             2.4
//	the plane by class                       Regions             2.4, 2.5
//	a field of arrows                        Quiver              4.4, 6.1.3
//	lines of equal height, with paths        Contour             4.4.1, 6.1
//	a surface, a net in space                Surface, Wireframe  4.4, 6.1.3
//	histograms side by side                  Histograms          6.2
//	panels of any figures                    Grid                6.1.7, 6.3.2, 6.5.3
//	digits, filters, feature maps, mistakes  Images              3.6.1, 7.6, 8.1
//	probabilities of classes                 Bars                3.5
//	what is taken for what                   Confusion           8.1
//	a descent that moves                     Descent             4.4.1, 6.1
//	a filter that slides over an image       Slide               7.2.2
//	any figures one after the other          Frames              2.3, 6.2
//	a computation with its gradients         NewGraph, Graph     5, 6.3.1, appendix A
//	its backward pass edge by edge           Graph.Steps         5.1
//	the layers of a network                  Layers              5.6, 5.7, 7.1
//	any of them as a PNG, SVG or PDF file    Save                4.5
//	words of its own in another language     Translate           4.3.2, 8.1
//
// One line in a cell is enough; what it returns shows itself. A [Plot] holds a
// plot of gonum.org/v1/plot: a reader who wants more than the defaults goes on
// with that. A [Graph] computes: it holds numbers and operations, runs forward
// and backward, and draws itself with the values above its edges and the
// gradients below them, or with words for both ([Graph.Label]); [Graph.Steps]
// walks its way back edge by edge. [Layers] draws the same for the layers of a network,
// with shapes in the place of numbers.
//
// The functions draw at once and keep what they need, so that data may change
// afterwards; no function changes its arguments. Data that do not fit together
// panic with an [Error] that names the function and the argument. Numbers that
// are NaN or infinite are left out of the picture.
//
// The colours can be told apart with the common kinds of colour blindness, and
// differ in brightness; lines differ in their dashes and groups in their marks.
// Labels may hold any signs. An SVG uses the fonts of the reader's system, Hangul
// included; a PNG draws what its own font lacks, Hangul and rare mathematics,
// with a coarse font of 12 pixels, and a question mark for what that lacks, too.
// Digits and letters below and above the line (x₀, 10⁻⁴) work in both.
//
// Every figure says in words what it shows (Alt), and brings its own light
// background, so that it can be read on a dark page.
package plotting
