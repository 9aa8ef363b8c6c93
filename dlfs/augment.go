package dlfs

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Shift returns the images moved by dx columns to the right and dy rows down;
// what comes in from outside is 0 (section 8.1.2). With parts of pixels the
// images blur a little. It panics if x does not hold images of the shape.
func Shift(x *mat.Dense, s Shape, dx, dy float64) *mat.Dense {
	return warp("Shift", x, s, warping{shiftX: dx, shiftY: dy, scale: 1})
}

// Rotate returns the images turned by an angle in degrees around their centre,
// counter-clockwise; what comes in from outside is 0 (section 8.1.2). It
// panics if x does not hold images of the shape.
func Rotate(x *mat.Dense, s Shape, degrees float64) *mat.Dense {
	return warp("Rotate", x, s, warping{degrees: degrees, scale: 1})
}

// Scale returns the images enlarged, or made smaller by a factor below 1,
// around their centre; their size stays (section 8.1.2). It panics if x does
// not hold images of the shape or the factor is not positive.
func Scale(x *mat.Dense, s Shape, factor float64) *mat.Dense {
	if !(factor > 0) {
		panicf("Scale: factor %g, want more than 0", factor)
	}
	return warp("Scale", x, s, warping{scale: factor})
}

// Flip returns the images mirrored left to right (section 8.1.2), which suits
// cats more than digits. It panics if x does not hold images of the shape.
func Flip(x *mat.Dense, s Shape) *mat.Dense {
	checkImages("Flip", "x", x, s)
	n, d := x.Dims()
	out := mat.NewDense(n, d, nil)
	for i := range n {
		from, to := x.RawRowView(i), out.RawRowView(i)
		for line := 0; line < d; line += s.W {
			for j := range s.W {
				to[line+j] = from[line+s.W-1-j]
			}
		}
	}
	return out
}

// Crop returns the part of the images from row top and column left on that has
// the size of to (section 8.1.2). It panics if x does not hold images of the
// shape, or the part is not inside.
func Crop(x *mat.Dense, s Shape, top, left int, to Shape) *mat.Dense {
	checkImages("Crop", "x", x, s)
	if to.C != s.C || top < 0 || left < 0 || to.H < 1 || to.W < 1 || top+to.H > s.H || left+to.W > s.W {
		panicf("Crop: %v from row %d, column %d is not inside %v", to, top, left, s)
	}
	n, _ := x.Dims()
	out := mat.NewDense(n, to.Size(), nil)
	for i := range n {
		from, dst := x.RawRowView(i), out.RawRowView(i)
		for c := range to.C {
			for y := range to.H {
				at := (c*s.H+top+y)*s.W + left
				copy(dst[(c*to.H+y)*to.W:][:to.W], from[at:])
			}
		}
	}
	return out
}

// Augment changes every image of a batch at random (section 8.1.2). Its Batch
// is made for the Change of a [Trainer]. A field of 0 leaves that change out.
type Augment struct {
	Shape      Shape
	MaxShift   float64 // pixels, in each direction
	MaxDegrees float64 // either way
	MaxScale   float64 // 0.1 means a factor of 0.9 to 1.1
	Flip       bool    // every second image, on average
	RNG        *rand.Rand
}

// Batch returns the images of x, each changed in its own way. What is random is
// drawn first, image by image; then all cores change images.
func (a Augment) Batch(x *mat.Dense) *mat.Dense {
	checkImages("Augment.Batch", "x", x, a.Shape)
	n, d := x.Dims()
	out := mat.NewDense(n, d, nil)
	flips, warps := make([]bool, n), make([]warping, n)
	for i := range n {
		flips[i] = a.Flip && a.RNG.IntN(2) == 1
		warps[i] = warping{
			shiftX:  math.Round(a.MaxShift * a.uniform()),
			shiftY:  math.Round(a.MaxShift * a.uniform()),
			degrees: a.MaxDegrees * a.uniform(),
			scale:   1 + a.MaxScale*a.uniform(),
		}
	}
	parallel(n, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			img := x.Slice(i, i+1, 0, d).(*mat.Dense)
			if flips[i] {
				img = Flip(img, a.Shape)
			}
			warps[i].image(out.RawRowView(i), img.RawRowView(0), a.Shape)
		}
	})
	return out
}

// uniform returns a number from -1 to 1.
func (a Augment) uniform() float64 { return 2*a.RNG.Float64() - 1 }

// warping is a turn and a scaling around the centre, then a shift.
type warping struct{ degrees, scale, shiftX, shiftY float64 }

func warp(fn string, x *mat.Dense, s Shape, w warping) *mat.Dense {
	checkImages(fn, "x", x, s)
	n, d := x.Dims()
	out := mat.NewDense(n, d, nil)
	for i := range n {
		w.image(out.RawRowView(i), x.RawRowView(i), s)
	}
	return out
}

// image asks for every pixel of dst where it comes from, and takes what is
// there in src, between the four pixels around.
func (w warping) image(dst, src []float64, s Shape) {
	sin, cos := math.Sincos(w.degrees * math.Pi / 180)
	cx, cy := float64(s.W-1)/2, float64(s.H-1)/2
	for c := range s.C {
		plane := src[c*s.H*s.W:][:s.H*s.W]
		for y := range s.H {
			for x := range s.W {
				dx, dy := (float64(x)-cx-w.shiftX)/w.scale, (float64(y)-cy-w.shiftY)/w.scale
				// Rows go down, so this turn is clockwise from dst to src.
				dst[(c*s.H+y)*s.W+x] = between(plane, s, cx+cos*dx-sin*dy, cy+sin*dx+cos*dy)
			}
		}
	}
}

// between interpolates linearly at column x and row y, 0 outside.
func between(plane []float64, s Shape, x, y float64) float64 {
	left, top := math.Floor(x), math.Floor(y)
	fx, fy := x-left, y-top
	at := func(r, c int) float64 {
		if r < 0 || r >= s.H || c < 0 || c >= s.W {
			return 0
		}
		return plane[r*s.W+c]
	}
	r, c := int(top), int(left)
	if fx == 0 && fy == 0 {
		return at(r, c)
	}
	return (1-fy)*((1-fx)*at(r, c)+fx*at(r, c+1)) + fy*((1-fx)*at(r+1, c)+fx*at(r+1, c+1))
}
