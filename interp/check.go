package interp

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/dlfs-go/book/interp/exec"
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
	dots    []string // paths of dot imports
	texts   map[string]string
	late    []late
	changed []*types.Named // types that got methods
	embeds  []embedding
	main    bool     // its function main is to be called
	program bool     // it is the file of a program
	again   []*unit  // functions of earlier cells, with other constants
	notes   []string // for the reader
	quiet   bool     // its result is that of a function of fmt that prints
}

// maxAttempts bounds how often a cell's file is corrected and checked again:
// once for a result that is none, and once for each positional literal of an
// earlier cell's struct.
const maxAttempts = 100

// check turns a cell into a unit; nil for a cell without code.
func (s *Session) check(cell Cell) (u *unit, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	failure := guarded(func() { u, err = s.checked(cell) })
	if failure != nil {
		return nil, s.failedCheck(cell, nil, *failure)
	}
	return u, err
}

func (s *Session) checked(cell Cell) (*unit, error) {
	if err := malformed(cell); err != nil {
		return nil, err
	}
	p := s.plan(cell.Code)
	if len(p.chunks) == 0 {
		return nil, nil
	}
	for range maxAttempts {
		a := s.attempt(cell, p)
		if a.failure != nil {
			a.undo(s)
			return nil, s.failedCheck(cell, p, *a.failure)
		}
		if len(a.errs) == 0 && s.renewals(a.unit) {
			a = s.attemptAgain(a, cell, p)
		}
		if len(a.errs) == 0 {
			a.unit.imports, a.unit.dots = s.importSpecs(a.file)
			a.unit.texts = p.typeTexts()
			maps.DeleteFunc(a.unit.imports, func(_, spec string) bool { return slices.Contains(slices.Collect(maps.Values(s.opts.Implicit)), spec) })
			a.unit.main, a.unit.program = cell.Main && runsMain(p.chunks), isProgram(p.chunks)
			if err := s.embed(cell, a.unit); err != nil {
				a.undo(s)
				return nil, err
			}
			s.cells = append(s.cells, a.unit.cell)
			return a.unit, nil
		}
		if !p.correct(a) && !s.addImports(p, a) {
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

	failure *exec.Failure // a panic of go/types

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
		a.errs = append(a.errs, s.parseError(err, cf))
		return a
	}
	a.failure = guarded(func() { s.typeCheck(a, src) })
	return a
}

func (s *Session) typeCheck(a *attempt, src *source) {
	u := a.unit
	u.types = s.newPackage()
	for _, n := range src.olds {
		s.insertOld(u.types, n)
	}
	if len(src.late) > 0 {
		a.late = s.declareLate(a.file, src.late, u)
	}
	u.info = newInfo()
	conf := types.Config{Importer: s.imp, Error: func(err error) { a.report(err) }, GoVersion: GoVersion}
	a.late.checkFile(s, a.file, u, conf)
	a.bodies()
	for _, err := range a.late.errs {
		a.errs = append(a.errs, err)
	}
	if len(a.errs) == 0 {
		a.errs = methodExpressions(a.file, u.info)
	}
	if len(a.errs) == 0 && (untyped(u.types) || isProgram(u.chunks)) {
		a.errs = a.cycles // a variable has no type without its own value
	}
	if len(a.errs) == 0 {
		rangeOverPointers(a.file, u.info)
		u.quiet = a.prints()
		u.files = []*ast.File{a.late.bind(s, a.file, u)}
	}
}

// GoVersion is the version of the language that cells are written in.
const GoVersion = "go1.27"

// prints reports whether the cell's result is a call of a function of fmt that
// prints. The count that it returns is of no interest.
func (a *attempt) prints() (does bool) {
	ast.Inspect(a.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		if fn, ok := call.Fun.(*ast.Ident); ok && fn.Name == resultName {
			does = a.isPrint(call.Args[0])
		}
		return true
	})
	return does
}

func (a *attempt) isPrint(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := typeutil.StaticCallee(a.unit.info, call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "fmt" && fn.Signature().Recv() == nil &&
		(strings.HasPrefix(fn.Name(), "Print") || strings.HasPrefix(fn.Name(), "Fprint"))
}

// bodies looks for functions without one; the type checker leaves that to the
// compiler.
func (a *attempt) bodies() {
	if strings.Contains(a.unit.cell.code, "go:linkname") {
		return
	}
	for _, d := range a.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body == nil {
			a.errs = append(a.errs, types.Error{Pos: f.Name.Pos(), Msg: "missing function body"})
		}
	}
}

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
		if !c.src.inCell(c.file.Offset(e.Pos)) {
			return // about the file's own text: the reader has no such place
		}
		last.Msg += fmt.Sprintf("\n\t%s: %s", c.place(e.Pos), note)
		a.errs[len(a.errs)-1] = last
		return
	}
	a.errs = append(a.errs, e)
}

func (a *attempt) undo(s *Session) { a.late.undo(s) }
