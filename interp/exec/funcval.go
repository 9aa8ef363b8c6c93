package exec

import (
	"reflect"
	"sync"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// A function value of interpreted code is a real Go func value. It points to
// a closure, which begins like the object that reflect.MakeFunc makes, so
// that compiled code can call it; interpreted code recognises it and calls
// the code directly.
type closure struct {
	impl makeFuncImpl
	hand handler
	c    *code
	run  *Run
	free unsafe.Pointer // the free variables, laid out as in the frame
}

// makeFuncImpl mirrors the type of that name in package reflect; an init
// function below checks that it does.
type makeFuncImpl struct {
	makeFuncCtxt
	ftyp unsafe.Pointer
	fn   *handler
}

// makeFuncCtxt mirrors the type of that name in package reflect.
type makeFuncCtxt struct {
	fn      uintptr
	stack   unsafe.Pointer
	argLen  uintptr
	regPtrs [8]byte
}

// handler is the func([]reflect.Value) []reflect.Value of a closure, as the
// compiler lays such a closure out.
type handler struct {
	code uintptr
	self *closure
}

type funcval struct{ code uintptr }

var (
	makeFuncCode uintptr // of the functions that reflect.MakeFunc makes
	handlerCode  uintptr // of closure.hand
)

func init() {
	var self *closure
	fn := func(args []reflect.Value) []reflect.Value { return self.handle(args) }
	made := reflect.MakeFunc(reflect.TypeFor[func(int) string](), fn).Interface()
	impl := (*makeFuncImpl)(eface(&made).data)
	h := *(**handler)(unsafe.Pointer(&fn))
	if impl.ftyp != rtype.TypePtr(reflect.TypeFor[func(int) string]()) || impl.fn != h {
		return // Supported says it
	}
	makeFuncCode = impl.makeFuncCtxt.fn
	handlerCode = (*handler)(unsafe.Pointer(handlerOf(&closure{}))).code
}

// handlerOf returns a func value that captures c alone.
//
//go:noinline
func handlerOf(c *closure) unsafe.Pointer {
	fn := func(args []reflect.Value) []reflect.Value { return c.handle(args) }
	return *(*unsafe.Pointer)(unsafe.Pointer(&fn))
}

// proto is what the func values of one type have in common.
type proto struct {
	makeFuncImpl
	entry func(*closure) unsafe.Pointer // nil: through reflect
}

var prototypes sync.Map // reflect.Type → *proto

func prototype(t reflect.Type) *proto {
	if p, ok := prototypes.Load(t); ok {
		return p.(*proto)
	}
	fn := reflect.MakeFunc(t, func([]reflect.Value) []reflect.Value { return nil }).Interface()
	made := &proto{*(*makeFuncImpl)(eface(&fn).data), entries[signatureWord(t)]}
	p, _ := prototypes.LoadOrStore(t, made)
	return p.(*proto)
}

// newClosure returns a func value, as a pointer, of the type whose prototype
// is given.
func newClosure(proto *proto, c *code, run *Run, free unsafe.Pointer) unsafe.Pointer {
	if proto.entry != nil {
		return proto.entry(&closure{c: c, run: run, free: free})
	}
	cl := &closure{impl: proto.makeFuncImpl, c: c, run: run, free: free}
	cl.hand = handler{handlerCode, cl}
	cl.impl.fn = &cl.hand
	return unsafe.Pointer(cl)
}

// ours returns the closure behind a func value of interpreted code, or nil.
func ours(fv unsafe.Pointer) *closure {
	if code := (*funcval)(fv).code; code != makeFuncCode {
		if entryCodes[code] {
			return (*typedClosure)(fv).self
		}
		return nil
	}
	if (*makeFuncImpl)(fv).fn.code != handlerCode {
		return nil
	}
	return (*closure)(fv)
}

// handle is how compiled code calls a closure.
func (cl *closure) handle(args []reflect.Value) []reflect.Value {
	return cl.c.callReflect(cl.free, cl.run, args)
}

// callReflect calls c from compiled code.
func (c *code) callReflect(free unsafe.Pointer, run *Run, args []reflect.Value) []reflect.Value {
	run = c.m.owner(run)
	run.enterable()
	th := run.thread()
	b := c.compiled()
	nf := th.enter(b)
	for i, p := range c.sig.params {
		rtype.Move(rtype.TypePtr(p.typ), unsafe.Add(nf, p.off), valuePointer(&args[i], p.typ))
	}
	c.setFree(nf, free)
	th.fromOutside(b, nf)
	results := make([]reflect.Value, len(c.sig.results))
	for i, r := range c.sig.results {
		p := reflect.New(r.typ)
		rtype.Move(rtype.TypePtr(r.typ), p.UnsafePointer(), unsafe.Add(nf, r.off))
		results[i] = p.Elem()
	}
	leave(nf)
	run.threads.Put(th)
	return results
}

// valuePointer returns a pointer to a copy of v's memory.
func valuePointer(v *reflect.Value, t reflect.Type) unsafe.Pointer {
	p := reflect.New(t)
	p.Elem().Set(*v)
	return p.UnsafePointer()
}

// setFree copies the free variables of a closure to its frame.
func (c *code) setFree(f frame, free unsafe.Pointer) {
	if free != nil {
		transferAll(c.sig.capture, f, free)
	}
}

// functionSlot holds a function as a value.
//
//go:noinline
func (g *generator) functionSlot(fn *ssa.Function) uintptr {
	p := g.m.functionValue(fn)
	return g.preset(reflect.TypeFor[func()](), func(image frame, off uintptr) { *at[unsafe.Pointer](image, off) = p })
}

// functionValue returns fn as a func value. What has a native becomes one of
// ours, which calls that.
func (m *Machine) functionValue(fn *ssa.Function) unsafe.Pointer {
	if fn.Blocks == nil && m.native(fn) == nil {
		if ext := m.externalFunc(fn); ext != nil {
			if obj := fn.Object(); obj != nil {
				m.calls(obj.Pkg(), fn.Name())
			}
			return ext
		}
	}
	c := m.code(fn)
	return newClosure(prototype(m.signatureOf(c).typ), c, nil, nil)
}

// makeClosure makes a func value of a function and its free variables.
//
//go:noinline
func (g *generator) makeClosure(in *ssa.MakeClosure) {
	c := g.m.code(in.Fn.(*ssa.Function))
	sig := g.m.signatureOf(c)
	d, proto := g.slot(in), prototype(g.m.rtype(in.Type()))
	base := sig.free[0].off
	free := rtype.Frame(int((sig.size-base)/word), freePointers(sig))
	var set []transfer
	for i, b := range in.Bindings {
		set = append(set, transferOf(sig.free[i].typ, sig.free[i].off-base, g.slot(b)))
	}
	g.emit(func(f frame) {
		p := rtype.New(free)
		transferAll(set, p, f)
		*at[unsafe.Pointer](f, d) = newClosure(proto, c, hdr(f).th.run, p)
	})
}

// FuncOf returns the function behind a func value of interpreted code; nil for
// those of compiled code.
func FuncOf(v reflect.Value) *ssa.Function {
	if v.Kind() != reflect.Func || v.IsNil() {
		return nil
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	if cl := ours(*(*unsafe.Pointer)(p.UnsafePointer())); cl != nil {
		return cl.c.fn
	}
	return nil
}
