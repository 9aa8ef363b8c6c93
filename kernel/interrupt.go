package kernel

import (
	"context"
	"sync"
)

// interruptible is the context of the running cell. It is there before the
// front end can know that the cell runs, so that no interrupt comes too early.
type interruptible struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

// begin returns the context of a cell; end is to be called after it.
func (i *interruptible) begin(ctx context.Context) (cell context.Context, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel = cancel
	return ctx, func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.cancel = nil
		cancel()
	}
}

// interrupt ends the context of the running cell, if there is one.
func (i *interruptible) interrupt() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.cancel != nil {
		i.cancel()
	}
}
