package interp

import (
	"go/ast"
	"go/types"
)

// keys are the fields that a composite literal has not set yet.
func (c *cursor) keys() []Candidate {
	st := c.fields()
	if st == nil {
		return nil
	}
	set := map[string]bool{}
	for _, elt := range c.literal.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = true
			}
		}
	}
	var list []Candidate
	for f := range st.Fields() {
		if !set[f.Name()] && (f.Exported() || f.Pkg() != nil && f.Pkg().Path() == c.pkg.Path()) {
			k := candidate(f)
			k.Kind, k.rank = "field", -1
			list = append(list, k)
		}
	}
	return list
}

// fields returns the struct that a composite literal around the cursor makes,
// or nil.
func (c *cursor) fields() *types.Struct {
	if c.literal == nil {
		return nil
	}
	t := c.unit.info.Types[c.literal].Type
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, _ := t.Underlying().(*types.Struct)
	return st
}
