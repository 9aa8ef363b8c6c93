package exec

import (
	"go/token"
	"sync"
	"unsafe"
)

// Fatal is the panic value, and error, of what ends a Go program: it cannot be
// recovered. Here it ends the run.
type Fatal string

func (e Fatal) Error() string { return "fatal error: " + string(e) }

// fatal ends the run.
func fatal(f frame, pos token.Pos, e Fatal) {
	fail(f, pos)
	panic(e)
}

// mapTable knows the maps that interpreted code is using at this moment. The
// runtime ends the process when it finds that one goroutine writes to a map
// that another uses; so the engine has to find it first. One goroutine alone
// needs none of this: see Machine.shared.
type mapTable [64]struct {
	mu  sync.Mutex
	use []mapUse
}

type mapUse struct {
	m       unsafe.Pointer
	readers int // -1: a writer
}

func (t *mapTable) shard(m unsafe.Pointer) int { return int(uintptr(m)>>4^uintptr(m)>>12) % len(t) }

// begin notes a use of m; it reports false if it must not be.
func (t *mapTable) begin(m unsafe.Pointer, write bool) bool {
	s := &t[t.shard(m)]
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.use {
		if u := &s.use[i]; u.m == m {
			if write || u.readers < 0 {
				return false
			}
			u.readers++
			return true
		}
	}
	u := mapUse{m, 1}
	if write {
		u.readers = -1
	}
	s.use = append(s.use, u)
	return true
}

func (t *mapTable) end(m unsafe.Pointer) {
	s := &t[t.shard(m)]
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.use {
		u := &s.use[i]
		if u.m != m {
			continue
		}
		if u.readers--; u.readers <= 0 {
			s.use[i] = s.use[len(s.use)-1]
			s.use = s.use[:len(s.use)-1]
		}
		return
	}
}

// shared reports whether several goroutines may run interpreted code.
func (m *Machine) shared() bool { return m.others.Load() != 0 }

// onMap returns what does the operation on the map in slot x. how is what the
// runtime calls it in its error.
//
//go:noinline
func (g *generator) onMap(x uintptr, write bool, how Fatal, pos token.Pos, do op) op {
	m := g.m
	return func(f frame) {
		p := *at[unsafe.Pointer](f, x)
		if !m.shared() || p == nil {
			do(f)
			return
		}
		if !m.maps.begin(p, write) {
			fatal(f, pos, how)
		}
		defer m.maps.end(p) // an unhashable key panics
		do(f)
	}
}

// The runtime's words.
const (
	concurrentWrite     Fatal = "concurrent map writes"
	concurrentRead      Fatal = "concurrent map read and map write"
	concurrentIteration Fatal = "concurrent map iteration and map write"
)
