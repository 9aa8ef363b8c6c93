package plotting_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/dlfs-go/book/plotting"
)

// In a cell each of these figures shows itself when it is the last expression;
// here it says in words what it shows.

func bowl(x, y float64) float64 { return x*x/20 + y*y }

var valley = plotting.Axes{X: "x", Y: "y", XMin: -10, XMax: 10, YMin: -10, YMax: 10}

// Accuracies of a training, with a mark at every second epoch (section 4.5.3).
func ExampleCurves() {
	train, test := []float64{0.1, 0.79, 0.88, 0.9, 0.91}, []float64{0.1, 0.8, 0.88, 0.9, 0.9}
	p := plotting.Curves(plotting.Axes{X: "epoch", Y: "accuracy", YMax: 1},
		plotting.Curve{Name: "train", Y: train, Marker: true, Every: 2},
		plotting.Curve{Name: "test", Y: test})
	fmt.Println(p.Alt())
	// Output: Plot, x (epoch) from 0 to 4, y (accuracy) from 0 to 1: “train” from 0.1 to 0.91; “test” from 0.1 to 0.9
}

// Two functions, the second with dashes (section 1.6.2).
func ExampleFunctions() {
	p := plotting.Functions(plotting.Axes{Title: "sin & cos"}, 0, 6,
		plotting.Func{Name: "sin", F: math.Sin}, plotting.Func{Name: "cos", F: math.Cos})
	fmt.Println(p.Alt())
	// Output: Plot “sin & cos”, x from 0 to 6, y from −1 to 1: “sin” from 0 to −0.279, lowest −1, highest 1; “cos” from 1 to 0.96, lowest −1
}

// A plot is one of gonum: all of it can be changed (section 1.6).
func ExamplePlot() {
	p := plotting.Curves(plotting.Axes{Title: "loss"}, plotting.Curve{Name: "train", Y: []float64{2.3, 1.1, 0.6}})
	p.Y.Min, p.Y.Max = 0, 3
	p.Legend.Top = true
	fmt.Println(p.Alt())
	// Output: Plot “loss”, x from 0 to 2, y from 0 to 3: “train” from 2.3 to 0.6
}

// The slope of 0.01x² + 0.1x at 5 and at 10 (section 4.3.2).
func ExampleTangent() {
	p := plotting.Tangent(plotting.Axes{}, func(x float64) float64 { return 0.01*x*x + 0.1*x }, 5, 10)
	fmt.Println(p.Alt())
	// Output: Plot, x from 0 to 20, y from −1 to 6: “f” from 0 to 6; “tangent at 5, slope 0.2” from −0.25 to 3.75; “tangent at 10, slope 0.3” from −1 to 5
}

// The inputs of an OR gate by what it says (section 2.3).
func ExampleScatter() {
	p := plotting.Scatter(plotting.Axes{},
		plotting.Points{Name: "0", X: []float64{0}, Y: []float64{0}},
		plotting.Points{Name: "1", X: []float64{1, 0, 1}, Y: []float64{0, 1, 1}})
	fmt.Println(p.Alt())
	// Output: Scatter plot, x from 0 to 1, y from 0 to 1: “0” of one point at (0, 0); “1” of 3 points around (0.667, 0.667)
}

// No line parts the plane as XOR does (section 2.4).
func ExampleRegions() {
	xor := func(x, y float64) int {
		if (x > 0.5) != (y > 0.5) {
			return 1
		}
		return 0
	}
	p := plotting.Regions(plotting.Axes{XMax: 1, YMax: 1}, xor)
	fmt.Println(p.Alt())
	// Output: Regions of a plane, x from 0 to 1, y from 0 to 1: class 0 holds 50% of the plane; class 1 holds 50% of the plane
}

// The direction in which x₀² + x₁² falls (section 4.4).
func ExampleQuiver() {
	p := plotting.Quiver(plotting.Axes{XMin: -2, XMax: 2, YMin: -2, YMax: 2}, 17,
		func(x, y float64) (dx, dy float64) { return -2 * x, -2 * y })
	fmt.Println(p.Alt())
	// Output: Field of arrows, x from −2.24 to 2.24, y from −2.24 to 2.24: 289 arrows, the longest of length 5.66
}

// A descent on the ground that it goes down (section 6.1).
func ExampleContour() {
	path := plotting.PathOf("SGD", [][]float64{{-7, 2}, {-6.3, -1.8}, {-5.7, 1.6}})
	fmt.Println(plotting.Contour(valley, bowl, path).Alt())
	// Output: Contour plot, x from −10 to 10, y from −10 to 10: lines of equal height, lowest 0 near (0, 0), highest 105; “SGD” in 3 points from (−7, 2), height 6.45, to (−5.7, 1.6), height 4.18
}

