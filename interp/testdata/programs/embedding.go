package main

import (
	"errors"
	"fmt"
)

// Promotion through structs, pointers and interfaces, however deep.

type A struct{ x int }

func (a A) Hello() string  { return fmt.Sprint("hello ", a.x) }
func (a *A) Inc()          { a.x++ }
func (a A) String() string { return fmt.Sprintf("A<%d>", a.x) }

type B struct{ A }
type C struct{ B }
type D struct {
	*C
	name string
}
type E struct{ D }
type F struct {
	*E
	extra int
}

type Speaker interface{ Hello() string }

type S struct{ Speaker }
type SS struct{ *S }
type SSS struct {
	SS
	n int
}

// Shadow has a Hello of its own beside the promoted one.
type Shadow struct{ B }

func (s Shadow) Hello() string { return "shadow of " + s.B.Hello() }

// Both has two at the same depth: neither is promoted.
type Both struct {
	B
	Shadow
}

type G[T any] struct {
	C
	v T
}

func (g G[T]) Value() T { return g.v }

type GG struct {
	*G[int]
	other string
}

type Err struct{ error }

func (e Err) Unwrap() error { return e.error }

type Deep struct{ Err }

type Al = B
type WithAlias struct{ Al }

func try(name string, x any) {
	s, ok := x.(Speaker)
	if !ok {
		fmt.Println(name, "is silent")
		return
	}
	_, inc := x.(interface{ Inc() })
	fmt.Println(name, s.Hello(), inc)
}

func main() {
	a := A{1}
	c := C{B{a}}
	d := D{&c, "d"}
	e := E{d}
	f := F{&e, 2}
	try("A", a)
	try("*A", &a)
	try("B", B{a})
	try("C", c)
	try("*C", &c)
	try("D", d)
	try("E", e)
	try("F", f)
	try("*F", &f)
	f.Inc()
	fmt.Println(f.Hello(), c.x, c, e.x)
	try("S", S{c})
	try("SS", SS{&S{d}})
	try("SSS", SSS{SS{&S{&f}}, 1})
	try("Shadow", Shadow{B{a}})
	try("Both", Both{})
	try("G", G[int]{c, 1})
	try("GG", GG{&G[int]{c, 5}, ""})
	fmt.Println(GG{&G[int]{c, 5}, ""}.Value(), G[string]{v: "v"}.Value())
	base := errors.New("base")
	var err error = Deep{Err{base}}
	fmt.Println(errors.Is(err, base), err)
	try("alias", WithAlias{B{a}})
	try("struct", struct{ C }{c})
	try("struct in struct", struct{ X, C any }{1, 2})
	try("nested", struct{ struct1 }{struct1{c}})
	x := any(struct {
		*D
		k int
	}{&d, 1})
	try("pointer in struct", x)
}

type struct1 = struct1x
type struct1x struct{ C }
