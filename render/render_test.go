package render

import (
	"errors"
	"image"
	"reflect"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"

	"github.com/dlfs-go/book/display"
)

type loud struct{}

func (loud) String() string { panic("no") }

type point struct {
	X, Y int
	name string
}

func TestValue(t *testing.T) {
	var none *mat.Dense
	for _, tt := range []struct {
		name string
		v    any
		text string   // text/plain
		html []string // parts of text/html
	}{
		{"nil", nil, "<nil>", nil},
		{"int", 3, "3", nil},
		{"string", "a\nb", "a\nb", nil},
		{"error", errors.New("bad"), "bad", nil},
		{"struct", point{1, 2, "p"}, "{X:1 Y:2 name:p}", nil},
		{"structs", []point{{1, 2, ""}, {3, 4, ""}}, "[{X:1 Y:2 name:} {X:3 Y:4 name:}]", []string{"<th>X</th><th>Y</th>", "<td>3</td><td>4</td>"}},
		{"pointers to structs", []*point{{1, 2, ""}, nil}, "[&{X:1 Y:2 name:} <nil>]", []string{"<th>X</th><th>Y</th>", "<td>1</td><td>2</td>", "<td>&lt;nil&gt;</td>"}},
		{"array of structs", [2]point{{1, 2, ""}, {3, 4, ""}}, "[{X:1 Y:2 name:} {X:3 Y:4 name:}]", []string{"<td>3</td><td>4</td>"}},
		{"errors", []error{errors.New("bad")}, "[bad]", nil},
		{"matrix", mat.NewDense(2, 2, []float64{1, 2, 3, 4}), "⎡1  2⎤\n⎣3  4⎦", []string{"2×2", "<td>1</td><td>2</td>"}},
		{"matrix that is no pointer", *mat.NewDense(2, 2, []float64{1, 2, 3, 4}), "⎡1  2⎤\n⎣3  4⎦", []string{"2×2", "<td>1</td><td>2</td>"}},
		{"nil matrix", none, "<nil>", nil},
		{"escaped", []point{}, "[]", nil},
		{"data", display.HTML("<i>"), "an HTML output", []string{"<i>"}},
	} {
		d := Value(tt.v)
		if got := d.MIME[display.TypeText]; got != tt.text {
			t.Errorf("%s: text %q, want %q", tt.name, got, tt.text)
		}
		h, _ := d.MIME[display.TypeHTML].(string)
		for _, part := range tt.html {
			if !strings.Contains(h, part) {
				t.Errorf("%s: html %q lacks %q", tt.name, h, part)
			}
		}
	}
}

func TestLargeMatrixIsCut(t *testing.T) {
	d := Value(mat.NewDense(1000, 1000, nil))
	if n := len(d.MIME[display.TypeHTML].(string)); n > 5000 {
		t.Errorf("a 1000×1000 matrix takes %d bytes, want few", n)
	}
	if s := d.String(); !strings.Contains(s, "Dims(1000, 1000)") || len(s) > 3000 {
		t.Errorf("text of a 1000×1000 matrix: %q", s)
	}
}

func TestPanickingStringer(t *testing.T) {
	if s := Value(loud{}).String(); !strings.Contains(s, "panic") && !strings.Contains(s, "PANIC") {
		t.Errorf("a String method that panics shows %q", s)
	}
}

func TestPictures(t *testing.T) {
	if d := Value(image.NewGray(image.Rect(0, 0, 4, 3))); d.MIME[display.TypePNG] == nil || d.String() != "image, 4×3 pixels" {
		t.Errorf("an image shows as %v", d.MIME)
	}
	p := plot.New()
	p.Title.Text = "title"
	d := Value(p)
	if h, _ := d.MIME[display.TypeHTML].(string); !strings.HasPrefix(h, `<img alt="Plot “title”`) || d.MIME[display.TypePNG] == nil {
		t.Errorf("a plot shows as %.100q with PNG %t", h, d.MIME[display.TypePNG] != nil)
	}
}

func TestValues(t *testing.T) {
	d := Values([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf("a"), {}})
	if d.String() != "1\na\n<nil>" {
		t.Errorf("three values show as %q", d)
	}
}
