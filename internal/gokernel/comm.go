package gokernel

import (
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
	comms.Handle(target, func(c *kernel.Comm, data json.RawMessage) { opened(wrap(c), display.Decode(data)) })
	return nil
}

// OpenComm implements display.CommHost.
func (p publisher) OpenComm(target string, data any) (*display.Comm, error) {
	comms := p.e.comms.Load()
	if comms == nil {
		return nil, errNoComms
	}
	return wrap(comms.Open(target, data)), nil
}

func wrap(c *kernel.Comm) *display.Comm {
	d := display.NewComm(c.Send, c.Close)
	c.OnMessage = func(data json.RawMessage) {
		if d.OnMessage != nil {
			d.OnMessage(display.Decode(data))
		}
	}
	c.OnClose = func() {
		if d.OnClose != nil {
			d.OnClose()
		}
	}
	return d
}
