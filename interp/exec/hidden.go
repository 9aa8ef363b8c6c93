package exec

import (
	"go/types"
	"reflect"
	"strings"
)

// A compiled package exports only some of its types; a value of another may
// still come to a cell, from a variable, a function or an embedded field.

// unexported returns the compiled type of a name that a compiled package does
// not export, as far as its exported variables and functions have such
// values; or nil.
func (m *Machine) unexported(t *types.Named) reflect.Type {
	pkg := t.Obj().Pkg()
	if m.Symbols == nil {
		return nil
	}
	if t.TypeArgs().Len() > 0 { // the instances of a generic type share its name
		return m.aliasOfInstance(t)
	}
	if rt := m.hidden[t.Obj()]; rt != nil {
		return rt
	}
	if m.Symbols(pkg.Path()) == nil {
		return m.aliased(t)
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

// aliasOfInstance returns the compiled type of an instance of a generic type, if
// its package exports an alias of it, as encoding/json/v2 does of Marshalers;
// or nil.
func (m *Machine) aliasOfInstance(t *types.Named) reflect.Type {
	scope := t.Obj().Pkg().Scope()
	for name, sym := range m.Symbols(t.Obj().Pkg().Path()) {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && tn.IsAlias() && types.Identical(tn.Type(), t) {
			rt := reflect.TypeOf(sym).Elem()
			m.types.Set(t, rt)
			return rt
		}
	}
	return nil
}

// aliased returns the compiled type of a name in a package that nobody can
// import, if a compiled package has an alias of it, as encoding/json has of
// jsontext.Value; or nil.
func (m *Machine) aliased(t *types.Named) reflect.Type {
	if t.Obj().Pkg().Path() == "main" || m.Prog.Package(t.Obj().Pkg()) != nil {
		return nil
	}
	for _, p := range m.Prog.AllPackages() {
		for name, sym := range m.Symbols(p.Pkg.Path()) {
			if tn, ok := p.Pkg.Scope().Lookup(name).(*types.TypeName); ok && tn.IsAlias() && types.Unalias(tn.Type()) == types.Type(t) {
				rt := reflect.TypeOf(sym).Elem()
				m.hidden[t.Obj()] = rt
				return rt
			}
		}
	}
	return nil
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

// learnMethods learns from the methods of a compiled interface, so that a type
// of a cell that embeds it has the same ones: the types in them may be of
// packages that nobody can import, and instances that the compiler has made.
func (m *Machine) learnMethods(t *types.Named, rt reflect.Type) {
	it, ok := t.Underlying().(*types.Interface)
	if !ok || rt.Kind() != reflect.Interface || m.seen[t] {
		return
	}
	m.seen[t] = true
	for rm := range rt.Methods() {
		for f := range it.Methods() {
			if f.Name() == rm.Name && (f.Exported() || pkgPath(f.Pkg()) == rm.PkgPath) {
				m.learn(f.Signature(), rm.Type)
			}
		}
	}
}

// learnInstance notes the compiled type of an instance of a generic type, as
// iter.Seq[int] is. One that has methods is interpreted.
func (m *Machine) learnInstance(t *types.Named, rt reflect.Type) {
	if t.NumMethods() == 0 && strings.HasPrefix(rt.Name(), t.Obj().Name()+"[") && m.types.At(t) == nil {
		m.types.Set(t, rt)
	}
}

// learn notes which compiled types the unexported names in t have.
func (m *Machine) learn(t types.Type, rt reflect.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		obj := t.Obj()
		if obj.Pkg() == nil || rt.PkgPath() != obj.Pkg().Path() {
			return
		}
		if t.TypeArgs().Len() > 0 {
			m.learnInstance(t, rt)
			return
		}
		if rt.Name() != obj.Name() {
			return
		}
		if !obj.Exported() || m.Symbols(obj.Pkg().Path()) == nil {
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
		for i := range min(rt.NumIn(), t.Params().Len()) {
			m.learn(t.Params().At(i).Type(), rt.In(i))
		}
	}
}
