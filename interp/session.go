package interp

import (
	"errors"
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/exec"
)

// A Session is a sequence of cells that share their names. Its methods may be
// called from any goroutine; cells run one at a time.
type Session struct {
	opts Options
	fset *token.FileSet
	prog *ssa.Program
	m    *exec.Machine
	imp  *importer

	running sync.Mutex // held by Eval

	mu sync.Mutex
	view
	texts   map[string]string           // of type declarations, by name
	members map[string]ssa.Member       // the functions and variables behind scope
	objects map[types.Object]ssa.Member // what the objects of cells that have ended are in go/ssa
	endings []ending                    // cells that still have goroutines; of Eval
	left    map[*types.Package]*remains // of cells that have ended
	pinned  map[types.Object]bool       // what functions refer to
	users   map[string]*constUser       // what has constants in its code, by name
	used    map[string]bool             // names that users mention
	// declaredIn has, for each type, the cells that declared one of that name.
	declaredIn map[string][]string
	cells      []*cellFile
	runs       []*exec.Run // that still have goroutines
	run        *exec.Run   // of the cell that runs now
	engine     *types.Package
	watching   bool
	autoImport bool
}

// view is what the text of a cell may refer to.
type view struct {
	scope   map[string]types.Object // what cells have declared
	dots    map[string]types.Object // what dot imports have brought
	imports map[string]string       // import specs by the name they declare
	outer   *types.Scope            // around those of cells: see scope.go
}

// ErrInterrupted is the error of a cell that Interrupt or its context ended.
var ErrInterrupted = errors.New("interrupted")

// New returns an empty session.
func New(opts Options) *Session {
	if opts.Memory == 0 {
		opts.Memory = machineMemory() / 10 * 8 // the rest is for garbage, and for other programs
	}
	s := &Session{opts: opts}
	s.reset()
	return s
}

func (s *Session) reset() {
	s.fset = token.NewFileSet()
	s.prog = ssa.NewProgram(s.fset, ssa.InstantiateGenerics|ssa.BareInits)
	s.imp = newImporter(s)
	s.m = exec.New(exec.Config{
		Prog:     s.prog,
		Symbols:  s.imp.symbols,
		Native:   s.native,
		Instance: s.imp.instance,
		Memory:   s.opts.Memory,
		Size:     func(name string) func([]reflect.Value) uint64 { return sizes[name] },
	})
	s.scope, s.dots = map[string]types.Object{}, map[string]types.Object{}
	s.imports = map[string]string{}
	s.texts = map[string]string{}
	s.members = map[string]ssa.Member{}
	s.objects = map[types.Object]ssa.Member{}
	s.users, s.used = map[string]*constUser{}, map[string]bool{}
	s.left, s.pinned = map[*types.Package]*remains{}, map[types.Object]bool{}
	s.declaredIn = map[string][]string{}
	s.cells, s.runs, s.run, s.endings = nil, nil, nil, nil
	s.engine = enginePackage()
	s.prog.CreatePackage(s.engine, nil, nil, true)
	s.outerScopes()
}

// enginePackage declares what the files made of cells call besides the
// cells' own names.
func enginePackage() *types.Package {
	p := types.NewPackage("engine", "engine")
	anys := types.NewSlice(types.Universe.Lookup("any").Type())
	param := func(t types.Type) *types.Tuple { return types.NewTuple(types.NewVar(token.NoPos, p, "v", t)) }
	result := types.NewSignatureType(nil, nil, nil, param(anys), nil, true)
	stop := types.NewSignatureType(nil, nil, nil, param(types.Typ[types.Bool]), param(types.Typ[types.Int]), false)
	p.Scope().Insert(types.NewFunc(token.NoPos, p, resultName, result))
	p.Scope().Insert(types.NewFunc(token.NoPos, p, returnName, stop))
	p.MarkComplete()
	return p
}

// Interrupt stops the running cell, and the goroutines that earlier cells have
// left running. It returns at once.
func (s *Session) Interrupt() {
	s.mu.Lock()
	runs := append([]*exec.Run(nil), s.runs...)
	s.mu.Unlock()
	for _, r := range runs {
		r.Stop()
	}
}

// Close ends what cells have left running. The session can still be used.
func (s *Session) Close() error {
	s.Interrupt()
	return nil
}

// Reset interrupts, and forgets all names.
func (s *Session) Reset() {
	s.Interrupt()
	s.running.Lock()
	defer s.running.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reset()
}

// Background returns how many goroutines earlier cells have left running.
func (s *Session) Background() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.runs {
		if r != s.run {
			n += r.Live()
		}
	}
	return n
}
