package interp

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// object describes a declared name; c may be nil.
func (s *Session) object(o types.Object, c *cursor) Inspection {
	in := Inspection{Name: o.Name(), Kind: candidate(o).Kind, Signature: signature(o)}
	if o.Pkg() != nil && o.Pkg().Path() != "main" {
		in.Package = o.Pkg().Path()
		in.Doc = s.docs(in.Package)[o.Name()]
	}
	switch o := o.(type) {
	case *types.PkgName:
		in.Package = o.Imported().Path()
		in.Doc = s.docs(in.Package)[""]
	case *types.Var:
		if g, ok := s.members[o.Name()].(*ssa.Global); ok && s.scope[o.Name()] == types.Object(o) {
			in.Value = s.m.Value(g)
		}
	}
	if o.Pkg() == nil {
		in.Doc = universe[o.Name()]
	} else if in.Package == "" {
		in.Doc = s.comment(o, c)
	}
	return in
}

// signature is the declaration of a name.
func signature(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return "package " + o.Imported().Name()
	case *types.Builtin:
		return "func " + o.Name() + strings.TrimPrefix(builtins[o.Name()], "func")
	case *types.Const:
		return types.ObjectString(o, qualifier) + " = " + o.Val().String()
	case *types.Func:
		if recv := o.Signature().Recv(); recv != nil {
			r := types.TypeString(recv.Type(), qualifier)
			if recv.Name() != "" {
				r = recv.Name() + " " + r
			}
			return "func (" + r + ") " + o.Name() + strings.TrimPrefix(types.TypeString(o.Type(), qualifier), "func")
		}
	}
	return types.ObjectString(o, qualifier)
}

// docs are the comments of a package.
func (s *Session) docs(path string) map[string]string {
	p := s.imp.find(path)
	switch {
	case p == nil:
		return nil
	case p.Docs != nil:
		return p.Docs()
	case p.Source != nil:
		return sourceDocs(path, p.Source())
	}
	return nil
}

// sourceDocs reads the comments of a package that is there as source.
func sourceDocs(path string, files map[string]string) map[string]string {
	fset := token.NewFileSet()
	var list []*ast.File
	for name, text := range files {
		if f, err := parser.ParseFile(fset, name, text, parser.ParseComments); err == nil {
			list = append(list, f)
		}
	}
	p, err := doc.NewFromFiles(fset, list, path)
	if err != nil {
		return nil
	}
	docs := map[string]string{"": p.Doc}
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, n := range v.Names {
				docs[n] = v.Doc
			}
		}
	}
	funcs := func(list []*doc.Func, owner string) {
		for _, f := range list {
			docs[owner+f.Name] = f.Doc
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs(p.Funcs, "")
	for _, t := range p.Types {
		docs[t.Name] = t.Doc
		values(t.Consts)
		values(t.Vars)
		funcs(t.Funcs, "")
		funcs(t.Methods, t.Name+".")
	}
	return docs
}

// comment returns the comment above a declaration in a cell, or behind it in
// its line. The cell may be the one that the cursor is in.
func (s *Session) comment(o types.Object, c *cursor) string {
	cell, off := s.locate(o.Pos())
	if c != nil && c.unit.cell.file != nil {
		f := c.unit.cell.file
		if base := token.Pos(f.Base()); o.Pos() >= base && o.Pos() <= base+token.Pos(f.Size()) {
			cell, off = c.unit.cell, c.unit.cell.src.cellOffset(f.Offset(o.Pos()))
		}
	}
	if cell == nil {
		return ""
	}
	off = min(off, len(cell.code))
	lines := strings.Split(cell.code[:off], "\n")
	var above []string
	for i := len(lines) - 2; i >= 0; i-- {
		text, ok := strings.CutPrefix(strings.TrimSpace(lines[i]), "//")
		if !ok {
			break
		}
		above = append([]string{strings.TrimPrefix(text, " ")}, above...)
	}
	if len(above) > 0 {
		return strings.Join(above, "\n")
	}
	rest, _, _ := strings.Cut(cell.code[off:], "\n")
	_, behind, _ := strings.Cut(rest, "//")
	return strings.TrimSpace(behind)
}
