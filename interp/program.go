package interp

import (
	"context"
	"go/ast"
	"go/parser"
	"go/types"

	"github.com/dlfs-go/book/interp/exec"
)

// Program runs a whole program, a package main in one file, as go run does:
// its variables are initialized in the order of their dependencies, and then
// main is called. It shares nothing with the cells but the packages that were
// imported. The errors are those of Eval.
func (s *Session) Program(ctx context.Context, name, text string, stdio IO) error {
	s.running.Lock()
	defer s.running.Unlock()
	init, main, err := s.buildProgram(name, text)
	if err != nil {
		return err
	}
	var result Result
	run := s.newRun(stdio, &result)
	ended := make(chan error, 1)
	go inform(ended, func() error {
		if err := call(run, init); err != nil {
			return err
		}
		return call(run, main)
	})
	err = s.wait(ctx, run, ended)
	s.mu.Lock()
	s.run = nil
	s.mu.Unlock()
	if err != nil {
		return s.explain(err, run)
	}
	return nil
}

func (s *Session) buildProgram(name, text string) (init, main exec.Code, err error) {
	src := &source{}
	src.copy(text, 0, len(text))
	file, perr := parser.ParseFile(s.fset, name, text, parser.SkipObjectResolution)
	cell := &cellFile{name: name, code: text, src: src, file: s.fset.File(file.FileStart)}
	a := &attempt{file: file, unit: &unit{cell: cell}}
	s.mu.Lock()
	defer s.mu.Unlock()
	if perr != nil {
		a.errs = append(a.errs, s.parseError(perr, cell))
		a.unit.types = types.NewPackage("main", "main")
		return nil, nil, s.compileError(a)
	}
	u := a.unit
	defer func() {
		if v := recover(); v != nil {
			err = s.internal(u, v)
		}
	}()
	u.types, u.info = types.NewPackage("main", "main"), newInfo()
	conf := types.Config{Importer: s.imp, GoVersion: GoVersion, Error: func(err error) { a.errs = append(a.errs, err) }}
	types.NewChecker(&conf, s.fset, u.types, u.info).Files([]*ast.File{file})
	if len(a.errs) == 0 && u.types.Scope().Lookup("main") == nil {
		a.errs = append(a.errs, types.Error{Fset: s.fset, Pos: file.Name.Pos(), Msg: "function main is undeclared in the main package"})
	}
	if len(a.errs) > 0 {
		return nil, nil, s.compileError(a)
	}
	rangeOverPointers(file, u.info)
	s.cells = append(s.cells, cell)
	u.pkg = s.prog.CreatePackage(u.types, []*ast.File{file}, u.info, true)
	u.pkg.Build()
	return s.m.Function(u.pkg.Func("init")), s.m.Function(u.pkg.Func("main")), nil
}
