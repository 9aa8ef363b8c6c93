package rtype

import (
	"reflect"
	"testing"
	"unsafe"
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