// The same ground in space, seen from another side (section 6.1.3).
func ExampleSurface() {
	fmt.Println(plotting.Surface(valley, bowl).Turn(30, 40).Alt())
	// Output: Surface in space, x from −10 to 10, y from −10 to 10: height from 0 near (0, 0) to 105
}

// x₀² + x₁² as a net (section 4.4).
func ExampleWireframe() {
	a := plotting.Axes{X: "x₀", Y: "x₁", XMin: -3, XMax: 3, YMin: -3, YMax: 3}
	fmt.Println(plotting.Wireframe(a, func(x, y float64) float64 { return x*x + y*y }).Alt())
	// Output: Net in space, x (x₀) from −3 to 3, y (x₁) from −3 to 3: height from 0 near (0, 0) to 18
}

// The activations of two layers (section 6.2.2).
func ExampleHistograms() {
	h := plotting.Histograms(plotting.Axes{X: "activation", XMax: 1}, 30,
		plotting.Sample{Name: "layer 1", Values: []float64{0.1, 0.5, 0.9}},
		plotting.Sample{Name: "layer 2", Values: []float64{0.5, 0.5, 0.5}})
	fmt.Println(h.Alt())
	// Output: 2 panels in a row: 1) Histogram “layer 1”, x from 0 to 1, y from 0 to 3.12: 3 values, mean 0.5, standard deviation 0.327. 2) Histogram “layer 2”, x from 0 to 1, y from 0 to 3.12: 3 values, mean 0.5, standard deviation 0
}

// Any figures side by side (section 6.1.7).
func ExampleGrid() {
	g := plotting.Grid(2, plotting.Surface(valley, bowl), plotting.Images(1, plotting.Image{Label: "a dot", W: 1, H: 1, Pix: []float64{1}}))
	g.Title = "two kinds"
	fmt.Println(g.Alt())
	// Output: “two kinds”, 2 panels in a row: 1) Surface in space, x from −10 to 10, y from −10 to 10: height from 0 near (0, 0) to 105. 2) Image of 1×1 pixels: a dot
}

// A digit and what a network took it for (section 8.1.1).
func ExampleImages() {
	fmt.Println(plotting.Images(2,
		plotting.Image{Label: "4 → 9", W: 2, H: 2, Pix: []float64{0, 1, 1, 0}},
		plotting.Image{Label: "7 → 1", W: 2, H: 2, Pix: []float64{0, 1, 0, 1}}).Alt())
	// Output: 2 images of 2×2 pixels: 4 → 9, 7 → 1
}

// What softmax makes of three scores (section 3.5).
func ExampleBars() {
	fmt.Println(plotting.Bars(plotting.Axes{Y: "probability", YMax: 1}, []string{"0", "1", "2"}, []float64{0.018, 0.245, 0.737}).Alt())
	// Output: Bar chart, x from −0.6 to 2.6, y (probability) from 0 to 1: 0: 0.018; 1: 0.245; 2: 0.737
}

// Which digits a network takes for which (section 8.1.1).
func ExampleConfusion() {
	fmt.Println(plotting.Confusion([]string{"4", "9"}, [][]float64{{97, 3}, {1, 99}}).Alt())
	// Output: Confusion matrix of 2 classes (4, 9): 196 of 200 right; most often 4 taken for 9, 3 times
}

// An optimizer on its way (section 6.1).
func ExampleDescent() {
	m := plotting.Descent(valley, bowl, plotting.PathOf("SGD", [][]float64{{-7, 2}, {-6.3, -1.8}}))
	fmt.Println(m.Alt())
	// Output: Animation: Contour plot, x from −10 to 10, y from −10 to 10: lines of equal height, lowest 0 near (0, 0), highest 105; “SGD” in 2 points from (−7, 2), height 6.45, to (−6.3, −1.8), height 5.22
}

// A filter slides over the image of section 7.2.2.
func ExampleSlide() {
	img := plotting.Image{Label: "image", W: 4, H: 4, Pix: []float64{1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1}}
	filter := plotting.Image{Label: "filter", W: 3, H: 3, Pix: []float64{2, 0, 1, 0, 1, 2, 1, 0, 2}}
	fmt.Println(plotting.Slide(img, filter, 1).Alt())
	// Output: Animation: a filter of 3×3 goes over an image of 4×4 in steps of 1; the result of 2×2 appears number by number
}

// A line that turns, as that of a perceptron which learns (section 2.3).
func ExampleFrames() {
	var frames []plotting.Figure
	for _, slope := range []float64{1, 0, -1} {
		line := plotting.Func{Name: "line", F: func(x float64) float64 { return slope * x }}
		frames = append(frames, plotting.Functions(plotting.Axes{YMin: -1, YMax: 1}, -1, 1, line))
	}
	fmt.Println(plotting.Frames(4, frames...).Alt())
	// Output: Animation of 3 pictures. The first: Plot, x from −1 to 1, y from −1 to 1: “line” from −1 to 1. The last: Plot, x from −1 to 1, y from −1 to 1: “line” from 1 to −1
}

