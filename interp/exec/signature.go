package exec

import (
	"go/types"
	"reflect"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// signature is where a frame has what the outside sets and reads.
type signature struct {
	typ     reflect.Type // the type of the func value, with the receiver first
	params  []slot
	results []slot
	free    []slot
	capture []transfer // of the free variables, from their own memory to the frame
	size    uintptr    // of the header and all of these
}

type slot struct {
	off uintptr
	typ reflect.Type
}

// signatureOf lays out what the callers of c see. It depends on the types
// alone, so that it is the same after a redefinition.
func (m *Machine) signatureOf(c *code) signature {
	if c.sig.typ != nil {
		return c.sig
	}
	l := newLayout()
	s := m.layoutSignature(l, c.fn.Signature)
	if recv := c.fn.Signature.Recv(); recv != nil {
		s.typ = m.funcType(recv.Type(), c.fn.Signature)
	} else {
		s.typ = m.funcType(nil, c.fn.Signature)
	}
	for _, v := range c.fn.FreeVars {
		t := m.rtype(v.Type())
		s.free = append(s.free, slot{l.alloc(t), t})
	}
	for _, v := range s.free {
		s.capture = append(s.capture, transferOf(v.typ, v.off, v.off-s.free[0].off))
	}
	s.size = l.size
	c.sig = s
	return s
}

func (m *Machine) layoutSignature(l *layout, sig *types.Signature) (s signature) {
	add := func(list []slot, t types.Type) []slot {
		rt := m.rtype(t)
		return append(list, slot{l.alloc(rt), rt})
	}
	for v := range sig.Results().Variables() {
		s.results = add(s.results, v.Type())
	}
	if recv := sig.Recv(); recv != nil {
		s.params = add(s.params, recv.Type())
	}
	for v := range sig.Params().Variables() {
		s.params = add(s.params, v.Type())
	}
	return s
}

// calleeLayout is the layout of the frames of any function with this
// signature, for calls of function values.
func (m *Machine) calleeLayout(sig *types.Signature) signature {
	return m.layoutSignature(newLayout(), sig)
}

func withoutReceiver(sig *types.Signature) *types.Signature {
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

func signaturePointers(s signature) []bool {
	ptrs := make([]bool, s.size/word)
	copy(ptrs, headerPointers[:])
	for _, list := range [][]slot{s.results, s.params, s.free} {
		for _, v := range list {
			markPointers(v.typ, func(o uintptr) { ptrs[(v.off+o)/word] = true })
		}
	}
	return ptrs
}

func freePointers(s signature) func(i int) bool {
	ptrs := signaturePointers(s)
	base := int(s.free[0].off / word)
	return func(i int) bool { return ptrs[base+i] }
}

func (c *code) zeroResults(f frame) {
	for _, r := range c.sig.results {
		rtype.Clear(rtype.TypePtr(r.typ), unsafe.Add(f, r.off))
	}
}
