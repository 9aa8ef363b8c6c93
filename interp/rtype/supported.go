package rtype

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Newest is the newest Go release whose layouts this package knows.
const Newest = "1.27"

// Supported returns nil if the program was built by a Go release whose layouts
// this package knows. The error says in one sentence what to do; nothing else
// of this package may be used then.
var Supported = sync.OnceValue(func() error {
	if unknownRelease {
		return errors.New(Refusal("it knows Go releases up to " + Newest + " only"))
	}
	if what := changed(); what != "" {
		return errors.New(Refusal(what))
	}
	return nil
})

// Refusal is the sentence for a reader whose program cannot run cells.
func Refusal(why string) string {
	return fmt.Sprintf("cells cannot run in a program that was built by %s, since the engine relies on the inside of Go's runtime and %s: "+
		"build it with Go %s (with GOTOOLCHAIN=go%[3]s.0 in the environment, the go command fetches that by itself), or get a newer version of this program",
		runtime.Version(), why, Newest)
}

// changed names what of the runtime's descriptors is not where it was.
func changed() string {
	// A reflect.Type holds a pointer to an rtype, which is nothing but the
	// descriptor: reflect itself tells how the compiler has laid it out.
	rt := reflect.TypeOf(reflect.TypeFor[int]()).Elem()
	if rt.Kind() != reflect.Struct || rt.NumField() != 1 || rt.Field(0).Type.Kind() != reflect.Struct {
		return "reflect.rtype has changed"
	}
	theirs, ours := rt.Field(0).Type, reflect.TypeFor[descriptor]()
	if theirs.NumField() != ours.NumField() || theirs.Size() != ours.Size() {
		return "a type's descriptor has other fields"
	}
	for i := range ours.NumField() {
		a, b := theirs.Field(i), ours.Field(i)
		if !strings.EqualFold(strings.TrimSuffix(a.Name, "_"), b.Name) || a.Offset != b.Offset || a.Type.Size() != b.Type.Size() {
			return "the field " + a.Name + " of a type's descriptor has changed"
		}
	}
	for kind, size := range heads() {
		if size == 0 {
			return fmt.Sprintf("the descriptor of a type of kind %v has changed", kind)
		}
	}
	return ""
}

// The types that heads looks at. Each has three methods, of which two are
// exported, so that the numbers in its uncommon part are not met by chance.
type (
	probeStruct    struct{}
	probeFunc      func()
	probeSlice     []int
	probeArray     [5]int
	probeChan      chan int
	probeMap       map[int]string
	probeScalar    int
	probeInterface interface {
		A()
		B()
		c()
	}
)

func (probeStruct) A() {}
func (probeStruct) B() {}
func (probeStruct) c() {}
func (probeFunc) A()   {}
func (probeFunc) B()   {}
func (probeFunc) c()   {}
func (probeSlice) A()  {}
func (probeSlice) B()  {}
func (probeSlice) c()  {}
func (probeArray) A()  {}
func (probeArray) B()  {}
func (probeArray) c()  {}
func (probeChan) A()   {}
func (probeChan) B()   {}
func (probeChan) c()   {}
func (probeMap) A()    {}
func (probeMap) B()    {}
func (probeMap) c()    {}
func (probeScalar) A() {}
func (probeScalar) B() {}
func (probeScalar) c() {}

var probes = []probeInterface{probeStruct{}, probeFunc(nil), probeSlice(nil), probeArray{}, probeChan(nil), probeMap(nil), probeScalar(0), (*probeScalar)(nil)}

// heads finds out how long the descriptors of each kind are before the uncommon
// part: it looks for that part in types that the compiler has made. Go 1.27
// made the one of maps longer by 24 bytes.
var heads = sync.OnceValue(func() map[reflect.Kind]uintptr {
	out := map[reflect.Kind]uintptr{reflect.Interface: headOf(reflect.TypeFor[probeInterface](), 0, 0, 3*unsafe.Sizeof(imethod{}))}
	for _, p := range probes {
		t := reflect.TypeOf(p)
		out[t.Kind()] = headOf(t, 3, 2, 0)
	}
	return out
})

// headOf returns the distance of t's uncommon part, in which the numbers of
// methods and of exported methods stand; 0 if it is not found. Between it and
// the table of methods lie between bytes: fields, parameters, an interface's
// methods.
func headOf(t reflect.Type, methods, exported uint16, between uintptr) uintptr {
	const longest = 256
	for off := descriptorSize; off <= longest; off += 8 {
		u := (*uncommon)(unsafe.Add(TypePtr(t), off))
		if u.mcount == methods && u.xcount == exported && uintptr(u.moff) == uncommonSize+between && u.pkgPath != 0 {
			return off
		}
	}
	return 0
}

// headSize is the size of a descriptor of kind k without the uncommon part.
func headSize(k reflect.Kind) uintptr {
	if n, ok := heads()[k]; ok {
		return n
	}
	return heads()[reflect.Int] // the other kinds have nothing behind the descriptor
}