// The apples of section 5.1, and what each input does to the price.
func ExampleGraph() {
	g := plotting.NewGraph()
	apples := g.Mul(g.Input("apple", 100), g.Input("apples", 2))
	g.Backward(g.Name(g.Mul(apples, g.Input("tax", 1.1)), "price"))
	fmt.Println(g.Alt())
	// Output: Computation graph: price = ((apple (100) × apples (2)) × tax (1.1)) = 220; gradients: apple 2.2, apples 110, tax 200
}

// The sigmoid with the expressions on its edges (section 5.5.2); the 1 is a
// constant, to which no gradient flows.
func ExampleGraph_Label() {
	g := plotting.NewGraph()
	x := g.Label(g.Input("x", 1.5), "x", "∂L/∂y · y² exp(−x)")
	minus := g.Label(g.Neg(x), "−x", "−∂L/∂y · y² exp(−x)")
	power := g.Label(g.Exp(minus), "exp(−x)", "−∂L/∂y · y²")
	sum := g.Label(g.Add(power, g.Constant("1", 1)), "1 + exp(−x)", "−∂L/∂y · y²")
	y := g.Label(g.Recip(sum), "y", "∂L/∂y")
	g.Backward(y)
	fmt.Printf("%.4f\n", x.Grad) // g shows itself at the end of a cell; so does g.Steps(1)
	// Output: 0.1491
}

// Affine from its nodes, with matrices, shapes and three gradients (section
// 5.6.2).
func ExampleGraph_Step() {
	g := plotting.NewGraph()
	x := g.Label(g.Matrix("X", "N×D"), "X\nN×D", "(1) ∂L/∂Y · Wᵀ\nN×D")
	w := g.Label(g.Matrix("W", "D×M"), "W\nD×M", "(2) Xᵀ · ∂L/∂Y\nD×M")
	b := g.Label(g.Matrix("b", "M"), "b\nM", "(3) ∂L/∂Y, rows added\nM")
	xw := g.Step("dot", "X · W\nN×M", "∂L/∂Y\nN×M", x, w)
	g.Backward(g.Step("+", "Y\nN×M", "∂L/∂Y\nN×M", xw, b))
	w1, _ := g.Size()
	fmt.Println(w1 < 500)
	// Output: true
}

// Softmax with its loss as a box: y − t comes back, and nothing to the labels
// (section 5.6.3).
func ExampleLayerGraph_Constant() {
	box := plotting.Layers(plotting.Edge{Name: "A", Shape: "N×M"}, plotting.Stage{
		Layer: "Softmax with loss", Params: []plotting.Edge{{Name: "T", Shape: "N×M"}}, Out: plotting.Edge{Name: "L", Shape: "1×1"},
	})
	fmt.Println(box.Constant("T").Gradient("A", "(Y − T)/N").Alt())
	// Output: Network: A N×M → Softmax with loss with T N×M → L 1×1; gradients of the same shapes flow back, (Y − T)/N to A, none to T
}

// A network of one layer (section 5.6).
func ExampleLayers() {
	fmt.Println(plotting.Layers(plotting.Edge{Name: "X", Shape: "N×2"}, plotting.Stage{
		Layer: "Affine", Params: []plotting.Edge{{Name: "W", Shape: "2×3"}, {Name: "b", Shape: "1×3"}}, Out: plotting.Edge{Name: "Y", Shape: "N×3"},
	}).Alt())
	// Output: Network: X N×2 → Affine with W 2×3, b 1×3 → Y N×3; gradients of the same shapes flow back
}

// A figure as a file (section 4.5): the end of its name says which kind.
func ExampleSave() {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	p := plotting.Curves(plotting.Axes{Title: "손실", X: "반복"}, plotting.Curve{Y: []float64{2.3, 0.9, 0.4}})
	for _, name := range []string{"loss.png", "loss.svg", "loss.pdf", "loss.doc"} {
		fmt.Println(name, plotting.Save(filepath.Join(dir, name), p) == nil)
	}
	// Output:
	// loss.png true
	// loss.svg true
	// loss.pdf true
	// loss.doc false
}

// A figure's own words in Korean (section 8.1).
func ExampleTranslate() {
	defer plotting.Translate(map[string]string{"taken for": "taken for", "is": "is"})
	plotting.Translate(map[string]string{"taken for": "예측", "is": "정답"})
	m := plotting.Confusion([]string{"4", "9"}, [][]float64{{98, 2}, {3, 97}})
	fmt.Println(strings.Contains(m.SVG(), "정답"))
	// Output: true
}
