package plotting

import (
	"image/color"
	"math"
	"testing"
)

// rgb is a colour in linear light, each part from 0 to 1.
type rgb [3]float64

func linear(c color.Color) (out rgb) {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	for i, v := range []uint8{n.R, n.G, n.B} {
		if x := float64(v) / 255; x <= 0.04045 {
			out[i] = x / 12.92
		} else {
			out[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return out
}

func (c rgb) times(m [3][3]float64) (out rgb) {
	for i := range m {
		for j := range c {
			out[i] += m[i][j] * c[j]
		}
		out[i] = min(1, max(0, out[i]))
	}
	return out
}

// What those see who lack a kind of cone: Machado, Oliveira and Fernandes (“A
// physiologically-based model for simulation of color vision deficiency”, 2009),
// severity 1.
var sight = map[string][3][3]float64{
	"every cone":   {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
}

// lab is a colour in CIELAB, in which distances are as large as they look.
func (c rgb) lab() [3]float64 {
	xyz := c.times([3][3]float64{{0.4339, 0.3762, 0.1899}, {0.2126, 0.7152, 0.0722}, {0.0177, 0.1095, 0.8728}})
	var f [3]float64
	for i, v := range xyz {
		if f[i] = math.Cbrt(v); v <= 0.008856 {
			f[i] = 7.787*v + 16.0/116
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

func apartness(a, b rgb) float64 {
	p, q := a.lab(), b.lab()
	return math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
}

func brightness(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

func contrast(a, b rgb) float64 {
	x, y := brightness(a), brightness(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// dark is a colour as the dark theme of the pages shows it: the CSS filter
// invert(.915) hue-rotate(180deg).
func dark(c color.Color) color.RGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	var v rgb
	for i, x := range []uint8{n.R, n.G, n.B} {
		v[i] = 0.915 + float64(x)/255*(1-2*0.915)
	}
	v = v.times([3][3]float64{{-0.574, 1.430, 0.144}, {0.426, 0.430, 0.144}, {0.426, 1.430, -0.856}})
	return color.RGBA{uint8(255 * v[0]), uint8(255 * v[1]), uint8(255 * v[2]), 255}
}

// Every line stands out from its ground by 3 to 1 in both themes (WCAG 2.2,
// 1.4.11), also on the darkest ground of a contour plot by 2 to 1; words stand
// out by 4.5 to 1.
func TestColoursStandOut(t *testing.T) {
	themes := map[string]func(color.Color) color.RGBA{
		"light": func(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) },
		"dark":  dark,
	}
	highest := tint(ink, 1-0.2) // of heights.shade
	for theme, shown := range themes {
		page := linear(shown(card))
		for i, c := range Palette {
			if got := contrast(linear(shown(c)), page); got < 3 {
				t.Errorf("%s: colour %d: %.2f to 1, want 3", theme, i, got)
			}
			if got := contrast(linear(shown(c)), linear(shown(highest))); got < 1.9 {
				t.Errorf("%s: colour %d on the highest ground: %.2f to 1, want 1.9", theme, i, got)
			}
		}
		for _, c := range []color.Color{ink, faint, forward, backward} {
			if got := contrast(linear(shown(c)), page); got < 4.5 {
				t.Errorf("%s: words in %v: %.2f to 1, want 4.5", theme, c, got)
			}
			if got := contrast(linear(shown(c)), linear(shown(wash))); got < 4.5 && c != faint { // not used there
				t.Errorf("%s: words in %v in a box: %.2f to 1, want 4.5", theme, c, got)
			}
		}
	}
}

// Two colours of a figure look different to everybody: a distance of 2 can just
// be seen. Dashes and marks differ as well.
func TestColoursAreToldApart(t *testing.T) {
	for name, m := range sight {
		for i, a := range Palette {
			for j, b := range Palette[:i] {
				if d := apartness(linear(a).times(m), linear(b).times(m)); d < 15 {
					t.Errorf("%s: colours %d and %d are %.1f apart, want 15", name, j, i, d)
				}
				if d := apartness(linear(dark(a)).times(m), linear(dark(b)).times(m)); d < 11 {
					t.Errorf("%s, dark: colours %d and %d are %.1f apart, want 11", name, j, i, d)
				}
			}
		}
		if d := apartness(linear(forward).times(m), linear(backward).times(m)); d < 40 {
			t.Errorf("%s: the way forward and the way back are %.1f apart, want 40", name, d)
		}
	}
}
