package interp

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// What a cell imports, and what it goes on using of what was imported before
// it.

// planImports finds the imports of earlier cells, and the implicit ones, that
// the cell uses. One whose name the cell takes for a variable gets another.
func (s *Session) planImports(p *plan, declared map[string]bool) {
	words := map[string]bool{}
	for _, t := range scan(p.code) {
		if t.tok == token.IDENT {
			words[t.lit] = true
		}
	}
	for name, spec := range s.imports {
		if name == "." || words[name] && !declared[name] && !importsAgain(p.chunks, spec) {
			p.imports = append(p.imports, spec)
		}
	}
	for name, spec := range s.opts.Implicit {
		if words[name] && !declared[name] && s.scope[name] == nil && s.imports[name] == "" && !s.importsName(p.chunks, name) {
			p.imports = append(p.imports, spec)
		}
	}
	for _, c := range p.chunks {
		for _, n := range c.names {
			spec, ok := s.imports[n]
			if ok && (c.kind == shortVarChunk || c.kind == varChunk) && !p.packages[n] {
				p.packages[n] = true
				p.imports = append(p.imports, n+oldSuffix+" "+spec[strings.IndexByte(spec, '"'):])
			}
		}
	}
	slices.Sort(p.imports)
}

// importsAgain reports whether a cell itself imports what spec does.
func importsAgain(chunks []chunk, spec string) bool {
	path := spec[strings.IndexByte(spec, '"'):]
	for _, c := range chunks {
		for _, t := range c.tokens {
			if c.kind == importChunk && t.lit == path {
				return true
			}
		}
	}
	return false
}

// importsName reports whether a cell itself imports a package under a name.
func (s *Session) importsName(chunks []chunk, name string) bool {
	for _, c := range chunks {
		for _, t := range c.tokens {
			if c.kind != importChunk {
				break
			}
			path, err := strconv.Unquote(t.lit)
			if t.lit == name || t.tok == token.STRING && err == nil && s.packageName(path) == name {
				return true
			}
		}
	}
	return false
}

func (s *Session) importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	path, _ := strconv.Unquote(spec.Path.Value)
	return s.packageName(path)
}

// packageName is the name of a package: of one that is interpreted it need not
// have to do with its path.
func (s *Session) packageName(path string) string {
	if src := s.imp.fetched[path]; src != nil {
		return src.Name
	}
	return lastElement(path)
}

// lastElement is the name that a package most likely has.
func lastElement(path string) string {
	parts := strings.Split(path, "/")
	name := parts[len(parts)-1]
	if len(parts) > 1 && len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		return parts[len(parts)-2]
	}
	return name
}

func (s *Session) importSpecs(f *ast.File) map[string]string {
	specs := map[string]string{}
	for _, spec := range f.Imports {
		text := spec.Path.Value
		if spec.Name != nil {
			text = spec.Name.Name + " " + text
		}
		if name := s.importName(spec); name != "_" && !strings.Contains(name, mark) {
			specs[name] = text
		}
	}
	return specs
}
