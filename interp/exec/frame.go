package exec

import (
	"go/token"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// A frame is the memory of one call: a header, then the results, the
// parameters, the free variables, the registers and the constants.
type frame = unsafe.Pointer

// header is the start of every frame.
type header struct {
	th     *Thread
	caller frame     // the calling frame; in the pool, the next free frame
	defers *deferred // calls deferred so far, newest first
	unwind *panicking
	code   *code
	pc     token.Pos // of the last instruction that could fail or call
}

const headerWords = unsafe.Sizeof(header{}) / word

const word = 8

func hdr(f frame) *header { return (*header)(f) }

func at[T any](f frame, off uintptr) *T { return (*T)(unsafe.Add(f, off)) }

// enter returns a frame of c for th: its constants are set, all else is
// arbitrary.
func (th *Thread) enter(c *code) frame {
	if c.entry.Load() == nil {
		c.compile()
	}
	if i := c.index; i < len(th.pool) {
		if f := th.pool[i]; f != nil {
			th.pool[i] = hdr(f).caller
			return f
		}
	}
	return th.newFrame(c)
}

func (th *Thread) newFrame(c *code) frame {
	f := rtype.New(c.frameType)
	rtype.Move(c.frameType, f, c.image)
	hdr(f).th = th
	hdr(f).code = c
	return f
}

// leave puts a frame back when its call has returned.
func (th *Thread) leave(f frame) {
	i := hdr(f).code.index
	for i >= len(th.pool) {
		th.pool = append(th.pool, make([]frame, i+64-len(th.pool))...)
	}
	hdr(f).caller = th.pool[i]
	th.pool[i] = f
}
