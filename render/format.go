package render

import (
	"fmt"
	"image"
	"reflect"
	"strings"
	"unsafe"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"

	"github.com/dlfs-go/book/interp"
)

// written is v in the form of fmt's %+v, but without an address anywhere, so
// that it is the same in each run: pointers are followed, functions tell their
// names, and matrices within show their numbers.
func written(v any) string {
	p := printer{above: map[visit]bool{}}
	p.value(reflect.ValueOf(v))
	if p.full() {
		return strings.ToValidUTF8(p.b.String()[:maxText], "") + " …"
	}
	return p.b.String()
}

// A printer writes one value. It stops where no more is shown: to format all 47
// million pixels of a data set takes seconds, and more memory than they do.
type printer struct {
	b        strings.Builder
	above    map[visit]bool // what the value at hand is in
	pointers int            // how many of them were pointers
}

// visit is a pointer, a map or a slice.
type visit struct {
	at  unsafe.Pointer
	len int
	typ reflect.Type
}

// maxPointers is how far pointers are followed.
const maxPointers = 4

func (p *printer) full() bool { return p.b.Len() > maxText }

// value writes v, which is not from an unexported field: see opened.
func (p *printer) value(v reflect.Value) {
	switch {
	case p.full():
		return
	case !v.IsValid():
		p.b.WriteString("<nil>")
		return
	case v.Type() == reflect.TypeFor[reflect.Value]():
		p.held(v.Interface().(reflect.Value))
		return
	case p.special(v):
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		p.value(v.Elem())
	case reflect.Pointer:
		p.pointer(v)
	case reflect.Struct:
		p.structure(v)
	case reflect.Array:
		p.list(addressable(v))
	case reflect.Slice:
		p.within(v, v.Len(), "[…]", func() { p.list(v) })
	case reflect.Map:
		p.within(v, v.Len(), "map[…]", func() { p.mapping(v) })
	case reflect.Func:
		p.b.WriteString(interp.FuncText(v))
	case reflect.Chan:
		p.channel(v)
	case reflect.UnsafePointer:
		if v.IsNil() {
			p.b.WriteString("<nil>")
		} else {
			p.b.WriteString(v.Type().String())
		}
	case reflect.String:
		p.b.WriteString(v.String())
	default:
		fmt.Fprintf(&p.b, "%v", v.Interface())
	}
}

// held writes what a reflect.Value holds, as fmt does.
func (p *printer) held(v reflect.Value) {
	switch {
	case !v.IsValid():
		p.b.WriteString("<invalid reflect.Value>")
	case v.CanInterface():
		p.value(v)
	default:
		p.b.WriteString("<" + v.Type().String() + " Value>")
	}
}

// special writes values that are shown in a way of their own.
func (p *printer) special(v reflect.Value) bool {
	if v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer && v.IsNil() {
		return false
	}
	switch x := v.Interface().(type) {
	case *plot.Plot:
		p.b.WriteString(plotAlt(x))
		return true
	case fmt.Formatter, error, fmt.Stringer:
		p.spoken(x)
		return true
	case image.Image:
		if s, ok := tried(func() string { return imageAlt(x) }); ok {
			p.b.WriteString(s)
			return true
		}
	}
	s, ok := numbers(withMethods(v))
	p.b.WriteString(s)
	return ok
}

// spoken writes what a value says of itself. A Formatter gets %+v, unless it
// has plain words, too: those of many an error are a stack with %+v.
func (p *printer) spoken(x any) {
	switch x.(type) {
	case error, fmt.Stringer:
		fmt.Fprintf(&p.b, "%v", x)
	default:
		fmt.Fprintf(&p.b, "%+v", x)
	}
}

// within writes a value that may contain itself; where it does, it writes
// instead.
func (p *printer) within(v reflect.Value, n int, instead string, write func()) {
	at := visit{v.UnsafePointer(), n, v.Type()}
	if n > 0 && p.above[at] {
		p.b.WriteString(instead)
		return
	}
	p.above[at] = true
	write()
	delete(p.above, at)
}

func (p *printer) pointer(v reflect.Value) {
	if v.IsNil() {
		p.b.WriteString("<nil>")
		return
	}
	p.b.WriteString("&")
	instead := map[reflect.Kind]string{reflect.Struct: "{…}", reflect.Map: "map[…]", reflect.Slice: "[…]", reflect.Array: "[…]"}[v.Elem().Kind()]
	if instead == "" {
		instead = "…"
	}
	if p.pointers == maxPointers {
		p.b.WriteString(instead)
		return
	}
	p.pointers++
	p.within(v, 1, instead, func() { p.value(v.Elem()) })
	p.pointers--
}

