package display

import (
	"encoding/json"
	"errors"
)

// A Comm is a conversation between a cell and code in the front end, as
// widgets have it. Messages are values that JSON knows.
type Comm struct {
	OnMessage func(data any) // called between cells; may be nil
	OnClose   func()         // may be nil

	send  func(data any)
	close func()
}

// NewComm returns a comm for a [CommHost], which sends and closes so.
func NewComm(send func(data any), close func()) *Comm { return &Comm{send: send, close: close} }

// Send sends data to the front end.
func (c *Comm) Send(data any) { c.send(data) }

// Close ends the conversation.
func (c *Comm) Close() { c.close() }

// A CommHost is a [Publisher] with comms.
type CommHost interface {
	HandleComm(target string, opened func(c *Comm, data any)) error
	OpenComm(target string, data any) (*Comm, error)
}

var errNoComms = errors.New("display: there is no front end to talk to")

// HandleComm makes opened take the comms that the front end opens for a target.
func HandleComm(target string, opened func(c *Comm, data any)) error {
	h, ok := publisher().(CommHost)
	if !ok {
		return errNoComms
	}
	return h.HandleComm(target, opened)
}

// OpenComm opens a comm with a target of the front end.
func OpenComm(target string, data any) (*Comm, error) {
	h, ok := publisher().(CommHost)
	if !ok {
		return nil, errNoComms
	}
	return h.OpenComm(target, data)
}

// Decode makes the data of a message a value: maps, slices, text, float64,
// bool or nil.
func Decode(data []byte) any {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	return v
}
