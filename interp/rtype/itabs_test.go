package rtype

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"unsafe"
)

// TestForget is about the runtime's memory of what a type is not.
func TestForget(t *testing.T) {
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("there is no way to the runtime's table here")
	}
	if itabVariable() == nil {
		t.Fatal("the runtime's table is not where it was: see loads")
	}
	typ := Declare("main", "Later", reflect.TypeFor[int]())
	typ.Complete(reflect.TypeFor[int](), nil)
	v := reflect.New(typ.Type()).Elem().Interface()
	if _, ok := v.(fmt.Stringer); ok {
		t.Fatal("a type without methods is a Stringer")
	}
	word := reflect.MakeFunc(reflect.TypeFor[func(unsafe.Pointer) string](), func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf("later")}
	})
	m := []Method{{Name: "String", Type: reflect.TypeFor[func() string](), Word: word}}
	if err := typ.SetMethods(m, m); err != nil {
		t.Fatal(err)
	}
	if _, ok := v.(fmt.Stringer); !ok {
		t.Error("with a method String it is still none")
	}
	if got := fmt.Sprint(v); got != "later" {
		t.Errorf("it is printed as %q, want what String returns", got)
	}
}

// TestForgetMany lets the runtime's table grow while it holds many types that
// once were not of an interface.
func TestForgetMany(t *testing.T) {
	if itabVariable() == nil {
		t.Skip("there is no way to the runtime's table here")
	}
	word := reflect.MakeFunc(reflect.TypeFor[func(unsafe.Pointer) string](), func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf("later")}
	})
	m := []Method{{Name: "String", Type: reflect.TypeFor[func() string](), Word: word}}
	table := func() *itabTable { return *(**itabTable)(unsafe.Pointer(itabVariable())) }
	size := table().size
	for i := 0; table().size < 2*size; i++ {
		typ := Declare("main", fmt.Sprint("Later", i), reflect.TypeFor[int]())
		typ.Complete(reflect.TypeFor[int](), nil)
		v := reflect.New(typ.Type()).Elem().Interface()
		if _, ok := v.(fmt.Stringer); ok {
			t.Fatal("a type without methods is a Stringer")
		}
		if i >= 8 { // the others fill the table
			continue
		}
		if err := typ.SetMethods(m, m); err != nil {
			t.Fatal(err)
		}
		if _, ok := v.(fmt.Stringer); !ok {
			t.Fatal("with a method String it is still none")
		}
	}
}
