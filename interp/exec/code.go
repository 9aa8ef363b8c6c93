package exec

import (
	"go/token"
	"go/types"
	"sync/atomic"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// A Code is a function that a [Run] can call.
type Code = *code

// code is a function, compiled or to be. What calls the function holds its
// code, so that it can get another body.
type code struct {
	m        *Machine
	fn       *ssa.Function
	body     atomic.Pointer[body]
	toplevel bool // its defers are its caller's
	wrapper  bool // made by go/ssa around the function that is meant
	defers   bool

	sig signature
}

// body is what a code is compiled to. A redefinition gives the code another
// one; calls under way keep theirs.
type body struct {
	entry, recover *block
	start          *block         // of a call: entry, or what runs it with its defers
	frameType      unsafe.Pointer // the type of its frames
	image          unsafe.Pointer // a frame with the constants set
	index          int            // of its frames in Thread.frames
	defers         bool
	code           *code
	unsigned       map[token.Pos]bool   // the places of indices that have no sign
	calls          map[token.Pos]string // the compiled functions that it calls, by place
}

// name is the function's in messages; a cell's own statements have none.
func (c *code) name() string {
	if c.toplevel {
		return ""
	}
	return c.fn.String()
}

// Toplevel makes the calls that c defers wait for the end of its caller.
func (c *code) Toplevel() { c.toplevel = true }

func isWrapper(fn *ssa.Function) bool {
	return fn.Synthetic != "" && fn.Syntax() == nil && fn.Name() != "init" && fn.Pkg == nil
}

// Function returns the code of fn, which is compiled when it is called.
func (m *Machine) Function(fn *ssa.Function) Code {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.code(fn)
}

func (m *Machine) code(fn *ssa.Function) *code {
	c := m.codes[fn]
	if c == nil {
		c = &code{m: m, fn: fn, wrapper: isWrapper(fn), defers: hasDefers(fn)}
		m.codes[fn] = c
	}
	return c
}

// compiled returns the body of c.
func (c *code) compiled() *body {
	if b := c.body.Load(); b != nil {
		return b
	}
	return c.compile()
}

//go:noinline
func (c *code) compile() *body {
	m := c.m
	m.mu.Lock()
	defer m.mu.Unlock()
	if b := c.body.Load(); b != nil {
		return b
	}
	var g *generator
	defer func() {
		switch v := recover().(type) {
		case nil:
		case NoMemory:
			panic(v)
		case Unsupported:
			if !v.Pos.IsValid() {
				v.Pos = g.progress(c)
			}
			panic(v)
		case frameSize:
			panic(Unsupported{g.progress(c), v.Error()})
		default:
			panic(NewFailure(g.progress(c), v))
		}
	}()
	g = newGenerator(c)
	b := g.body
	b.entry = g.function()
	b.start = b.entry
	if b.defers {
		b.start = &block{ops: []op{func(f frame) { b.runDeferring(f) }}}
		b.start.seal()
	}
	m.finishTypes()
	b.frameType = rtype.Frame(len(g.l.ptrs), func(i int) bool { return g.l.ptrs[i] })
	b.image = rtype.New(b.frameType)
	for _, set := range g.l.funcs {
		set(b.image)
	}
	b.index = m.newIndex()
	c.body.Store(b)
	return b
}

// Redefine makes callers of old call new from now on. Both have the same
// signature.
func (m *Machine) Redefine(old, new *ssa.Function) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.code(old)
	delete(m.codes, old)
	c.fn, c.defers = new, hasDefers(new)
	c.body.Store(nil)
	m.codes[new] = c
	m.codes[old] = c
}

// Forget drops the code of fn and of the functions in it. What is still called
// or kept as a value is not harmed.
func (m *Machine) Forget(fn *ssa.Function) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(fn)
}

// Retire drops the code of fn, which has run for the last time, with that of
// what it has called as a part of itself: see Toplevel. The other functions in
// it may have been kept as values.
func (m *Machine) Retire(fn *ssa.Function) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range append([]*ssa.Function{fn}, fn.AnonFuncs...) {
		if c := m.codes[f]; c != nil && (f == fn || c.toplevel) {
			if b := c.body.Swap(nil); b != nil {
				m.unused = append(m.unused, b.index)
			}
		}
	}
	m.forget(fn)
}

// newIndex returns an index that no body has, or one of a body that is retired:
// the list of a thread's frames is as long as they are large.
func (m *Machine) newIndex() int {
	if n := len(m.unused); n > 0 {
		i := m.unused[n-1]
		m.unused = m.unused[:n-1]
		return i
	}
	m.indices++
	return m.indices - 1
}

func (m *Machine) forget(fn *ssa.Function) {
	delete(m.codes, fn)
	for _, inner := range fn.AnonFuncs {
		m.forget(inner)
	}
}

// Instances returns the instances of a generic function or method that may be
// called.
func (m *Machine) Instances(generic *ssa.Function) (list []*ssa.Function) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for fn := range m.codes {
		if fn != generic && fn.Origin() == generic {
			list = append(list, fn)
		}
	}
	return list
}

// RedefineMethod makes callers of the instances of old, a method of a generic
// type, call those of the method that has come in its place.
func (m *Machine) RedefineMethod(old *ssa.Function) {
	for _, fn := range m.Instances(old) {
		obj := fn.Object()
		sel := types.NewMethodSet(fn.Signature.Recv().Type()).Lookup(obj.Pkg(), obj.Name())
		if sel == nil {
			continue
		}
		if new := m.Prog.MethodValue(sel); new != nil && new != fn && types.Identical(new.Signature, fn.Signature) {
			m.Redefine(fn, new)
		}
	}
}
