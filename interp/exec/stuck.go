package exec

// Stuck returns the stack of the run's main goroutine and the compiled function
// that it is in, for a run that was stopped and does not end. It looks at the
// frames of a goroutine that may be running after all, so that what it says is
// a good guess.
//
//go:norace
func (r *Run) Stuck() (stack []Position, function string) {
	th := r.main
	if th == nil || th.top == nil {
		return nil, ""
	}
	for f := th.top; f != nil && len(stack) < maxTrace; f = hdr(f).caller {
		h := hdr(f)
		if body := h.body.code.body.Load(); len(stack) == 0 && body != nil {
			function = body.calls[h.pc]
		}
		stack = append(stack, Position{h.body.code.name(), h.pc})
	}
	return stack, function
}
