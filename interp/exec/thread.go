package exec

import (
	"go/token"
	"runtime"
)

// A Thread is one goroutine that runs interpreted code.
type Thread struct {
	run      *Run
	m        *Machine
	frames   []*frames // by body.index
	used     []int     // the indices of those that are not noFrames
	top      frame     // the last frame that failed or called compiled code
	turn     int       // counts looks at the stop flag, where the thread is alone
	trace    []Position
	callback bool // called from compiled code
	exits    bool // the panic under way has cut short a runtime.Goexit, which goes on after it
}

// Run returns the run that th belongs to.
func (th *Thread) Run() *Run { return th.run }

func (r *Run) thread() *Thread {
	if th, ok := r.threads.Get().(*Thread); ok {
		return th
	}
	return &Thread{run: r, m: r.m, callback: true}
}

// checkStop is called when some run has been stopped: it ends this thread if
// it belongs to one.
func checkStop(f frame, pos token.Pos) {
	th := hdr(f).th
	if alone {
		th.rest()
	}
	if th.run.stopped.Load() {
		hdr(f).pc, th.top = pos, f
		th.Stop()
	}
}

// turns is how many looks at the stop flag there are between two rests.
const turns = 1 << 12

// rest lets other goroutines run now and then.
func (th *Thread) rest() {
	if th.turn++; th.turn%turns == 0 {
		runtime.Gosched()
	}
}
