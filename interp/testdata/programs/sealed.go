package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strings"
	"testing"
)

// Types that embed what has unexported methods of another package satisfy its
// sealed interfaces.

type Named struct {
	*ast.Ident
	n int
}

type Literal struct {
	ast.Expr
	text string
}

func (l Literal) Pos() token.Pos { return l.Expr.Pos() + 100 }

type Deep struct{ Named }

type Pointed struct{ *Literal }

type double struct {
	testing.TB
	log strings.Builder
}

func (d *double) Helper() {}

func (d *double) Errorf(format string, args ...any) { fmt.Fprintf(&d.log, format+"\n", args...) }

func (d *double) Name() string { return "double" }

type Quiet struct{ testing.TB }

type Kind struct {
	reflect.Type
	extra int
}

func (k Kind) String() string { return "Kind of " + k.Type.String() }

type own interface {
	sealed() string
	Open() int
}

type base struct{ k int }

func (b base) sealed() string { return fmt.Sprint("sealed ", b.k) }

func (b base) Open() int { return b.k }

type over struct {
	base
	ast.Node
}

type both interface {
	own
	ast.Node
}

func check(t testing.TB, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %d, want %d", t.Name(), got, want)
	}
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case Named:
		return "Named " + e.Name
	case *Named:
		return "*Named " + e.Name
	case Literal:
		return "Literal " + e.text
	case Deep:
		return "Deep " + e.Name
	case *ast.Ident:
		return "Ident " + e.Name
	}
	return fmt.Sprintf("other %T", e)
}

func what(x any) string {
	var is []string
	if _, ok := x.(ast.Expr); ok {
		is = append(is, "Expr")
	}
	if _, ok := x.(ast.Stmt); ok {
		is = append(is, "Stmt")
	}
	if _, ok := x.(ast.Node); ok {
		is = append(is, "Node")
	}
	if _, ok := x.(testing.TB); ok {
		is = append(is, "TB")
	}
	if _, ok := x.(reflect.Type); ok {
		is = append(is, "Type")
	}
	if _, ok := x.(own); ok {
		is = append(is, "own")
	}
	if _, ok := x.(both); ok {
		is = append(is, "both")
	}
	if _, ok := x.(interface{ exprNode() }); ok {
		is = append(is, "main's exprNode")
	}
	return fmt.Sprintf("%T: %s", x, strings.Join(is, " "))
}

func main() {
	id := &ast.Ident{Name: "abc", NamePos: 5}
	var e ast.Expr = Named{id, 1}
	fmt.Println(e.Pos(), e.End(), name(e), name(&Named{id, 2}), name(Deep{Named{id, 3}}))
	e = Literal{id, "lit"}
	fmt.Println(e.Pos(), e.End(), name(e), name(Pointed{&Literal{id, "p"}}), name(id))
	for _, x := range []any{id, Named{id, 1}, &Named{id, 1}, Literal{}, Deep{}, Pointed{}, &double{}, double{}, Quiet{}, Kind{}, base{}, over{}, &over{}, 1, &ast.ReturnStmt{}} {
		fmt.Println(what(x))
	}
	call := &ast.CallExpr{Fun: Named{id, 1}, Args: []ast.Expr{Literal{id, "x"}, id}}
	fmt.Println(name(call.Fun), name(call.Args[0]), call.Pos(), len(call.Args))

	d := &double{}
	check(d, 1, 2)
	check(d, 3, 3)
	fmt.Printf("%q %T\n", d.log.String(), testing.TB(d))
	func() {
		defer func() { fmt.Println("recovered", recover() != nil) }()
		check(Quiet{}, 1, 2)
	}()

	k := Kind{reflect.TypeFor[map[string]int](), 1}
	var t reflect.Type = k
	fmt.Println(t, t.Kind(), t.Elem(), t.Key(), t.Comparable(), reflect.TypeFor[map[string]int]().String())
	var buf bytes.Buffer
	fmt.Fprintf(&buf, "%v %T", t, t)
	fmt.Println(buf.String())

	var o own = over{base: base{7}, Node: id}
	fmt.Println(o.sealed(), o.Open(), o.(both).Pos(), o.(ast.Node).End())
	seal := own.sealed
	fmt.Println(seal(base{8}), base.sealed(base{9}), o.sealed())
	var s fmt.Stringer = k
	fmt.Println(s)
}
