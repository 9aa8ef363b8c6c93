package gokernel

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/kernel"
)

// UseComms implements kernel.CommUser.
func (e *Evaluator) UseComms(c *kernel.Comms) { e.comms.Store(c) }

var errNoComms = errors.New("display: what runs this notebook has no comms")

// HandleComm implements display.CommHost.
func (p publisher) HandleComm(target string, opened func(c *display.Comm, data any)) error {
	comms := p.e.comms.Load()
	if comms == nil {
		return errNoComms
	}
	comms.Handle(target, func(c *kernel.Comm, data json.RawMessage) {
		d := p.e.wrap(c)
		p.e.event(func() { opened(d, display.Decode(data)) })
	})
	return nil
}

// OpenComm implements display.CommHost.
func (p publisher) OpenComm(target string, data any) (*display.Comm, error) {
	comms := p.e.comms.Load()
	if comms == nil {
		return nil, errNoComms
	}
	return p.e.wrap(comms.Open(target, data)), nil
}

func (e *Evaluator) wrap(c *kernel.Comm) *display.Comm {
	d := display.NewComm(c.Send, c.Close)
	c.OnMessage = func(data json.RawMessage) {
		if d.OnMessage != nil {
			e.event(func() { d.OnMessage(display.Decode(data)) })
		}
	}
	c.OnClose = func() {
		if d.OnClose != nil {
			e.event(d.OnClose)
		}
	}
	return d
}

// event calls a function of a cell. What it prints, also that it has failed,
// belongs to the cell that ran last; an interrupt ends it.
func (e *Evaluator) event(f func()) {
	last := e.current.Load()
	if last == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	e.mu.Lock()
	e.cancel = cancel
	e.mu.Unlock()
	if err := e.session.Do(ctx, e.stdio(last.out), f); err != nil {
		last.out.Stream("stderr", err.Error()+"\n")
	}
}
