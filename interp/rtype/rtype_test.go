package rtype

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

func word(f any) reflect.Value { return reflect.ValueOf(f) }

// celsius makes a type like: type Celsius float64; func (Celsius) String() string.
func celsius(t *testing.T) *Type {
	c := Declare("main", "Celsius", reflect.TypeFor[float64]())
	c.Complete(reflect.TypeFor[float64](), nil)
	m := []Method{{Name: "String", Type: reflect.TypeFor[func() string](), Word: word(func(p unsafe.Pointer) string { return fmt.Sprintf("%.1f°", *(*float64)(p)) })}}
	if err := c.SetMethods(m, m); err != nil {
		t.Fatal(err)
	}
	return c
}

func value(c *Type, f float64) reflect.Value {
	v := reflect.New(c.Type()).Elem()
	v.SetFloat(f)
	return v
}

func TestNamedType(t *testing.T) {
	c := celsius(t)
	v := value(c, 36.6)
	for _, tt := range []struct{ got, want string }{
		{fmt.Sprint(v.Interface()), "36.6°"},
		{fmt.Sprintf("%T", v.Interface()), "main.Celsius"},
		{fmt.Sprint([]any{v.Interface()}), "[36.6°]"},
		{fmt.Sprintf("%T", v.Addr().Interface()), "*main.Celsius"},
		{fmt.Sprint(v.Addr().Interface()), "36.6°"},
		{c.Type().Name(), "Celsius"},
		{c.Type().PkgPath(), "main"},
		{v.MethodByName("String").Call(nil)[0].String(), "36.6°"},
		{c.Type().Method(0).Func.Call([]reflect.Value{v})[0].String(), "36.6°"},
		{fmt.Sprint(reflect.PointerTo(c.Type()) == c.Pointer()), "true"},
		{fmt.Sprint(c.Type() == reflect.TypeFor[float64](), c.Type().ConvertibleTo(reflect.TypeFor[float64]())), "false true"},
		{fmt.Sprint(len(map[any]int{v.Interface(): 1, 36.6: 2})), "2"},
		{fmt.Sprint(reflect.MakeMap(reflect.MapOf(c.Type(), c.Type())).Type()), "map[main.Celsius]main.Celsius"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestErrorAndJSON(t *testing.T) {
	st := reflect.StructOf([]reflect.StructField{{Name: "N", Type: reflect.TypeFor[int](), Tag: `json:"n"`}, {Name: "s", PkgPath: "main", Type: reflect.TypeFor[string]()}})
	e := Declare("main", "MyErr", st)
	e.Complete(st, nil)
	if err := e.SetMethods(nil, []Method{{Name: "Error", Type: reflect.TypeFor[func() string](), Word: word(func(p unsafe.Pointer) string { return fmt.Sprint("code ", *(*int)(p)) })}}); err != nil {
		t.Fatal(err)
	}
	v := reflect.New(e.Type())
	v.Elem().Field(0).SetInt(21)
	err, ok := v.Interface().(error)
	if !ok || err.Error() != "code 21" {
		t.Fatalf("as an error: %v, %t", err, ok)
	}
	if _, ok := v.Elem().Interface().(error); ok {
		t.Error("the value type has the pointer's method")
	}
	target := reflect.New(e.Pointer())
	if !errors.As(fmt.Errorf("wrap: %w", err), target.Interface()) || target.Elem().Interface() != v.Interface() {
		t.Error("errors.As does not find it")
	}
	if b, err := json.Marshal(v.Elem().Interface()); err != nil || string(b) != `{"n":21}` {
		t.Errorf("JSON %s, %v", b, err)
	}
}

func TestRecursive(t *testing.T) {
	node := Declare("main", "Node", reflect.TypeFor[struct {
		A *int
		B map[int]int
		C []int
		D func()
	}]())
	T := node.Type()
	node.Complete(reflect.StructOf([]reflect.StructField{
		{Name: "Next", Type: reflect.PointerTo(T)}, {Name: "Kids", Type: reflect.MapOf(reflect.TypeFor[string](), T)},
		{Name: "List", Type: reflect.SliceOf(T)}, {Name: "F", Type: reflect.FuncOf([]reflect.Type{T}, []reflect.Type{T}, false)},
	}), nil)
	v := reflect.New(T).Elem()
	v.Field(0).Set(reflect.New(T))
	v.Field(1).Set(reflect.MakeMap(v.Field(1).Type()))
	v.Field(1).SetMapIndex(reflect.ValueOf("k"), reflect.Zero(T))
	v.Field(2).Set(reflect.Append(v.Field(2), reflect.Zero(T)))
	runtime.GC()
	if v.Field(1).Len() != 1 || v.Field(2).Index(0).Type() != T || v.Field(0).Elem().Type() != T {
		t.Errorf("a recursive value: %v", v)
	}
}

func TestEmbeddedAndUnnamed(t *testing.T) {
	c := celsius(t)
	s := Struct([]reflect.StructField{{Name: "Celsius", Type: c.Type(), Anonymous: true}, {Name: "Name", Type: reflect.TypeFor[string](), Tag: `k:"v"`}})
	if f := s.Type().Field(0); !f.Anonymous || f.Name != "Celsius" || s.Type().Field(1).Tag.Get("k") != "v" {
		t.Errorf("fields %+v", f)
	}
	if again := Struct([]reflect.StructField{{Name: "Celsius", Type: c.Type(), Anonymous: true}, {Name: "Name", Type: reflect.TypeFor[string](), Tag: `k:"v"`}}); again != s {
		t.Error("the same fields give two types")
	}
	if s.Type().Name() != "" {
		t.Errorf("an unnamed type is called %q", s.Type().Name())
	}
}

func TestInterfaceType(t *testing.T) {
	stringer := Interface([]InterfaceMethod{{Name: "String", Type: reflect.TypeFor[func() string]()}})
	other := Interface([]InterfaceMethod{{Name: "Zap", Type: reflect.TypeFor[func()]()}, {Name: "String", Type: reflect.TypeFor[func() string]()}})
	c := celsius(t)
	if !c.Type().Implements(stringer) || c.Type().Implements(other) || Itab(stringer, c.Type()) == nil || Itab(other, c.Type()) != nil {
		t.Error("which interfaces Celsius satisfies is wrong")
	}
	if !reflect.TypeFor[reflect.Value]().Implements(stringer) {
		t.Error("a compiled type does not satisfy an interface made here")
	}
	if other.NumMethod() != 2 || other.Method(0).Name != "String" {
		t.Errorf("methods of the interface: %v", other)
	}
}

func TestMethodsAddedLater(t *testing.T) {
	c := celsius(t)
	var list []Method
	for i := range 2 * spareMethods {
		list = append(list, Method{Name: fmt.Sprintf("M%03d", i), Type: reflect.TypeFor[func() int](), Word: word(func(unsafe.Pointer) int { return i })})
	}
	list = append(list, Method{Name: "String", Type: reflect.TypeFor[func() string](), Word: word(func(unsafe.Pointer) string { return "new" })})
	if err := c.SetMethods(list, nil); err != nil {
		t.Fatal(err)
	}
	v := value(c, 1)
	if n := v.NumMethod(); n != 2*spareMethods+1 {
		t.Errorf("%d methods, want %d", n, 2*spareMethods+1)
	}
	if m, ok := v.Interface().(interface{ M101() int }); !ok || m.M101() != 101 {
		t.Error("a method added later is not found")
	}
	if s := fmt.Sprint(v.Interface()); s != "new" {
		t.Errorf("a replaced method says %q", s)
	}
}

// A method table that has to grow finds memory behind the descriptor, whatever
// the heap looks like.
func TestManyMethodsAmongGarbage(t *testing.T) {
	var garbage [][]byte
	for i := range 36_000 {
		garbage = append(garbage, make([]byte, 256+i%2800))
	}
	runtime.KeepAlive(garbage)
	garbage = nil
	runtime.GC()
	for i := range 8 {
		c := Declare("main", fmt.Sprint("Many", i), reflect.TypeFor[int]())
		c.Complete(reflect.TypeFor[int](), nil)
		for n := 60; n <= 200; n += 70 {
			var list []Method
			for k := range n {
				list = append(list, Method{Name: fmt.Sprintf("M%03d", k), Type: reflect.TypeFor[func() int](), Word: word(func(unsafe.Pointer) int { return k })})
			}
			if err := c.SetMethods(nil, list); err != nil {
				t.Fatalf("%d methods of type %d: %v", n, i, err)
			}
			m := reflect.New(c.Type()).MethodByName(fmt.Sprintf("M%03d", n-1))
			if got := m.Call(nil)[0].Int(); got != int64(n-1) {
				t.Fatalf("the last of %d methods of type %d returns %d", n, i, got)
			}
		}
	}
}

func TestLongNamesAndPanics(t *testing.T) {
	name := strings.Repeat("LongName", 40)
	c := Declare("example.org/some/pkg", name, reflect.TypeFor[int]())
	c.Complete(reflect.TypeFor[int](), nil)
	if c.Type().String() != "pkg."+name || c.Type().Name() != name || c.Type().PkgPath() != "example.org/some/pkg" {
		t.Errorf("a long name becomes %s", c.Type())
	}
	c.SetMethods([]Method{{Name: "Error", Type: reflect.TypeFor[func() string](), Word: word(func(unsafe.Pointer) string { panic("inside") })}}, nil)
	defer func() {
		if r := recover(); r != "inside" {
			t.Errorf("recovered %v, want inside", r)
		}
	}()
	_ = reflect.New(c.Type()).Elem().Interface().(error).Error()
}

func TestGarbageCollection(t *testing.T) {
	st := reflect.StructOf([]reflect.StructField{{Name: "N", Type: reflect.TypeFor[int]()}, {Name: "S", Type: reflect.TypeFor[string]()}})
	c := Declare("main", "Held", st)
	c.Complete(st, nil)
	c.SetMethods(nil, []Method{{Name: "String", Type: reflect.TypeFor[func() string](), Word: word(func(p unsafe.Pointer) string {
		return (*struct {
			N int
			S string
		})(p).S
	})}})
	frame := Frame(3, func(i int) bool { return i == 1 })
	var hold []fmt.Stringer
	var frames []unsafe.Pointer
	for i := range 2000 {
		v := reflect.New(c.Type())
		v.Elem().Field(1).SetString(fmt.Sprint("s", i))
		hold = append(hold, v.Interface().(fmt.Stringer))
		f := New(frame)
		*(*int)(f) = -1
		s := fmt.Sprint("f", i)
		*(**string)(unsafe.Add(f, 8)) = &s
		frames = append(frames, f)
		if i%400 == 0 {
			runtime.GC()
		}
	}
	runtime.GC()
	for i := range hold {
		if got := hold[i].String(); got != fmt.Sprint("s", i) {
			t.Fatalf("object %d says %q", i, got)
		}
		if got := **(**string)(unsafe.Add(frames[i], 8)); got != fmt.Sprint("f", i) {
			t.Fatalf("frame %d holds %q", i, got)
		}
	}
}
