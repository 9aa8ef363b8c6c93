package exec

import (
	"go/token"
	"sync"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// A frame is the memory of one call: a header, then the results, the
// parameters, the free variables, the registers and the constants.
type frame = unsafe.Pointer

// header is the start of every frame.
type header struct {
	th     *Thread
	caller frame     // the calling frame
	next   frame     // of the same function, for a call within this one
	list   *frames   // that it is in
	defers *deferred // calls deferred so far, newest first
	unwind *panicking
	body   *body
	pc     token.Pos // of the last instruction that could fail or call
	depth  int       // of the recursion
}

const headerWords = unsafe.Sizeof(header{}) / word

const word = 8

func hdr(f frame) *header { return (*header)(f) }

func at[T any](f frame, off uintptr) *T { return (*T)(unsafe.Add(f, off)) }

// frames are a thread's frames of one function, as many as the function has
// been deep in recursion. Calls take them in turn and give them back in
// reverse: those before free are in use. What a panic leaves is free again when
// a frame before it is given back.
type frames struct{ free, last frame }

// noFrames stands for those of a function that a thread has not called.
var noFrames frames

// tables are the lists of frames of threads that have ended, without frames: in
// a long session they are long, and a thread uses little of them.
var tables sync.Pool

// extend makes the list of frames long enough for index i.
func (th *Thread) extend(i int) {
	if len(th.frames) == 0 && i >= 64 {
		if t, ok := tables.Get().(*[]*frames); ok {
			th.frames = *t
		}
	}
	if i < len(th.frames) {
		return
	}
	list := make([]*frames, max(i+1+i/8, 8))
	for j := copy(list, th.frames); j < len(list); j++ {
		list[j] = &noFrames
	}
	th.frames = list
}

// end gives back what th has, when nothing runs in it any more.
func (th *Thread) end() {
	for _, i := range th.used {
		th.frames[i] = &noFrames
	}
	if list := th.frames; len(list) > 64 {
		tables.Put(&list)
	}
	th.frames, th.used = nil, nil
}

// enter returns a frame of b: its constants are set, all else is arbitrary.
func (th *Thread) enter(b *body) frame {
	if i := b.index; i < len(th.frames) {
		l := th.frames[i]
		if f := l.free; f != nil {
			l.free = hdr(f).next
			return f
		}
	}
	return th.appendFrame(b)
}

// leave gives a frame back when its call has returned.
func leave(f frame) { hdr(f).list.free = f }

func (th *Thread) appendFrame(b *body) frame {
	f := th.newFrame(b)
	if b.index >= len(th.frames) {
		th.extend(b.index)
	}
	if th.frames[b.index] == &noFrames {
		th.frames[b.index] = new(frames)
		th.used = append(th.used, b.index)
	}
	l := th.frames[b.index]
	if l.last != nil {
		hdr(l.last).next = f
	}
	l.last = f
	hdr(f).list = l
	return f
}

func (th *Thread) newFrame(b *body) frame {
	f := rtype.New(b.frameType)
	rtype.Move(b.frameType, f, b.image)
	hdr(f).th = th
	hdr(f).body = b
	return f
}
