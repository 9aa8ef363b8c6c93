package interp

import (
	"context"
	"errors"
	"go/token"
	"go/types"
	"io"
	"reflect"
	"strings"
	"sync"
	"time"

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

	mu      sync.Mutex
	scope   map[string]types.Object // what cells have declared
	imports map[string]string       // import specs by the name they declare
	texts   map[string]string       // of type declarations, by name
	members map[string]ssa.Member   // the functions and variables behind scope
	// declaredIn has, for each type, the cells that declared one of that name.
	declaredIn map[string][]string
	cells      []*cellFile
	runs       []*exec.Run // that still have goroutines
	run        *exec.Run   // of the cell that runs now
	engine     *types.Package
	watching   bool
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
		Native:   native,
		Instance: s.imp.instance,
		Memory:   s.opts.Memory,
		Size:     func(name string) func([]reflect.Value) uint64 { return sizes[name] },
	})
	s.scope = map[string]types.Object{}
	s.imports = map[string]string{}
	s.texts = map[string]string{}
	s.members = map[string]ssa.Member{}
	s.declaredIn = map[string][]string{}
	s.cells, s.runs, s.run = nil, nil, nil
	s.engine = enginePackage()
	s.prog.CreatePackage(s.engine, nil, nil, true)
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

// Eval runs a cell. The error is a *[CompileError], a *[Panic], an *[Exit],
// [ErrInterrupted] or an *[Unsupported].
func (s *Session) Eval(ctx context.Context, cell Cell, stdio IO) (Result, error) {
	s.running.Lock()
	defer s.running.Unlock()
	s.fetch(ctx, cell)
	if ctx.Err() != nil {
		return Result{}, ErrInterrupted
	}
	unit, err := s.check(cell)
	if err != nil {
		return Result{}, err
	}
	if unit == nil {
		return Result{}, nil
	}
	return s.execute(ctx, unit, stdio)
}

// execute runs a checked cell and takes over what it declares.
func (s *Session) execute(ctx context.Context, u *unit, stdio IO) (Result, error) {
	code, err := s.link(u)
	if err != nil {
		return Result{}, err
	}
	var result Result
	run := s.newRun(stdio, &result)
	ended := make(chan error, 1)
	go func() { ended <- call(run, code) }()
	err = s.wait(ctx, run, ended)
	s.commit(u, err, run)
	s.mu.Lock()
	s.run = nil
	s.mu.Unlock()
	if err != nil {
		err = s.explain(err, run)
	}
	if run.Live() == 0 {
		s.release(u)
	}
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// call runs code; what the engine does not support comes as a panic.
func call(run *exec.Run, code exec.Code) (err error) {
	defer func() {
		if v := recover(); v != nil {
			u, ok := v.(exec.Unsupported)
			if !ok {
				panic(v)
			}
			err = u
		}
	}()
	return run.Call(code)
}

func (s *Session) newRun(stdio IO, result *Result) *exec.Run {
	run := s.m.NewRun()
	if stdio.Stdout != nil {
		run.Stdout = stdio.Stdout
	}
	if stdio.Stderr != nil {
		run.Stderr = stdio.Stderr
	}
	run.Stdin = stdio.Stdin
	if run.Stdin == nil {
		run.Stdin = strings.NewReader("")
	}
	run.Data = result
	run.OnPanic = func(p *exec.Panic) { s.goroutinePanic(run, p) }
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = run
	live := s.runs[:0]
	for _, r := range s.runs {
		if r.Live() > 0 {
			live = append(live, r)
		}
	}
	s.runs = append(live, run)
	if !s.watching {
		s.watching = true
		go s.watch()
	}
	return run
}

// watch looks at the memory that goroutines use which cells have left running,
// as long as there are any.
func (s *Session) watch() {
	for {
		time.Sleep(memoryPause)
		s.mu.Lock()
		busy := s.run
		for _, r := range s.runs {
			if busy == nil && r.Live() > 0 && !r.Stopped() {
				busy = r
			}
		}
		if busy == nil {
			s.watching = false
			s.mu.Unlock()
			return
		}
		cell := busy == s.run
		s.mu.Unlock()
		if !cell { // or else its wait looks
			busy.CheckMemory()
		}
	}
}

// goroutinePanic tells of a panic in a goroutine whose cell has ended; that of
// a running cell is the cell's error.
func (s *Session) goroutinePanic(run *exec.Run, p *exec.Panic) {
	s.mu.Lock()
	running := s.run == run
	s.mu.Unlock()
	if !running {
		io.WriteString(run.Stderr, s.explain(p, run).Error()+"\n")
	}
}

// grace is how long a stopped cell may take to end before it is left behind:
// compiled code cannot be stopped.
const grace = time.Second

// memoryPause is the time between looks at how much memory there is.
const memoryPause = 50 * time.Millisecond

func (s *Session) wait(ctx context.Context, run *exec.Run, ended chan error) error {
	tick := time.NewTicker(memoryPause)
	defer tick.Stop()
	for stopped := false; !stopped; {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
			run.CheckMemory()
		case <-ctx.Done():
			run.Stop()
			stopped = true
		case <-run.Done():
			stopped = true
		}
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(grace):
		stack, function := run.Stuck()
		return left{stack, function}
	}
}

// left is the error of a cell that is left behind in a compiled function.
type left struct {
	stack    []exec.Position
	function string
}

func (left) Error() string { return "left behind" }

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

// A Name is something that cells have declared.
type Name struct {
	Name, Kind string // kind: var, func, type, const
	Type       string
	Value      reflect.Value // of a variable
}

// Names returns what cells have declared, in no order.
func (s *Session) Names() []Name {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Name
	for name, obj := range s.scope {
		n := Name{Name: name, Type: types.TypeString(obj.Type(), qualifier)}
		switch obj.(type) {
		case *types.Var:
			n.Kind = "var"
			if g, ok := s.members[name].(*ssa.Global); ok {
				n.Value = s.m.Value(g)
			}
		case *types.Func:
			n.Kind = "func"
		case *types.TypeName:
			n.Kind = "type"
		case *types.Const:
			n.Kind = "const"
		}
		out = append(out, n)
	}
	return out
}

func qualifier(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}
