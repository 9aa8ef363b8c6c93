package exec

import (
	"go/token"
	"go/types"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// unsafeBuiltin compiles a call of a function of package unsafe.
//
//go:noinline
func (g *generator) unsafeBuiltin(name string, c *ssa.CallCommon, d uintptr, args []uintptr, pos token.Pos) op {
	switch name {
	case "Offsetof":
		return constantWord(d, g.offsetOf(c.Args[0], pos))
	case "Sizeof":
		return constantWord(d, g.rtype(c.Args[0].Type()).Size())
	case "Alignof":
		return constantWord(d, uintptr(g.rtype(c.Args[0].Type()).Align()))
	case "Add":
		return func(f frame) {
			*at[unsafe.Pointer](f, d) = unsafe.Add(*at[unsafe.Pointer](f, args[0]), *at[int](f, args[1]))
		}
	case "StringData", "SliceData":
		return copyOf[unsafe.Pointer](d, args[0])
	case "String":
		return func(f frame) {
			*at[string](f, d) = unsafe.String(*at[*byte](f, args[0]), *at[int](f, args[1]))
		}
	case "Slice":
		return func(f frame) {
			n := *at[int](f, args[1])
			*at[sliceHeader](f, d) = sliceHeader{*at[unsafe.Pointer](f, args[0]), n, n}
		}
	}
	unsupported(pos, "the builtin %s", name)
	return nil
}

//go:noinline
func constantWord(d, n uintptr) op {
	return func(f frame) { *at[uintptr](f, d) = n }
}

// offsetOf is the offset of the field that v was read from. It is asked for in
// generic functions only; elsewhere it is a constant.
func (g *generator) offsetOf(v ssa.Value, pos token.Pos) uintptr {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	var of types.Type
	var field int
	var from ssa.Value
	switch v := v.(type) {
	case *ssa.Field:
		of, field, from = v.X.Type(), v.Field, v.X
	case *ssa.FieldAddr:
		of, field, from = v.X.Type().Underlying().(*types.Pointer).Elem(), v.Field, v.X
	default:
		unsupported(pos, "unsafe.Offsetof of %s", v)
	}
	switch from.(type) {
	case *ssa.Field, *ssa.FieldAddr: // s.Embedded.f, or s.f, which has another offset
		unsupported(pos, "unsafe.Offsetof of a field of a field, in a generic function")
	}
	return g.rtype(of).Field(field).Offset
}
