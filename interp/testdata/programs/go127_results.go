package main

import (
	"fmt"
	"strconv"
)

type Parser struct{ base int }

func (p Parser) List[T any](in []string, parse func(string, int) (T, error)) (out []T, bad map[string]error) {
	bad = map[string]error{}
	for _, s := range in {
		v, err := parse(s, p.base)
		if err != nil {
			bad[s] = err
			continue
		}
		out = append(out, v)
	}
	return
}

func (p *Parser) Use[T any](n int, f func() T) (r T) {
	old := p.base
	p.base = n
	defer func() { p.base = old }()
	return f()
}

func main() {
	p := &Parser{10}
	ints := func(s string, base int) (int64, error) { return strconv.ParseInt(s, base, 64) }
	fmt.Println(p.List([]string{"1", "x", "20"}, ints))
	out := p.Use(16, func() []int64 { l, _ := p.List([]string{"ff", "g"}, ints); return l })
	fmt.Println(out, p.base)
}
