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
	guests   atomic.Int64 // calls of Do
	outside  atomic.Bool  // compiled code may wake a goroutine
	maps     mapTable

	mu        sync.Mutex
	codes     map[*ssa.Function]*code
	globals   map[*ssa.Global]unsafe.Pointer
	named     map[*types.TypeName][]*cellType
	structs   []*cellType // that have no name, but methods of what they embed
	byType    map[types.Type]reflect.Type
	types     typeutil.Map
	hidden    map[*types.TypeName]reflect.Type // unexported types of compiled packages
	learned   map[*types.Package]bool
	seen      map[*types.Named]bool         // by learnMethods
	cellTypes map[unsafe.Pointer]types.Type // by their descriptors, *T too
	pending   []*cellType                   // declared, without methods yet
	indices   int
	unused    []int // indices of bodies that are retired
}

const otherGoroutine = 1 << 32

// New returns a machine for a program that may still grow.
func New(cfg Config) *Machine {
	debug.SetMaxStack(max(debug.SetMaxStack(1<<30), maxDepth*stackPerCall))
	m := &Machine{
		Config:    cfg,
		codes:     map[*ssa.Function]*code{},
		cellTypes: map[unsafe.Pointer]types.Type{},
		hidden:    map[*types.TypeName]reflect.Type{},
		learned:   map[*types.Package]bool{},
		seen:      map[*types.Named]bool{},
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

// Locked calls f while nothing is compiled.
func (m *Machine) Locked(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
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
