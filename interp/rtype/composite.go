package rtype

import (
	"fmt"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// unnamed holds the types made here by what they are made of, so that the
// same parts give the same type.
var unnamed struct {
	sync.Mutex
	structs, interfaces map[string]*Type
}

// Struct is [reflect.StructOf] that takes embedded fields of any type. The
// result has no promoted methods until they are set.
func Struct(fields []reflect.StructField) *Type {
	var key, str strings.Builder
	embedded := make([]bool, len(fields))
	plain := slices.Clone(fields)
	for i, f := range fields {
		fmt.Fprintf(&key, "%s %p %q %s %t;", f.Name, TypePtr(f.Type), f.Tag, f.PkgPath, f.Anonymous)
		embedded[i], plain[i].Anonymous = f.Anonymous, false
		if i > 0 {
			str.WriteString("; ")
		}
		if !f.Anonymous {
			str.WriteString(f.Name + " ")
		}
		str.WriteString(f.Type.String())
		if f.Tag != "" {
			fmt.Fprintf(&str, " %q", string(f.Tag))
		}
	}
	unnamed.Lock()
	defer unnamed.Unlock()
	if t, ok := unnamed.structs[key.String()]; ok {
		return t
	}
	st := reflect.StructOf(plain)
	t := anonymous(st, "struct { "+str.String()+" }")
	t.Complete(st, embedded)
	if unnamed.structs == nil {
		unnamed.structs = map[string]*Type{}
	}
	unnamed.structs[key.String()] = t
	return t
}

// anonymous is Declare for a type without a name.
func anonymous(layout reflect.Type, str string) *Type {
	t := &Type{}
	// The path is that of promoted methods that are not exported.
	t.t = newBlock(layout, str, "main", 0, false)
	t.p = newBlock(reflect.TypeFor[*byte](), "*"+str, "main", 0, false)
	t.link()
	keep(t, layout)
	return t
}

// An InterfaceMethod is a method of an interface type.
type InterfaceMethod struct {
	Name    string
	PkgPath string // of an unexported method
	Type    reflect.Type
}

// Interface returns the unnamed interface type with the given methods, of
// which there must be at least one.
func Interface(ms []InterfaceMethod) reflect.Type {
	ms = slices.Clone(ms)
	slices.SortFunc(ms, func(x, y InterfaceMethod) int {
		return compareMethods(Method{Name: x.Name, PkgPath: x.PkgPath}, Method{Name: y.Name, PkgPath: y.PkgPath})
	})
	var key, str strings.Builder
	for i, m := range ms {
		fmt.Fprintf(&key, "%s %s %p;", m.Name, m.PkgPath, TypePtr(m.Type))
		if i > 0 {
			str.WriteString("; ")
		}
		str.WriteString(m.Name + strings.TrimPrefix(m.Type.String(), "func"))
	}
	unnamed.Lock()
	defer unnamed.Unlock()
	if t, ok := unnamed.interfaces[key.String()]; ok {
		return t.Type()
	}
	t := anonymous(reflect.TypeFor[error](), "interface { "+str.String()+" }")
	t.setInterfaceMethods(ms)
	if unnamed.interfaces == nil {
		unnamed.interfaces = map[string]*Type{}
	}
	unnamed.interfaces[key.String()] = t
	return t.Type()
}

func (t *Type) setInterfaceMethods(ms []InterfaceMethod) {
	list := make([]imethod, len(ms))
	pkg := ""
	for i, m := range ms {
		if !token.IsExported(m.Name) {
			pkg = m.PkgPath
		}
		list[i] = imethod{memberOff(m.PkgPath, m.Name), typeOff(TypePtr(m.Type))}
		keep(m.Type)
	}
	keep(list)
	*(**byte)(t.t.at(descriptorSize)) = nil // InterfaceType.PkgPath
	if pkg != "" {
		*(**byte)(t.t.at(descriptorSize)) = encodeName(pkg, "", 0)
	}
	*(*[]imethod)(t.t.at(descriptorSize + 8)) = list // InterfaceType.Methods
}
