package main

import (
	"fmt"
	"reflect"
)

type T struct{ n int }

func (t T) Get[U any](u U) U { return u }
func (t T) String() string   { return fmt.Sprint("T", t.n) }

type Getter interface{ Get(int) int }

func main() {
	var x any = T{4}
	_, ok := x.(Getter)
	_, stringer := x.(fmt.Stringer)
	fmt.Println(ok, stringer, x)
	fmt.Println(reflect.TypeOf(x).NumMethod())
	_, found := reflect.TypeOf(x).MethodByName("Get")
	fmt.Println(found)
	switch y := x.(type) {
	case Getter:
		fmt.Println("a Getter", y)
	case T:
		fmt.Println("a T", y.Get("in a switch"))
	}
}
