package gokernel

import (
	"go/ast"
	"go/parser"
	"strings"

	"github.com/dlfs-go/book/kernel"
)

func (e *Evaluator) timeMany(c call) (kernel.Result, error) {
	body := c.arg
	if strings.TrimSpace(body) == "" {
		return kernel.Result{}, commandError("%%timeit wants code, for example %%timeit f(10)")
	}
	var err error
	for _, form := range loops(body) {
		var res kernel.Result
		res, err = e.eval(c.ctx, c.cell, c.out, strings.Repeat("\n", c.line-1)+form)
		if bad, ok := err.(*kernel.Error); !ok || bad.Name != "compile error" {
			return res, err
		}
	}
	return kernel.Result{}, err
}

// loops are the ways to write a loop around code, the best one last: its
// errors are shown. What is only a value needs somewhere to go.
func loops(body string) []string {
	loop := func(s string) string { return "TimeLoop(func(n int) { for range n { " + s + "\n}})" }
	x, err := parser.ParseExpr(strings.TrimSpace(body))
	if err != nil {
		return []string{loop(body)}
	}
	if _, ok := x.(*ast.CallExpr); ok {
		return []string{loop(body), loop("_ = " + strings.TrimSpace(body))}
	}
	return []string{loop("_ = " + strings.TrimSpace(body))}
}
