package rtype

import (
	"go/token"
	"reflect"
	"unsafe"
)

// A Type is a named type made at run time, and the pointer type to it.
type Type struct {
	t, p block
	pkg  string
}

// block is the memory of one descriptor with its uncommon part and room for
// methods. It holds no pointers as far as the collector knows: the registry
// keeps what they point to.
type block struct {
	mem     []uint64
	arena   *arena
	head    uintptr // bytes before the uncommon part
	room    int     // methods that fit
	table   unsafe.Pointer
	methods []stubbed
}

const spareMethods = 64

func (b *block) desc() *descriptor { return (*descriptor)(b.at(0)) }

func (b *block) at(off uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(&b.mem[0]), off) }

func (b *block) uncommon() *uncommon { return (*uncommon)(b.at(b.head)) }

// Declare makes a type with the memory layout, the kind and the equality of
// layout, which has the kind of the underlying type but may have other
// elements. The type can be used at once, in other types too; Complete must
// follow.
func Declare(pkgPath, name string, layout reflect.Type) *Type {
	lastName := pkgPath
	for i := len(pkgPath) - 1; i >= 0; i-- {
		if pkgPath[i] == '/' {
			lastName = pkgPath[i+1:]
			break
		}
	}
	full := lastName + "." + name
	t := &Type{pkg: pkgPath}
	t.t = newBlock(layout, full, pkgPath, flagNamed, token.IsExported(name))
	t.p = newBlock(reflect.TypeFor[*byte](), "*"+full, pkgPath, 0, token.IsExported(name))
	t.link()
	keep(t, layout)
	return t
}

// link makes *T known to T and the other way round.
func (t *Type) link() {
	t.t.desc().ptrToThis = typeOff(t.p.at(0))
	*(*unsafe.Pointer)(t.p.at(descriptorSize)) = t.t.at(0) // PtrType.Elem
}

func newBlock(layout reflect.Type, name, pkgPath string, flags uint8, exported bool) block {
	b := block{head: headSize(layout.Kind())}
	tail := uncommonSize
	if layout.Kind() == reflect.Func {
		tail += maxFuncParams * 8
	}
	b.room = spareMethods
	b.mem, b.arena = newDescriptor(int(b.head+tail+uintptr(b.room)*methodSize)/8 + 1)
	b.copyHead(layout, 0)
	d := b.desc()
	var bits byte
	if exported {
		bits = nameExported
	}
	d.tflag = d.tflag&^(flagExtraStar|flagNamed) | flagUncommon | flags
	d.hash = newHash()
	d.ptrToThis = 0
	d.str = nameOff(name, bits)
	u := b.uncommon()
	u.pkgPath = nameOff(pkgPath, 0)
	u.moff = uint32(tail)
	b.table = b.at(b.head + tail)
	return b
}

// maxFuncParams is how many parameters and results a named func type may
// have.
const maxFuncParams = 32

func (b *block) copyHead(from reflect.Type, start uintptr) {
	src := unsafe.Slice((*byte)(TypePtr(from)), b.head)
	copy(unsafe.Slice((*byte)(b.at(0)), b.head)[start:], src[start:])
}

// Type returns T.
func (t *Type) Type() reflect.Type { return FromPtr(t.t.at(0)) }

// Pointer returns *T.
func (t *Type) Pointer() reflect.Type { return FromPtr(t.p.at(0)) }

// Complete gives T the elements, fields or parameters of underlying, which has
// the layout that T was declared with. If embedded is true for a field, the
// field is embedded: reflect.StructOf refuses most of those, so that
// underlying does not have them as such.
func (t *Type) Complete(underlying reflect.Type, embedded []bool) {
	if underlying.Kind() != t.Type().Kind() || underlying.Size() != t.Type().Size() {
		panic("rtype: Complete: " + underlying.String() + " has another layout than the declared " + t.Type().String())
	}
	keep(underlying)
	b := &t.t
	b.copyHead(underlying, descriptorSize)
	from, d := desc(underlying), b.desc()
	d.equal, d.gcdata, d.ptrBytes = from.equal, from.gcdata, from.ptrBytes
	const own = flagUncommon | flagNamed
	d.tflag = d.tflag&own | from.tflag&^(own|flagExtraStar)
	switch underlying.Kind() {
	case reflect.Struct:
		b.embed(embedded)
	case reflect.Func:
		b.copyParams(underlying)
	}
}

// SetEqual makes == of two Ts what eq says. A struct with blank fields needs it:
// reflect.StructOf compares them, Go does not.
func (t *Type) SetEqual(eq func(a, b unsafe.Pointer) bool) {
	keep(eq)
	t.t.desc().equal = *(*unsafe.Pointer)(unsafe.Pointer(&eq))
}

// copyParams copies the parameter and result types, which follow the
// uncommon part.
func (b *block) copyParams(fn reflect.Type) {
	n := fn.NumIn() + fn.NumOut()
	if n > maxFuncParams {
		panic("rtype: a named func type with more than 32 parameters and results")
	}
	off := b.head + uncommonSize
	for p := range fn.Ins() {
		*(*unsafe.Pointer)(b.at(off)) = TypePtr(p)
		off += 8
	}
	for p := range fn.Outs() {
		*(*unsafe.Pointer)(b.at(off)) = TypePtr(p)
		off += 8
	}
}

// embed copies the fields and marks those that are embedded.
func (b *block) embed(embedded []bool) {
	any := false
	for _, e := range embedded {
		any = any || e
	}
	if !any {
		return
	}
	list := (*[]structField)(b.at(descriptorSize + 8)) // StructType.Fields
	fields := append([]structField(nil), *list...)
	t := FromPtr(b.at(0))
	for i, e := range embedded {
		if !e {
			continue
		}
		f := t.Field(i)
		flags := byte(nameEmbedded)
		if f.PkgPath == "" {
			flags |= nameExported
		}
		fields[i].name = encodeName(f.Name, string(f.Tag), flags)
	}
	keep(fields)
	*list = fields
}
