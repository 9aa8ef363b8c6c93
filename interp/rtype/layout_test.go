package rtype

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/dlfs-go/book/internal/layouts"
)

// The types below were made by the compiler: what this package believes of a
// descriptor must be true of theirs.
type (
	plain  struct{ A, b int }
	direct struct{ P *int }
	scalar float64
	fn     func(int, string) error
	emb    struct{ plain }
	mp     map[string]int
)

func (scalar) Exported()   {}
func (scalar) unexported() {}
func (fn) Call()           {}
func (mp) Get()            {}

type iface interface {
	Zeta()
	alpha()
}

func TestLayout(t *testing.T) {
	scalar(0).unexported() // keeps it
	if x := (plain{b: 1}); x.b != 1 {
		t.Fatal("the compiler is broken")
	}
	p := desc(reflect.TypeFor[plain]())
	if p.size != 16 || p.ptrBytes != 0 || p.align != 8 || p.fieldAlign != 8 || reflect.Kind(p.kind) != reflect.Struct || p.equal == nil {
		t.Errorf("descriptor of plain: %+v", *p)
	}
	if p.tflag&flagNamed == 0 || p.tflag&flagUncommon == 0 || p.tflag&flagDirectIface != 0 {
		t.Errorf("flags of plain: %#x", p.tflag)
	}
	if !PointerShaped(reflect.TypeFor[direct]()) || PointerShaped(reflect.TypeFor[plain]()) || !PointerShaped(reflect.TypeFor[mp]()) {
		t.Error("PointerShaped is wrong of struct{*int}, a plain struct or a map")
	}
	s := desc(reflect.TypeFor[string]())
	if s.ptrBytes != 8 || *(*byte)(s.gcdata)&3 != 1 {
		t.Errorf("pointers of a string: %d bytes, mask %#x", s.ptrBytes, *(*byte)(s.gcdata))
	}
	fields := *(*[]structField)(unsafe.Add(TypePtr(reflect.TypeFor[plain]()), descriptorSize+8))
	if len(fields) != 2 || unsafe.Slice(fields[0].name, 3)[0] != nameExported || unsafe.Slice(fields[0].name, 3)[2] != 'A' {
		t.Errorf("fields of plain: %+v", fields)
	}
	fields = *(*[]structField)(unsafe.Add(TypePtr(reflect.TypeFor[emb]()), descriptorSize+8))
	if *fields[0].name&nameEmbedded == 0 {
		t.Errorf("flags of an embedded field: %#x", *fields[0].name)
	}
	if elem := *(*unsafe.Pointer)(unsafe.Add(TypePtr(reflect.TypeFor[*plain]()), descriptorSize)); elem != unsafe.Pointer(p) {
		t.Error("the element of a pointer type is elsewhere")
	}
	methods := *(*[]imethod)(unsafe.Add(TypePtr(reflect.TypeFor[iface]()), descriptorSize+8))
	if len(methods) != 2 {
		t.Errorf("%d methods of an interface, want 2", len(methods))
	}
}

// The uncommon part stands where headSize says, for every kind that can have
// methods here.
func TestUncommon(t *testing.T) {
	for _, tt := range []struct {
		typ              reflect.Type
		mcount, exported uint16
	}{
		{reflect.TypeFor[scalar](), 2, 1}, {reflect.TypeFor[fn](), 1, 1}, {reflect.TypeFor[mp](), 1, 1},
	} {
		u := (*uncommon)(unsafe.Add(TypePtr(tt.typ), headSize(tt.typ.Kind())))
		if u.mcount != tt.mcount || u.xcount != tt.exported {
			t.Errorf("%s: %d methods, %d exported, want %d and %d", tt.typ, u.mcount, u.xcount, tt.mcount, tt.exported)
		}
	}
}

// What is copied here is what the toolchain's own sources say.
func TestLayoutsOfTheToolchain(t *testing.T) {
	layouts.Struct(t, "internal/abi", "Type", reflect.TypeFor[descriptor](), false)
	layouts.Struct(t, "internal/abi", "UncommonType", reflect.TypeFor[uncommon](), false)
	layouts.Struct(t, "internal/abi", "Method", reflect.TypeFor[method](), false)
	layouts.Struct(t, "internal/abi", "Imethod", reflect.TypeFor[imethod](), false)
	layouts.Struct(t, "internal/abi", "StructField", reflect.TypeFor[structField](), false)
	layouts.Struct(t, "internal/abi", "EmptyInterface", reflect.TypeFor[eface](), false)
	layouts.Struct(t, "internal/abi", "ITab", reflect.TypeFor[itab](), false)
	layouts.Struct(t, "runtime", "itabTableType", reflect.TypeFor[itabTable](), true)
	for _, tt := range []struct {
		kind reflect.Kind
		name string
	}{
		{reflect.Struct, "StructType"}, {reflect.Interface, "InterfaceType"}, {reflect.Pointer, "PtrType"}, {reflect.Func, "FuncType"},
		{reflect.Slice, "SliceType"}, {reflect.Array, "ArrayType"}, {reflect.Chan, "ChanType"}, {reflect.Map, "MapType"}, {reflect.Int, "Type"},
		{reflect.String, "Type"}, {reflect.UnsafePointer, "Type"},
	} {
		if got, want := headSize(tt.kind), layouts.Size(t, "internal/abi", tt.name); got != want {
			t.Errorf("a descriptor of kind %v has %d bytes, want the %d of internal/abi.%s", tt.kind, got, want, tt.name)
		}
	}
	for _, tt := range []struct {
		got  uintptr
		typ  string
		path []string
	}{
		{descriptorSize, "PtrType", []string{"Elem"}},
		{descriptorSize, "InterfaceType", []string{"PkgPath"}},
		{descriptorSize + 8, "InterfaceType", []string{"Methods"}},
		{descriptorSize + 8, "StructType", []string{"Fields"}},
	} {
		if want := layouts.Offset(t, "internal/abi", tt.typ, tt.path...); tt.got != want {
			t.Errorf("%s.%s is looked for at %d, want %d", tt.typ, tt.path[0], tt.got, want)
		}
	}
	for name, got := range map[string]int64{
		"TFlagUncommon": flagUncommon, "TFlagExtraStar": flagExtraStar, "TFlagNamed": flagNamed, "TFlagDirectIface": flagDirectIface,
	} {
		if want := layouts.Const(t, "internal/abi", name); got != want {
			t.Errorf("%s is %#x here, want %#x", name, got, want)
		}
	}
}

func TestLinknames(t *testing.T) {
	if n := layouts.Linknames(t, "."); n < 8 {
		t.Errorf("%d functions of the runtime were compared, want 8", n)
	}
}

func TestSupported(t *testing.T) {
	if err := Supported(); err != nil {
		t.Errorf("by %s: %v", runtime.Version(), err)
	}
	for kind, size := range heads() {
		if size == 0 {
			t.Errorf("the uncommon part of kind %v was not found", kind)
		}
	}
	got := Refusal("a field has changed")
	for _, want := range []string{runtime.Version(), "a field has changed", "GOTOOLCHAIN=go" + Newest} {
		if !strings.Contains(got, want) {
			t.Errorf("the refusal is %q, want %q in it", got, want)
		}
	}
}
