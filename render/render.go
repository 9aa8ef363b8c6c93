// Package render gives any Go value the forms in which a notebook shows it.
package render

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"reflect"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/dlfs-go/book/display"
)

// Values shows the values of an expression: one as it is, several as text, a
// line each.
func Values(vs []reflect.Value) display.Data {
	if len(vs) == 1 {
		return Value(Interface(vs[0]))
	}
	var lines []string
	for _, v := range vs {
		lines = append(lines, text(Interface(v)))
	}
	return display.Text(strings.Join(lines, "\n"))
}

// Interface returns what v holds; nil for the value of a nil interface.
func Interface(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// Value returns the forms of v. Text is always among them. A method of v that
// panics does not disturb: what it would have said is left out.
func Value(v any) (d display.Data) {
	defer func() {
		if r := recover(); r != nil {
			d = display.Text(fmt.Sprintf("a %T that panics when it is shown: %v", v, r))
		}
	}()
	if d, ok := display.Self(v); ok {
		return d
	}
	if v == nil {
		return display.Text("<nil>")
	}
	switch x := withMethods(reflect.ValueOf(v)).(type) {
	case *plot.Plot:
		if x != nil {
			return Plot(x, 14*vg.Centimeter, 9*vg.Centimeter)
		}
	case image.Image:
		return picture(x)
	case mat.Matrix:
		if !isNil(v) && isWhole(x) {
			return matrix(x)
		}
	}
	d = display.Text(text(v))
	if _, ok := v.(fmt.Stringer); ok {
		return d // says itself how it looks
	}
	if t := table(v); t != "" {
		d.MIME[display.TypeHTML] = t
	}
	return d
}

func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	return rv.Kind() == reflect.Pointer && rv.IsNil()
}

// isWhole reports whether a matrix can be asked for its elements: one that
// wraps another cannot before it has that.
func isWhole(m mat.Matrix) bool {
	_, ok := numbers(m)
	return ok
}

// text is how a Go programmer expects to see a value: fields with their
// names, strings as they are.
func text(v any) string {
	switch x := v.(type) {
	case nil:
		return "<nil>"
	case error, fmt.Stringer, string:
		return fmt.Sprintf("%v", x)
	case mat.Matrix:
		if !isNil(v) && isWhole(x) {
			return fmt.Sprintf("%v", mat.Formatted(x, mat.Squeeze(), mat.Excerpt(excerptOf(x))))
		}
	}
	return written(v)
}

// maxText is how much of a value is shown.
const maxText = 20_000

// Plot returns a plot as a drawing and as a picture.
func Plot(p *plot.Plot, w, h vg.Length) display.Data {
	var svg, pic bytes.Buffer
	c := vgsvg.New(w, h)
	p.Draw(draw.New(c))
	c.WriteTo(&svg)
	img := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(144))}
	p.Draw(draw.New(img))
	img.WriteTo(&pic)
	return display.Figure(plotAlt(p), svg.String(), pic.Bytes())
}

func plotAlt(p *plot.Plot) string {
	alt := "Plot"
	if p.Title.Text != "" {
		alt += " “" + p.Title.Text + "”"
	}
	if p.X.Label.Text != "" || p.Y.Label.Text != "" {
		alt += fmt.Sprintf(" of %s over %s", p.Y.Label.Text, p.X.Label.Text)
	}
	return fmt.Sprintf("%s, x from %.4g to %.4g, y from %.4g to %.4g", alt, p.X.Min, p.X.Max, p.Y.Min, p.Y.Max)
}

func picture(m image.Image) display.Data {
	alt := imageAlt(m)
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		return display.Text(alt + ": " + err.Error())
	}
	return display.PNG(alt, buf.Bytes())
}

func imageAlt(m image.Image) string {
	b := m.Bounds()
	return fmt.Sprintf("image, %d×%d pixels", b.Dx(), b.Dy())
}

// maxRows and maxCols are how much of a matrix is shown at each of its ends.
const maxRows, maxCols = 10, 10

func excerptOf(m mat.Matrix) int {
	if r, c := m.Dims(); r > maxRows || c > maxCols {
		return 3
	}
	return 0
}

func matrix(m mat.Matrix) display.Data {
	r, c := m.Dims()
	d := display.Text(text(m))
	var b strings.Builder
	fmt.Fprintf(&b, "<table><caption>%d×%d</caption>", r, c)
	for _, i := range ends(r, maxRows) {
		b.WriteString("<tr>")
		for _, j := range ends(c, maxCols) {
			switch {
			case i < 0 || j < 0:
				b.WriteString("<td>…</td>")
			default:
				fmt.Fprintf(&b, "<td>%.5g</td>", m.At(i, j))
			}
		}
		b.WriteString("</tr>")
	}
	d.MIME[display.TypeHTML] = b.String() + "</table>"
	return d
}

// ends returns the indexes 0 to n-1, with -1 for a gap if there are more than
// most.
func ends(n, most int) []int {
	var out []int
	for i := range n {
		switch {
		case n <= most || i < most/2 || i >= n-most/2:
			out = append(out, i)
		case i == most/2:
			out = append(out, -1)
		}
	}
	return out
}

// structs returns what a slice or an array of structs, or of pointers to them,
// holds, and their type; nil for other values and for structs that say
// themselves how they look.
func structs(v any) (list []reflect.Value, elem reflect.Type) {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Slice && rv.Kind() != reflect.Array || rv.Len() == 0 {
		return nil, nil
	}
	elem = rv.Type().Elem()
	if elem.Implements(reflect.TypeFor[fmt.Stringer]()) || elem.Implements(reflect.TypeFor[error]()) {
		return nil, nil
	}
	if elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	if elem.Kind() != reflect.Struct {
		return nil, nil
	}
	for i := range rv.Len() {
		list = append(list, reflect.Indirect(rv.Index(i)))
	}
	return list, elem
}

// table shows structs, exported fields only; "" for other values.
func table(v any) string {
	list, elem := structs(v)
	var fields []int
	var b strings.Builder
	b.WriteString("<table><tr>")
	if elem == nil {
		return ""
	}
	for i := range elem.NumField() {
		if f := elem.Field(i); f.IsExported() {
			fields = append(fields, i)
			b.WriteString("<th>" + html.EscapeString(f.Name) + "</th>")
		}
	}
	if len(fields) == 0 {
		return ""
	}
	b.WriteString("</tr>")
	for _, i := range ends(len(list), 2*maxRows) {
		b.WriteString("<tr>")
		for _, f := range fields {
			cell := "…"
			switch {
			case i >= 0 && !list[i].IsValid():
				cell = "<nil>"
			case i >= 0:
				cell = written(list[i].Field(f).Interface())
			}
			b.WriteString("<td>" + tableCell(cell) + "</td>")
		}
		b.WriteString("</tr>")
	}
	return b.String() + "</table>"
}

// tableCell is text as a page has it, lines as lines.
func tableCell(s string) string {
	if strings.ContainsAny(s, "\n\t") {
		return "<pre>" + html.EscapeString(s) + "</pre>"
	}
	return html.EscapeString(s)
}
