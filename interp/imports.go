package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// What a cell imports, and what it goes on using of what was imported before
// it.

// planImports finds the imports of earlier cells, and the implicit ones, that
// the cell uses. One whose name the cell takes for a variable gets another. One
// whose name the cell imports itself is replaced.
func (s *Session) planImports(p *plan, words, declared map[string]bool) {
	imported := s.importedNames(p)
	for name := range words {
		if declared[name] || imported[name] {
			continue
		}
		if spec := s.imports[name]; spec != "" {
			p.imports = append(p.imports, spec)
		} else if spec := s.opts.Implicit[name]; spec != "" && s.earlier(name) == nil {
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

// importedNames are the names under which a cell itself imports packages.
func (s *Session) importedNames(p *plan) map[string]bool {
	names := map[string]bool{}
	for _, c := range p.chunks {
		if c.kind != importChunk {
			continue
		}
		f, _ := parser.ParseFile(token.NewFileSet(), "", "package p\n"+p.code[c.start:c.end], parser.ImportsOnly)
		for _, spec := range f.Imports { // those before a mistake, if there is one
			names[s.importName(spec)] = true
		}
	}
	return names
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

// importSpecs returns the imports of a file by name, and the paths of the dot
// imports.
func (s *Session) importSpecs(f *ast.File) (specs map[string]string, dots []string) {
	specs = map[string]string{}
	for _, spec := range f.Imports {
		text := spec.Path.Value
		if spec.Name != nil {
			text = spec.Name.Name + " " + text
		}
		switch name := s.importName(spec); {
		case name == ".":
			path, _ := strconv.Unquote(spec.Path.Value)
			dots = append(dots, path)
		case name != "_" && !strings.Contains(name, mark):
			specs[name] = text
		}
	}
	return specs, dots
}
