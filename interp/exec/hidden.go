package exec

import (
	"go/types"
	"reflect"
)

// A compiled package exports only some of its types; a value of another may
// still come to a cell, from a variable, a function or an embedded field.

// unexported returns the compiled type of a name that a compiled package does
// not export, as far as its exported variables and functions have such
// values; or nil.
func (m *Machine) unexported(t *types.Named) reflect.Type {
	pkg := t.Obj().Pkg()
	if m.Symbols == nil || m.Symbols(pkg.Path()) == nil {
		return nil
	}
	if !m.learned[pkg] {
		m.learned[pkg] = true
		for name, sym := range m.Symbols(pkg.Path()) {
			switch obj := pkg.Scope().Lookup(name).(type) {
			case *types.Var:
				m.learn(obj.Type(), reflect.TypeOf(sym).Elem())
			case *types.Func:
				m.learn(obj.Type(), reflect.TypeOf(sym))
			case *types.TypeName:
				m.learnEmbedded(obj.Type(), reflect.TypeOf(sym).Elem())
			}
		}
	}
	return m.hidden[t.Obj()]
}

// learnEmbedded learns from the embedded fields of an exported struct.
func (m *Machine) learnEmbedded(t types.Type, rt reflect.Type) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok || rt.Kind() != reflect.Struct || rt.NumField() != st.NumFields() {
		return
	}
	for i := range st.NumFields() {
		if st.Field(i).Embedded() {
			m.learn(st.Field(i).Type(), rt.Field(i).Type)
		}
	}
}

// learn notes which compiled types the unexported names in t have.
func (m *Machine) learn(t types.Type, rt reflect.Type) {
	switch t := t.(type) {
	case *types.Named:
		if obj := t.Obj(); obj.Pkg() != nil && !obj.Exported() && t.TypeArgs().Len() == 0 && rt.Name() == obj.Name() {
			m.hidden[obj] = rt
		}
	case *types.Pointer:
		if rt.Kind() == reflect.Pointer {
			m.learn(t.Elem(), rt.Elem())
		}
	case *types.Slice:
		if rt.Kind() == reflect.Slice {
			m.learn(t.Elem(), rt.Elem())
		}
	case *types.Signature:
		if rt.Kind() != reflect.Func || rt.NumOut() != t.Results().Len() {
			return
		}
		for i := range rt.NumOut() {
			m.learn(t.Results().At(i).Type(), rt.Out(i))
		}
	}
}
