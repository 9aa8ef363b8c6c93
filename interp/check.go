package interp

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// unit is a cell that has been checked.
type unit struct {
	cell    *cellFile
	chunks  []chunk
	types   *types.Package
	files   []*ast.File // what go/ssa sees
	info    *types.Info
	pkg     *ssa.Package
	imports map[string]string
	texts   map[string]string
	late    []late
	changed []*types.Named // types that got methods
}

// maxAttempts bounds how often a cell's file is corrected and checked again:
// once for a result that is none, and once for each positional literal of an
// earlier cell's struct.
const maxAttempts = 100

// check turns a cell into a unit; nil for a cell without code.
func (s *Session) check(cell Cell) (*unit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.plan(cell.Code)
	if len(p.chunks) == 0 {
		return nil, nil
	}
	if err := unbalanced(cell); err != nil {
		return nil, err
	}
	for range maxAttempts {
		a := s.attempt(cell, p)
		if len(a.errs) == 0 {
			a.unit.imports, a.unit.texts = s.importSpecs(a.file), p.typeTexts()
			maps.DeleteFunc(a.unit.imports, func(_, spec string) bool { return slices.Contains(slices.Collect(maps.Values(s.opts.Implicit)), spec) })
			s.cells = append(s.cells, a.unit.cell)
			return a.unit, nil
		}
		if !p.correct(a) {
			a.undo(s)
			return nil, s.compileError(a)
		}
		a.undo(s)
	}
	return nil, errors.New("interp: a cell that stays wrong however it is corrected")
}

// attempt is one try at a plan.
type attempt struct {
	unit *unit
	file *ast.File
	errs []error
	late lateEdits

	cycles  []error // of initializations
	inCycle bool    // the notes that come belong to the last of them
}

func (s *Session) attempt(cell Cell, p *plan) *attempt {
	src := p.build()
	name := cell.Name
	if name == "" {
		name = "cell"
	}
	a := &attempt{}
	file, err := parser.ParseFile(s.fset, name, src.text.String(), parser.SkipObjectResolution)
	cf := &cellFile{name: name, code: cell.Code, src: src, file: s.fset.File(file.FileStart)}
	a.file = file
	a.unit = &unit{cell: cf, chunks: p.chunks}
	if err != nil {
		// The errors behind the first one are mostly its consequences.
		e := err.(scanner.ErrorList)[0]
		a.errs = append(a.errs, types.Error{Fset: s.fset, Pos: cf.file.Pos(min(e.Pos.Offset, cf.file.Size())), Msg: "syntax error: " + e.Msg})
		return a
	}
	s.typeCheck(a, src)
	return a
}

func (s *Session) typeCheck(a *attempt, src *source) {
	u := a.unit
	u.types = types.NewPackage("main", "main")
	local := s.declaredNames(a.file)
	s.populate(u.types, local)
	for _, n := range src.olds {
		s.insertOld(u.types, n)
	}
	if len(src.late) > 0 {
		a.late = s.declareLate(a.file, src.late, local, u.types)
	}
	u.info = newInfo()
	conf := types.Config{Importer: s.imp, Error: func(err error) { a.report(err) }, GoVersion: GoVersion}
	types.NewChecker(&conf, s.fset, u.types, u.info).Files([]*ast.File{a.file})
	if len(a.errs) == 0 && untyped(u.types) {
		a.errs = a.cycles // a variable has no type without its own value
	}
	if len(a.errs) == 0 {
		rangeOverPointers(a.file, u.info)
		u.files = []*ast.File{a.late.bind(a.file, u)}
	}
}

// GoVersion is the version of the language that cells are written in.
const GoVersion = "go1.27"

// report collects the errors that count.
func (a *attempt) report(err error) {
	e := err.(types.Error)
	if strings.HasSuffix(e.Msg, "imported and not used") || strings.Contains(e.Msg, "imported as") && strings.HasSuffix(e.Msg, "and not used") {
		return
	}
	if strings.HasPrefix(e.Msg, "initialization cycle") {
		a.cycles = append(a.cycles, e) // statements run in source order: see typeCheck
		a.inCycle = true
		return
	}
	if strings.HasPrefix(e.Msg, "\t") && a.inCycle {
		return
	}
	a.inCycle = false
	if note, ok := strings.CutPrefix(e.Msg, "\t"); ok && len(a.errs) > 0 {
		last := a.errs[len(a.errs)-1].(types.Error)
		c := a.unit.cell
		line, col, _ := c.line(c.src.cellOffset(c.file.Offset(e.Pos)))
		last.Msg += fmt.Sprintf("\n\t%s:%d:%d: %s", c.name, line, col, note)
		a.errs[len(a.errs)-1] = last
		return
	}
	a.errs = append(a.errs, e)
}

func (a *attempt) undo(s *Session) { a.late.undo(s) }
