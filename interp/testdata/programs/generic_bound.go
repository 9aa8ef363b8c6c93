package main

import (
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"sync"
	"sync/atomic"
	"unique"
)

type K struct {
	A int
	B string
	C any
}
type cfg struct{ n int }

func main() {
	seed := maphash.MakeSeed()
	a, b := K{1, "x", 2.5}, K{1, "x", 2.5}
	fmt.Println(maphash.Comparable(seed, a) == maphash.Comparable(seed, b), maphash.Comparable(seed, a) == maphash.Comparable(seed, K{}), maphash.Comparable(seed, 0.0) == maphash.Comparable(seed, -1*0.0))
	var n sql.Null[int]
	err := n.Scan("42")
	fmt.Println(err, n)
	fmt.Println(reflect.TypeAssert[K](reflect.ValueOf(a)))
	fmt.Println(unique.Make("a") == unique.Make("a"), unique.Make(a) == unique.Make(b), unique.Make(a).Value())
	fmt.Println(unique.Make[any](1).Value(), unique.Make(1).Value())
	var p atomic.Pointer[cfg]
	p.Store(&cfg{1})
	fmt.Println(p.Load().n, p.Swap(&cfg{2}).n, p.CompareAndSwap(nil, nil), p.Load().n)
	e, ok := errors.AsType[*fs.PathError](fmt.Errorf("x: %w", &fs.PathError{Op: "op", Path: "p", Err: fs.ErrExist}))
	fmt.Println(e, ok, rand.N(10) < 10, sync.OnceValue(func() int { return 3 })())
	type S struct {
		atomic.Pointer[int]
		N int
	}
	var s S
	s.Store(new(int))
	*s.Load() = 4
	fmt.Println(*s.Load())
	var arr [3]atomic.Pointer[string]
	for i := range arr {
		v := fmt.Sprint(i)
		arr[i].Store(&v)
	}
	fmt.Println(*arr[2].Load())
	var li interface{ Load() *cfg } = &p
	fmt.Println(li.Load().n)
}
