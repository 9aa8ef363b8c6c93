package rtype

import (
	"sync"
	"unsafe"
)

// arena is the memory of descriptors and of their method tables. A descriptor
// has the place of its table as a distance that is not negative, so that a
// table which has to grow needs memory behind its descriptor; an allocation
// may be anywhere. So descriptors are made from the front of an arena, and
// tables from its end.
type arena struct {
	mem         []uint64
	front, back int // what is free is between them
}

const (
	// Tables double as they grow, and each method in them takes a stub, so that
	// all tables of a process fit in this many words.
	tableWords = max(1024, numStubs) * 4 * int(methodSize) / 8
	arenaWords = 4 * tableWords
)

var arenas struct {
	sync.Mutex
	newest *arena
}

// newDescriptor returns the memory for a descriptor, and where its tables will
// be.
func newDescriptor(words int) ([]uint64, *arena) {
	arenas.Lock()
	defer arenas.Unlock()
	a := arenas.newest
	if a == nil || a.front+words > arenaWords-tableWords {
		a = &arena{mem: make([]uint64, arenaWords), back: arenaWords}
		keep(a.mem)
		arenas.newest = a
	}
	mem := a.mem[a.front : a.front+words : a.front+words]
	a.front += words
	return mem, a
}

// newTable returns memory for n methods, behind all of the arena's descriptors;
// nil if there is none left.
func (a *arena) newTable(n int) unsafe.Pointer {
	arenas.Lock()
	defer arenas.Unlock()
	words := n * int(methodSize) / 8
	if a.back-words < a.front {
		return nil
	}
	a.back -= words
	return unsafe.Pointer(&a.mem[a.back])
}