func (p *printer) structure(v reflect.Value) {
	v = addressable(v)
	p.b.WriteString("{")
	for i := 0; i < v.NumField() && !p.full(); i++ {
		if i > 0 {
			p.b.WriteString(" ")
		}
		p.b.WriteString(v.Type().Field(i).Name + ":")
		p.value(opened(v.Field(i)))
	}
	p.b.WriteString("}")
}

func (p *printer) list(v reflect.Value) {
	p.b.WriteString("[")
	for i := 0; i < v.Len() && !p.full(); i++ {
		if i > 0 {
			p.b.WriteString(" ")
		}
		p.value(v.Index(i))
	}
	p.b.WriteString("]")
}

func (p *printer) mapping(v reflect.Value) {
	p.b.WriteString("map[")
	for i, e := range entries(v) {
		if p.full() {
			break
		}
		if i > 0 {
			p.b.WriteString(" ")
		}
		p.value(e.key)
		p.b.WriteString(":")
		p.value(e.value)
	}
	p.b.WriteString("]")
}

func (p *printer) channel(v reflect.Value) {
	switch {
	case v.IsNil():
		p.b.WriteString("<nil>")
	case v.Cap() == 0:
		p.b.WriteString(v.Type().String())
	default:
		fmt.Fprintf(&p.b, "%s (%d of %d)", v.Type(), v.Len(), v.Cap())
	}
}

// addressable returns v or, if it has no address, a copy that has one.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// opened returns a field of an addressable struct as if it were exported: what
// is to be shown of a value is not a matter of who may use it.
func opened(v reflect.Value) reflect.Value {
	if v.CanInterface() {
		return v
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// withMethods returns v, or a pointer to it or to a copy if only that has the
// methods of a matrix: as in “var sum mat.Dense”.
func withMethods(v reflect.Value) any {
	ptr := reflect.PointerTo(v.Type())
	for _, is := range []reflect.Type{reflect.TypeFor[mat.Matrix](), reflect.TypeFor[mat.CMatrix]()} {
		if !v.Type().Implements(is) && ptr.Implements(is) {
			return addressable(v).Addr().Interface()
		}
	}
	return v.Interface()
}

// numbers shows a matrix within another value, in one line: its shape and its
// elements, those in the middle left out if there are many. It is not ok for
// other values, and for matrices that panic when they are asked.
func numbers(x any) (s string, ok bool) {
	switch m := x.(type) {
	case mat.Vector:
		return tried(func() string {
			r, c := m.Dims()
			return fmt.Sprintf("%d×%d %s", r, c, row(m.Len(), func(i int) string { return fmt.Sprintf("%.5g", m.AtVec(i)) }))
		})
	case mat.Matrix:
		r, c, ok := dims(m)
		if !ok {
			return "", false
		}
		return tried(func() string { return grid(r, c, func(i, j int) string { return fmt.Sprintf("%.5g", m.At(i, j)) }) })
	case mat.CMatrix:
		r, c, ok := dims(m)
		if !ok {
			return "", false
		}
		return tried(func() string { return grid(r, c, func(i, j int) string { return fmt.Sprintf("%.5g", m.At(i, j)) }) })
	}
	return "", false
}

// dims is the shape of a matrix; not ok for one that wraps none.
func dims(m interface{ Dims() (r, c int) }) (r, c int, ok bool) {
	defer func() { recover() }()
	r, c = m.Dims()
	return r, c, true
}

// maxWithin is how many rows and columns of a matrix are shown within another
// value.
const maxWithin = 6

func grid(r, c int, at func(i, j int) string) string {
	rows := row(r, func(i int) string { return row(c, func(j int) string { return at(i, j) }) })
	return fmt.Sprintf("%d×%d %s", r, c, rows)
}

func row(n int, at func(i int) string) string {
	parts := make([]string, 0, maxWithin+1)
	for _, i := range ends(n, maxWithin) {
		if i < 0 {
			parts = append(parts, "…")
		} else {
			parts = append(parts, at(i))
		}
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// tried returns what f returns; not ok if it panics, as methods of values do
// that are not made yet.
func tried(f func() string) (s string, ok bool) {
	defer func() { recover() }()
	return f(), true
}
