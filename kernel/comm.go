package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
)

// A CommUser is an [Evaluator] whose cells take part in comms: conversations
// between code in the front end and code here, as widgets have them.
type CommUser interface {
	// UseComms is called once, before the first cell.
	UseComms(*Comms)
}

// Comms are the comms of a kernel.
type Comms struct {
	k       *Kernel
	mu      sync.Mutex
	targets map[string]func(*Comm, json.RawMessage)
	open    map[string]*Comm
}

// A Comm is one conversation. OnMessage and OnClose may be set by who opens
// or takes it; they are called between cells.
type Comm struct {
	ID, Target string
	OnMessage  func(data json.RawMessage)
	OnClose    func()

	all *Comms
}

func newComms(k *Kernel) *Comms {
	return &Comms{k: k, targets: map[string]func(*Comm, json.RawMessage){}, open: map[string]*Comm{}}
}

// Handle makes opened take the comms that a front end opens for a target.
func (c *Comms) Handle(target string, opened func(*Comm, json.RawMessage)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.targets[target] = opened
}

// Open opens a comm with a target of the front end.
func (c *Comms) Open(target string, data any) *Comm {
	comm := c.add(newID(), target)
	c.k.publish(nil, "comm_open", dict{"comm_id": comm.ID, "target_name": target, "data": data}, nil)
	return comm
}

func (c *Comms) add(id, target string) *Comm {
	c.mu.Lock()
	defer c.mu.Unlock()
	comm := &Comm{ID: id, Target: target, all: c}
	c.open[id] = comm
	return comm
}

func (c *Comms) find(id string) *Comm {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[id]
}

func (c *Comms) remove(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, id)
}

// Send sends data to the front end.
func (c *Comm) Send(data any) {
	c.all.k.publish(nil, "comm_msg", dict{"comm_id": c.ID, "data": data}, nil)
}

// Close ends the conversation.
func (c *Comm) Close() {
	c.all.remove(c.ID)
	c.all.k.publish(nil, "comm_close", dict{"comm_id": c.ID, "data": dict{}}, nil)
}

type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name"`
	Data   json.RawMessage `json:"data"`
}

func (k *Kernel) commInfo(_ context.Context, r *request) error {
	var c commContent
	if err := r.content(&c); err != nil {
		return err
	}
	k.comms.mu.Lock()
	open := maps.Clone(k.comms.open)
	k.comms.mu.Unlock()
	list := dict{}
	for id, comm := range open {
		if c.Target == "" || c.Target == comm.Target {
			list[id] = dict{"target_name": comm.Target}
		}
	}
	k.reply(r, "comm_info_reply", dict{"status": "ok", "comms": list})
	return nil
}

// commOpen hands a comm to who handles its target; it is closed at once if
// nobody does, as the protocol asks.
func (k *Kernel) commOpen(_ context.Context, r *request) error {
	c, err := k.commContent(r)
	if err != nil {
		return nil
	}
	k.comms.mu.Lock()
	opened := k.comms.targets[c.Target]
	k.comms.mu.Unlock()
	if opened == nil {
		k.publish(r.msg.Header, "comm_close", dict{"comm_id": c.ID, "data": dict{}}, nil)
		return nil
	}
	comm := k.comms.add(c.ID, c.Target)
	k.comms.call("comm_open", func() { opened(comm, c.Data) })
	return nil
}

func (k *Kernel) commMsg(_ context.Context, r *request) error {
	c, err := k.commContent(r)
	if comm := k.comms.find(c.ID); err == nil && comm != nil && comm.OnMessage != nil {
		k.comms.call("comm_msg", func() { comm.OnMessage(c.Data) })
	}
	return nil
}

func (k *Kernel) commClose(_ context.Context, r *request) error {
	c, err := k.commContent(r)
	comm := k.comms.find(c.ID)
	if err != nil || comm == nil {
		return nil
	}
	k.comms.remove(c.ID)
	if comm.OnClose != nil {
		k.comms.call("comm_close", comm.OnClose)
	}
	return nil
}

// commContent logs what cannot be read: comm messages have no reply that could
// say so.
func (k *Kernel) commContent(r *request) (c commContent, err error) {
	if err = r.content(&c); err != nil {
		k.log("%v", err)
	}
	return c, err
}

// call calls a function of a cell, whose panic is for the log.
func (c *Comms) call(what string, f func()) {
	defer func() {
		if v := recover(); v != nil {
			c.k.log("%s: %s", what, fmt.Sprint(v))
		}
	}()
	f()
}
