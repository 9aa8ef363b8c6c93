package exec

import (
	"fmt"
	"go/token"
	"go/types"
	"runtime"
	"runtime/metrics"
)

// large is the size from which an allocation asks whether there is memory for
// it.
const large = 64 << 20

// maxAlloc is what the runtime can address.
const maxAlloc = 1 << 47

// InUse returns how many bytes the heap and the stacks take.
func InUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() + s[1].Value.Uint64())
}

// room panics if there is no memory for n more bytes: the runtime would end the
// process.
func (m *Machine) room(f frame, pos token.Pos, n uint64) {
	if n < large || m.Memory <= 0 {
		return
	}
	if err := m.Room(n); err != nil {
		fail(f, pos)
		panic(err)
	}
}

// NoMemory is the panic value of a variable for which there is no memory when
// its package is made.
type NoMemory struct {
	Pos token.Pos
	Err error
}

func (e NoMemory) Error() string { return e.Err.Error() }

// maxFrame is what the values of a function may take, besides variables that
// are too large for a frame: they are on the heap.
const maxFrame = 256 << 20

// maxLocal is the size up to which a variable is in its function's frame.
const maxLocal = 1 << 20

// frameSize is the panic value of a layout that is larger than maxFrame.
type frameSize uint64

func (n frameSize) Error() string {
	return fmt.Sprintf("a function whose values take %s: use a slice, or a pointer to the array", size(uint64(n)))
}

// checkSize panics if no memory could hold a t.
func checkSize(t types.Type) {
	if n := gcSizes.Sizeof(t); n < 0 || n > maxAlloc {
		unsupported(token.NoPos, "the type %s, which is larger than the address space", types.TypeString(t, func(p *types.Package) string { return p.Name() }))
	}
}

var gcSizes = types.SizesFor("gc", "amd64")

// Room returns an error if there is no memory for n more bytes.
func (m *Machine) Room(n uint64) error {
	if n < large || m.Memory <= 0 {
		return nil
	}
	free := m.Memory - InUse()
	if n > uint64(max(0, free)) {
		runtime.GC()
		free = m.Memory - InUse()
	}
	if n > uint64(max(0, free)) {
		return runtimeError(fmt.Sprintf("runtime error: out of memory: %s asked for, and %s left of %s", size(n), size(uint64(max(0, free))), size(uint64(m.Memory))))
	}
	return nil
}

func size(n uint64) string {
	const kb = 1000
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"}
	x, i := float64(n), 0
	for ; x >= kb && i < len(units)-1; i++ {
		x /= kb
	}
	if i == 0 || x >= 10 {
		return fmt.Sprintf("%.0f %s", x, units[i])
	}
	return fmt.Sprintf("%.1f %s", x, units[i])
}

// CheckMemory stops the run if the values of all cells take more memory than
// there is.
func (r *Run) CheckMemory() {
	limit := r.m.Memory
	if limit <= 0 || InUse() <= limit {
		return
	}
	runtime.GC()
	used := InUse()
	if used <= limit {
		return
	}
	what := "the values of all cells"
	if n := r.live.Load(); n >= manyGoroutines {
		what += fmt.Sprintf(" and %d goroutines", n)
	}
	r.Fail(Fatal(fmt.Sprintf("out of memory: %s take %s, and may take %s", what, size(uint64(used)), size(uint64(limit)))))
}

// manyGoroutines are so many that their stacks may be what takes the memory.
// The runtime starts a goroutine with the stack that goroutines needed on
// average, so that after a deep recursion fewer than maxGoroutines fit.
const manyGoroutines = 10_000
