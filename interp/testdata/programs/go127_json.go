package main

import (
	"encoding/json"
	"fmt"
)

type Opt[T any] struct {
	V  T    `json:"v"`
	OK bool `json:"ok,omitempty"`
}

func (o Opt[T]) Then[U any](f func(T) U) Opt[U] {
	if !o.OK {
		return Opt[U]{}
	}
	return Opt[U]{f(o.V), true}
}

func (o Opt[T]) MarshalText() ([]byte, error) { return []byte(fmt.Sprint("opt:", o.V)), nil }

type Plain struct {
	A int
	B []string
}

func (p Plain) Conv[T any](f func(Plain) T) T { return f(p) }

func main() {
	o := Opt[int]{3, true}
	b, err := json.Marshal([]any{o, o.Then(func(i int) string { return "s" }), Opt[bool]{}})
	fmt.Println(string(b), err)
	p := Plain{1, []string{"x"}}
	b, err = json.Marshal(p.Conv(func(p Plain) map[string]Plain { return map[string]Plain{"p": p} }))
	fmt.Println(string(b), err)
	var back map[string]Plain
	fmt.Println(json.Unmarshal(b, &back), back)
	fmt.Printf("%v %+v %T\n", o, p, o.Then(func(int) error { return nil }))
}
