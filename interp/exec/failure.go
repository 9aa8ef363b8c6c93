package exec

import (
	"fmt"
	"go/token"
	"path/filepath"
	"runtime"
	"strings"
)

// Failure is the panic value, and error, of a mistake in what compiles: in this
// package or in go/ssa. No program recovers from it.
type Failure struct {
	Pos   token.Pos // what was being compiled
	Value any       // of the panic
	At    string    // the function that panicked, and where that is
}

func (e Failure) Error() string { return fmt.Sprintf("%v, in %s", e.Value, e.At) }

// NewFailure makes a Failure of a panic's value. It is called by the deferred
// function that has recovered it.
func NewFailure(pos token.Pos, value any) Failure {
	if f, ok := value.(Failure); ok {
		return f
	}
	return Failure{pos, value, panicked()}
}

// panicked finds the function in which the panic under way began.
func panicked() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	inPanic, found := false, ""
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			inPanic, found = true, "" // what was found only handed another panic on
		case found != "":
			return found
		case inPanic && !strings.HasPrefix(f.Function, "runtime."):
			found = fmt.Sprintf("%s (%s:%d)", f.Function, filepath.Base(f.File), f.Line)
		}
		if !more {
			return found
		}
	}
}
