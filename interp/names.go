package interp

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

// A Name is something that cells have declared.
type Name struct {
	Name, Kind string // kind: var, func, type, const
	Type       string
	Value      reflect.Value // of a variable
}

// Names returns what cells have declared, in no order.
func (s *Session) Names() []Name {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Name
	for name, obj := range s.scope {
		n := Name{Name: name, Type: types.TypeString(obj.Type(), qualifier)}
		switch obj.(type) {
		case *types.Var:
			n.Kind = "var"
			if g, ok := s.members[name].(*ssa.Global); ok {
				n.Value = s.m.Value(g)
			}
		case *types.Func:
			n.Kind = "func"
		case *types.TypeName:
			n.Kind = "type"
		case *types.Const:
			n.Kind = "const"
		}
		out = append(out, n)
	}
	return out
}

func qualifier(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}

// Declared reports whether cells have declared a name.
func (s *Session) Declared(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scope[name] != nil
}
