package exec

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// Config says what a [Machine] runs.
type Config struct {
	Prog *ssa.Program
	// Symbols returns the exported names of a compiled package as in
	// interp.Package, or nil.
	Symbols func(path string) map[string]any
	// Native returns the stand-in for a compiled function, or nil. The name is
	// as in "fmt.Println" or "(*sync.WaitGroup).Wait".
	Native func(name string) Native
	// Instance returns the interpreted body of an instance of a generic
	// function of a compiled package, or nil.
	Instance func(fn *ssa.Function) *ssa.Function
	// Size returns what says how many bytes a compiled function will allocate at
	// once, or nil. The name is as for Native.
	Size func(name string) func(args []reflect.Value) uint64
	// Memory is how many bytes the program's values may take; 0: no limit.
	Memory int64
}

// A Native stands in for a compiled function. It gets the thread that calls
// and the arguments and results, which it may set.
type Native func(th *Thread, args, results []reflect.Value)

// A Machine holds the compiled form of a program. Its methods may be called
// from any goroutine.
type Machine struct {
	Config
	stop    atomic.Int32 // how many runs have been stopped
	current atomic.Pointer[Run]

	running  atomic.Int64 // goroutines that run interpreted code from their start
	others   atomic.Int64 // calls from compiled code under way, and otherGoroutine for each of running that a cell started
	waits    atomic.Int64 // of running, those that wait for another
	progress atomic.Int64 // counts the waits that have ended
	looking  atomic.Bool  // for a deadlock
	outside  atomic.Bool  // compiled code may wake a goroutine
	maps     mapTable

	mu        sync.Mutex
	codes     map[*ssa.Function]*code
	redefined map[*ssa.Function]*code
	globals   map[*ssa.Global]unsafe.Pointer
	named     map[*types.TypeName][]*cellType
	byType    map[types.Type]reflect.Type
	types     typeutil.Map
	hidden    map[*types.TypeName]reflect.Type // unexported types of compiled packages
	learned   map[*types.Package]bool
	cellTypes map[unsafe.Pointer]types.Type // by their descriptors, *T too
	pending   []*cellType                   // declared, without methods yet
	indices   int
}

const otherGoroutine = 1 << 32

// New returns a machine for a program that may still grow.
func New(cfg Config) *Machine {
	debug.SetMaxStack(max(debug.SetMaxStack(1<<30), maxDepth*stackPerCall))
	m := &Machine{
		Config:    cfg,
		codes:     map[*ssa.Function]*code{},
		redefined: map[*ssa.Function]*code{},
		cellTypes: map[unsafe.Pointer]types.Type{},
		hidden:    map[*types.TypeName]reflect.Type{},
		learned:   map[*types.Package]bool{},
		globals:   map[*ssa.Global]unsafe.Pointer{},
		named:     map[*types.TypeName][]*cellType{},
		byType:    map[types.Type]reflect.Type{},
	}
	if alone {
		m.stop.Store(1) // as if a run had been stopped: see checkStop
	}
	return m
}

// stackPerCall is more than one interpreted call takes of the goroutine's
// stack.
const stackPerCall = 8 << 10

// A Code is a function that a [Run] can call.
type Code = *code

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
	index          int            // of its frames in Thread.free
	defers         bool
	code           *code
	unsigned       map[token.Pos]bool   // the places of indices that have no sign
	calls          map[token.Pos]string // the compiled functions that it calls, by place
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

// name is the function's in messages; a cell's own statements have none.
func (c *code) name() string {
	if c.toplevel {
		return ""
	}
	return c.fn.String()
}

// Toplevel makes the calls that c defers wait for the end of its caller.
func (c *code) Toplevel() { c.toplevel = true }

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

func (m *Machine) forget(fn *ssa.Function) {
	delete(m.codes, fn)
	for _, inner := range fn.AnonFuncs {
		m.forget(inner)
	}
}

// EachType calls visit with the types that there are Go types of.
func (m *Machine) EachType(visit func(types.Type)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for t := range m.byType {
		visit(t)
	}
	for _, t := range m.cellTypes {
		visit(t)
	}
}

// Locked calls f while nothing is compiled.
func (m *Machine) Locked(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
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

// Global returns the address of g's memory.
func (m *Machine) Global(g *ssa.Global) unsafe.Pointer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.global(g)
}

// Share gives new the memory of old, which has the same type.
func (m *Machine) Share(old, new *ssa.Global) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.globals[new] = m.global(old)
}

// Value returns the variable g.
func (m *Machine) Value(g *ssa.Global) reflect.Value {
	m.mu.Lock()
	defer m.mu.Unlock()
	return reflect.NewAt(m.rtype(g.Type().(*types.Pointer).Elem()), m.global(g)).Elem()
}

// Type returns the Go type of t.
func (m *Machine) Type(t types.Type) reflect.Type {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.finishTypes()
	return m.rtype(t)
}

func (m *Machine) global(g *ssa.Global) unsafe.Pointer {
	if p, ok := m.globals[g]; ok {
		return p
	}
	var p unsafe.Pointer
	if sym, ok := m.symbol(g.Pkg.Pkg.Path(), g.Name()); ok {
		p = eface(&sym).data
	} else {
		p = reflect.New(m.rtype(g.Type().(*types.Pointer).Elem())).UnsafePointer()
	}
	m.globals[g] = p
	return p
}

func (m *Machine) symbol(path, name string) (any, bool) {
	if m.Symbols == nil {
		return nil, false
	}
	sym, ok := m.Symbols(path)[name]
	return sym, ok
}

// Unsupported is the panic value, and error, of what this package does not
// run.
type Unsupported struct {
	Pos  token.Pos
	What string
}

func (u Unsupported) Error() string { return "not supported: " + u.What }

func unsupported(pos token.Pos, format string, args ...any) {
	panic(Unsupported{pos, fmt.Sprintf(format, args...)})
}

func isWrapper(fn *ssa.Function) bool {
	return fn.Synthetic != "" && fn.Syntax() == nil && fn.Name() != "init" && fn.Pkg == nil
}
