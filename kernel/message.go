package kernel

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/dlfs-go/book/kernel/wire"
)

// ProtocolVersion is the version of the messaging protocol spoken here.
const ProtocolVersion = "5.5"

type header struct {
	MsgID    string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	MsgType  string `json:"msg_type"`
	Version  string `json:"version"`
}

// decodeHeader takes from a header what can be had. Only the type of the message
// is needed for an answer, which repeats the header as it came.
func decodeHeader(raw json.RawMessage) (h header, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return h, fmt.Errorf("the header: %w", err)
	}
	for name, to := range map[string]*string{"msg_id": &h.MsgID, "session": &h.Session, "username": &h.Username, "date": &h.Date, "msg_type": &h.MsgType, "version": &h.Version} {
		if err := json.Unmarshal(fields[name], to); err != nil && name == "msg_type" {
			return h, errors.New("the header has no msg_type that is a text")
		}
	}
	if h.MsgType == "" {
		return h, errors.New("the header has no msg_type")
	}
	return h, nil
}

// maxDigests is how many signatures a kernel remembers at least.
const maxDigests = 1 << 16

// digests are the signatures of the last messages, in two generations: when the
// younger one is full it becomes the older one, which is dropped.
type digests struct{ young, old map[string]bool }

// add notes a signature; it reports false for one that was seen before.
func (d *digests) add(signature []byte) bool {
	s := string(signature)
	if d.young[s] || d.old[s] {
		return false
	}
	if d.young == nil || len(d.young) >= maxDigests {
		d.young, d.old = map[string]bool{}, d.young
	}
	d.young[s] = true
	return true
}

// request is a message from a front end.
type request struct {
	channel Channel
	msg     wire.Message
	header  header
	arrived time.Time
}

// content decodes the request's content into v; what is missing keeps the
// value that v has.
func (r *request) content(v any) error {
	if err := json.Unmarshal(r.msg.Content, v); err != nil {
		return fmt.Errorf("%s: %w", r.header.MsgType, err)
	}
	return nil
}

func newID() string {
	b := make([]byte, 16)
	rand.Read(b) // does not fail
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// dict is a JSON object.
type dict = map[string]any

// encode makes a message; a value that cannot be JSON becomes a string that
// says so, since a message must be sent.
func (k *Kernel) encode(msgType string, parent json.RawMessage, ids [][]byte, content, metadata dict) wire.Message {
	h, _ := json.Marshal(header{
		MsgID: newID(), Session: k.session, Username: "kernel", MsgType: msgType, Version: ProtocolVersion,
		Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
	})
	if metadata == nil {
		metadata = dict{}
	}
	if len(parent) == 0 {
		parent = json.RawMessage("{}")
	}
	return wire.Message{IDs: ids, Header: h, Parent: parent, Metadata: marshal(metadata), Content: marshal(content)}
}

func marshal(d dict) json.RawMessage {
	b, err := json.Marshal(d)
	if err == nil {
		return b
	}
	out := dict{}
	for k, v := range d {
		if _, err := json.Marshal(v); err != nil {
			v = fmt.Sprintf("%v (%v)", v, err)
		}
		out[k] = v
	}
	b, _ = json.Marshal(out)
	return b
}

// reply answers a request on its own channel.
func (k *Kernel) reply(r *request, msgType string, content dict) {
	m := k.encode(msgType, r.msg.Header, r.msg.IDs, content, nil)
	if err := k.transport.Send(r.channel, wire.Encode(m, k.key)); err != nil {
		k.log("sending %s: %v", msgType, err)
	}
}

// publish sends a message on iopub.
func (k *Kernel) publish(parent json.RawMessage, msgType string, content, metadata dict) {
	m := k.encode(msgType, parent, [][]byte{[]byte("kernel." + k.session + "." + msgType)}, content, metadata)
	if err := k.transport.Send(IOPub, wire.Encode(m, k.key)); err != nil {
		k.log("publishing %s: %v", msgType, err)
	}
}

// metadata decodes the request's metadata into v.
func (r *request) metadata(v any) error { return json.Unmarshal(r.msg.Metadata, v) }
