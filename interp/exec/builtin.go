package exec

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// builtin compiles a call of a predeclared function, or of one of package
// unsafe.
//
//go:noinline
func (g *generator) builtin(b *ssa.Builtin, c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	args := make([]uintptr, len(c.Args))
	for i, a := range c.Args {
		args[i] = g.slot(a)
	}
	switch b.Name() {
	case "len", "cap":
		return g.length(b.Name(), c.Args[0].Type(), d, args[0])
	case "append":
		return g.appendTo(c, d, args, pos)
	case "copy":
		return g.copySlice(c, d, args)
	case "delete":
		return g.deleteKey(c, args, pos)
	case "clear":
		return g.clear(c, args, pos)
	case "close":
		return g.closeChan(c, args, pos)
	case "print", "println":
		return g.print(b.Name() == "println", c, args)
	case "recover":
		return func(f frame) { *at[any](f, d) = recoverPanic(f) }
	case "min", "max":
		return g.extreme(b.Name() == "min", g.rtype(c.Args[0].Type()), d, args, pos)
	case "real", "imag":
		return part(b.Name() == "real", g.rtype(c.Args[0].Type()).Kind(), d, args[0])
	case "complex":
		return complexOf(g.rtype(c.Args[0].Type()).Kind(), d, args)
	case "panic":
		return panicWith(args[0], pos)
	case "ssa:wrapnilchk":
		return checkReceiver(d, args, pos)
	case "ssa:deferstack":
		return func(f frame) { *at[frame](f, d) = f }
	}
	return g.unsafeBuiltin(b.Name(), c, d, args, pos)
}

//go:noinline
func (g *generator) length(name string, t types.Type, d, x uintptr) op {
	rt := g.rtype(t)
	switch rt.Kind() {
	case reflect.String:
		return func(f frame) { *at[int](f, d) = len(*at[string](f, x)) }
	case reflect.Slice:
		if name == "cap" {
			return func(f frame) { *at[int](f, d) = at[sliceHeader](f, x).cap }
		}
		return func(f frame) { *at[int](f, d) = at[sliceHeader](f, x).len }
	case reflect.Array:
		return constantWord(d, uintptr(rt.Len()))
	case reflect.Pointer:
		return constantWord(d, uintptr(rt.Elem().Len()))
	case reflect.Map:
		return func(f frame) { *at[int](f, d) = len(*at[map[int]int](f, x)) }
	}
	if name == "cap" {
		return func(f frame) { *at[int](f, d) = cap(*at[chan int](f, x)) }
	}
	return func(f frame) { *at[int](f, d) = len(*at[chan int](f, x)) }
}

//go:noinline
func extremeOf[T ordered](least bool, d uintptr, args []uintptr) op {
	if least {
		return func(f frame) {
			v := *at[T](f, args[0])
			for _, a := range args[1:] {
				v = min(v, *at[T](f, a))
			}
			*at[T](f, d) = v
		}
	}
	return func(f frame) {
		v := *at[T](f, args[0])
		for _, a := range args[1:] {
			v = max(v, *at[T](f, a))
		}
		*at[T](f, d) = v
	}
}

func (g *generator) extreme(least bool, t reflect.Type, d uintptr, args []uintptr, pos token.Pos) op {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return extremeOf[int64](least, d, args)
	case reflect.Int8:
		return extremeOf[int8](least, d, args)
	case reflect.Int16:
		return extremeOf[int16](least, d, args)
	case reflect.Int32:
		return extremeOf[int32](least, d, args)
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return extremeOf[uint64](least, d, args)
	case reflect.Uint8:
		return extremeOf[uint8](least, d, args)
	case reflect.Uint16:
		return extremeOf[uint16](least, d, args)
	case reflect.Uint32:
		return extremeOf[uint32](least, d, args)
	case reflect.Float32:
		return extremeOf[float32](least, d, args)
	case reflect.Float64:
		return extremeOf[float64](least, d, args)
	case reflect.String:
		return extremeOf[string](least, d, args)
	}
	unsupported(pos, "min or max of %s", t)
	return nil
}

//go:noinline
func complexOf(parts reflect.Kind, d uintptr, args []uintptr) op {
	x, y := args[0], args[1]
	if parts == reflect.Float32 {
		return func(f frame) { *at[complex64](f, d) = complex(*at[float32](f, x), *at[float32](f, y)) }
	}
	return func(f frame) { *at[complex128](f, d) = complex(*at[float64](f, x), *at[float64](f, y)) }
}

//go:noinline
func part(first bool, k reflect.Kind, d, x uintptr) op {
	if k == reflect.Complex64 {
		if !first {
			x += 4
		}
		return copyOf[float32](d, x)
	}
	if !first {
		x += 8
	}
	return copyOf[float64](d, x)
}

//go:noinline
func (g *generator) clear(c *ssa.CallCommon, args []uintptr, pos token.Pos) op {
	t := g.rtype(c.Args[0].Type())
	clear := func(f frame) { reflect.NewAt(t, unsafe.Add(f, args[0])).Elem().Clear() }
	if t.Kind() == reflect.Map {
		return g.onMap(args[0], true, concurrentWrite, pos, clear)
	}
	return clear
}

//go:noinline
func (g *generator) print(ln bool, c *ssa.CallCommon, args []uintptr) op {
	var ts []reflect.Type
	for _, a := range c.Args {
		ts = append(ts, g.rtype(a.Type()))
	}
	return func(f frame) {
		var s string
		for i, x := range args {
			if ln && i > 0 {
				s += " "
			}
			s += printed(reflect.NewAt(ts[i], unsafe.Add(f, x)).Elem())
		}
		if ln {
			s += "\n"
		}
		fmt.Fprint(hdr(f).th.run.Stderr, s)
	}
}

// printed is how the builtin print shows a value.
func printed(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return fmt.Sprintf("%#x", v.Pointer())
	case reflect.Slice:
		return fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	case reflect.Interface:
		i := (*emptyInterface)(v.Addr().UnsafePointer())
		return fmt.Sprintf("(%#x,%#x)", uintptr(i.typ), uintptr(i.data))
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return fmt.Sprint(v.Bool())
	}
	if v.CanInt() {
		return fmt.Sprint(v.Int())
	}
	return fmt.Sprint(v.Uint())
}

//go:noinline
func panicWith(x uintptr, pos token.Pos) op {
	return func(f frame) {
		v := *at[any](f, x)
		fail(f, pos)
		panic(v)
	}
}

// checkReceiver panics if the pointer in args[0] is nil on which a method of
// the value is called; the other arguments are the names of both.
//
//go:noinline
func checkReceiver(d uintptr, args []uintptr, pos token.Pos) op {
	return func(f frame) {
		p := *at[unsafe.Pointer](f, args[0])
		if p == nil {
			fail(f, pos)
			typ := *at[string](f, args[1])
			panic(runtimeError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", typ, *at[string](f, args[2]), typ[strings.LastIndexByte(typ, '.')+1:])))
		}
		*at[unsafe.Pointer](f, d) = p
	}
}
