// Package zmq is a kernel.Transport over ZeroMQ sockets.
//
// It speaks the small part of ZMTP 3.1 that the five sockets of a Jupyter
// kernel need: it listens, and it is a ROUTER, a publisher or an echo. Where the
// connection file has keys, only those who know them can connect, and all is
// encrypted (the CURVE mechanism). Where it has none, whoever reaches the sockets
// can read what the kernel publishes, and only what is asked of the kernel is
// signed (the NULL mechanism). The protocol is RFC 37 of the ZeroMQ project,
// https://rfc.zeromq.org/spec/37/; peers that speak 3.0 (RFC 23) are served too.
//
// A peer that has not shown that it knows the signing key may be anybody on the
// machine, so what it can make the kernel keep is bounded: see limits.
package zmq

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	flagMore    = 1 << 0
	flagLong    = 1 << 1
	flagCommand = 1 << 2
)

// limits bound what a peer can make us keep.
type limits struct {
	frame  int // bytes of a frame
	total  int // bytes of a message
	frames int // parts of a message
}

var (
	// small is for what has no reason to be long: the handshake, commands,
	// subscriptions and heartbeats.
	small = limits{frame: 8 << 10, total: 8 << 10, frames: 16}
	// large is for Jupyter's messages. The longest that front ends send are
	// cells and the buffers of widgets.
	large = limits{frame: 128 << 20, total: 128 << 20, frames: 4096}
)

// maxIncoming bounds the messages that have begun to arrive, of all peers
// together.
const maxIncoming = 256 << 20

// greetingSize is the length of the greeting of ZMTP 3.
const greetingSize = 64

// Places in a greeting.
const (
	greetingMajor     = 10
	greetingMinor     = 11
	greetingMechanism = 12
	greetingServer    = 32
)

// greeting is the first thing that both sides send: a signature, the version,
// and the mechanism.
func greeting(mechanism string) []byte {
	g := make([]byte, greetingSize)
	g[0], g[8], g[9] = 0xff, 1, 0x7f
	g[greetingMajor], g[greetingMinor] = 3, 1
	copy(g[greetingMechanism:], mechanism)
	if mechanism == "CURVE" {
		g[greetingServer] = 1
	}
	return g
}

// session is a connection after its handshake.
type session struct {
	identity string
	curve    *curve // nil for the NULL mechanism
	pings    bool   // the peer speaks ZMTP 3.1, in which a PING is answered
}

// handshake exchanges greetings and READY commands. keys is nil for the NULL
// mechanism.
func handshake(r *bufio.Reader, w io.Writer, socketType string, keys *keyPair) (*session, error) {
	mechanism := "NULL"
	if keys != nil {
		mechanism = "CURVE"
	}
	if _, err := w.Write(greeting(mechanism)); err != nil {
		return nil, err
	}
	var g [greetingSize]byte
	if _, err := io.ReadFull(r, g[:]); err != nil {
		return nil, err
	}
	theirs, _, _ := strings.Cut(string(g[greetingMechanism:greetingServer]), "\x00")
	if g[0] != 0xff || g[9]&1 == 0 || g[greetingMajor] < 3 {
		return nil, errors.New("zmq: the peer does not speak ZMTP 3")
	}
	if theirs != mechanism {
		return nil, fmt.Errorf("zmq: the peer speaks the mechanism %q, want %s", theirs, mechanism)
	}
	s := &session{pings: g[greetingMajor] > 3 || g[greetingMinor] >= 1}
	meta, err := s.exchange(handshaker{r, w}, socketType, keys)
	if err != nil {
		return nil, err
	}
	props, err := parseMetadata(meta)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(peerTypes[socketType], props["Socket-Type"]) {
		return nil, fmt.Errorf("zmq: a %q socket does not go with a %s", props["Socket-Type"], socketType)
	}
	s.identity = props["Identity"]
	return s, nil
}

// exchange sends our metadata and returns the peer's.
func (s *session) exchange(h handshaker, socketType string, keys *keyPair) ([]byte, error) {
	if keys == nil {
		if _, err := h.w.Write(appendFrame(nil, flagCommand, append([]byte(cmdReady), metadata(socketType)...))); err != nil {
			return nil, err
		}
		body, err := h.command()
		if err != nil {
			return nil, err
		}
		theirs, ok := bytes.CutPrefix(body, []byte(cmdReady))
		if !ok {
			return nil, errReady
		}
		return theirs, nil
	}
	theirs, c, err := h.curve(keys)
	if err != nil {
		return nil, err
	}
	s.curve = c
	_, err = h.w.Write(c.ready(metadata(socketType)))
	return theirs, err
}

// peerTypes are the sockets that may talk to ours.
var peerTypes = map[string][]string{
	"ROUTER": {"DEALER", "REQ", "ROUTER"},
	"XPUB":   {"SUB", "XSUB"},
	"REP":    {"REQ", "DEALER"},
}

// metadata is what our READY command says.
func metadata(socketType string) (b []byte) {
	for _, p := range [][2]string{{"Socket-Type", socketType}, {"Identity", ""}} {
		b = append(b, byte(len(p[0])))
		b = append(b, p[0]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(p[1])))
		b = append(b, p[1]...)
	}
	return b
}

var errReady = errors.New("zmq: the peer's READY command is malformed")

func parseMetadata(b []byte) (map[string]string, error) {
	props := map[string]string{}
	for len(b) > 0 {
		n := int(b[0])
		if len(b) < 1+n+4 {
			return nil, errReady
		}
		name := string(b[1 : 1+n])
		size := binary.BigEndian.Uint32(b[1+n:])
		b = b[1+n+4:]
		if uint64(size) > uint64(len(b)) {
			return nil, errReady
		}
		props[name] = string(b[:size])
		b = b[size:]
	}
	return props, nil
}

func appendFrame(b []byte, flags byte, body []byte) []byte {
	return append(appendHead(b, flags, len(body)), body...)
}

// appendHead encodes what stands before the bytes of a frame.
func appendHead(b []byte, flags byte, size int) []byte {
	if size > 255 {
		return binary.BigEndian.AppendUint64(append(b, flags|flagLong), uint64(size))
	}
	return append(b, flags, byte(size))
}

// readFrame reads a frame of at most max bytes, for which room is asked as they
// come; nil is for room that need not be asked for.
func readFrame(r io.Reader, max int, room func(n int) error) (flags byte, body []byte, err error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:1]); err != nil {
		return 0, nil, err
	}
	flags = head[0]
	if flags&^(flagMore|flagLong|flagCommand) != 0 {
		return 0, nil, fmt.Errorf("zmq: a frame with the flags %#x", flags)
	}
	var size uint64
	if flags&flagLong != 0 {
		if _, err := io.ReadFull(r, head[1:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(head[1:])
	} else {
		if _, err := io.ReadFull(r, head[1:2]); err != nil {
			return 0, nil, err
		}
		size = uint64(head[1])
	}
	if flags&flagCommand != 0 {
		max = min(max, small.frame)
	}
	if size > uint64(max) {
		return 0, nil, fmt.Errorf("zmq: a frame of %d bytes, the limit is %d", size, max)
	}
	body, err = readBody(r, int(size), room)
	return flags, body, err
}

// readBody takes memory as the bytes come, so that a lie about the size costs
// nothing.
func readBody(r io.Reader, size int, room func(n int) error) ([]byte, error) {
	const step = 1 << 20
	body := make([]byte, 0, min(size, step))
	for len(body) < size {
		n := min(step, size-len(body))
		if room != nil {
			if err := room(n); err != nil {
				return nil, err
			}
		}
		at := len(body)
		body = append(body, make([]byte, n)...)
		if _, err := io.ReadFull(r, body[at:]); err != nil {
			return nil, err
		}
	}
	return body, nil
}

// A reader takes messages from a connection.
type reader struct {
	r       io.Reader
	curve   *curve
	lim     limits
	room    func(n int) error // nil: unbounded
	command func(body []byte) error
}

// frame reads a frame, out of its box if there is one.
func (r *reader) frame() (flags byte, body []byte, err error) {
	max := r.lim.frame
	if r.curve != nil {
		max += len(cmdMessage) + shortNonce + boxOverhead
	}
	flags, body, err = readFrame(r.r, max, r.room)
	if err != nil || r.curve == nil {
		return flags, body, err
	}
	return r.curve.open(body)
}

// message reads a multipart message. Commands on the way go to command.
func (r *reader) message() ([][]byte, error) {
	var frames [][]byte
	for total := 0; ; {
		flags, body, err := r.frame()
		if err != nil {
			return nil, err
		}
		if flags&flagCommand != 0 {
			if err := r.command(body); err != nil {
				return nil, err
			}
			continue
		}
		frames = append(frames, body)
		if total += len(body); total > r.lim.total {
			return nil, fmt.Errorf("zmq: a message of more than %d bytes", r.lim.total)
		}
		if flags&flagMore == 0 {
			return frames, nil
		}
		if len(frames) >= r.lim.frames {
			return nil, fmt.Errorf("zmq: a message of more than %d frames", r.lim.frames)
		}
	}
}

// The commands of ZMTP 3.1, each with the length of its name before it.
const (
	cmdPing      = "\x04PING"
	cmdPong      = "\x04PONG"
	cmdSubscribe = "\x09SUBSCRIBE"
	cmdCancel    = "\x06CANCEL"
)

// pong answers a PING, or returns nil for another command. It leaves out the
// time to live, two bytes, and repeats the context.
func pong(body []byte) []byte {
	rest, ok := bytes.CutPrefix(body, []byte(cmdPing))
	if !ok || len(rest) < 2 {
		return nil
	}
	return append([]byte(cmdPong), rest[2:]...)
}

// subscription makes a SUBSCRIBE or CANCEL command what ZMTP 3.0 has for it, a
// message of 1 or 0 and the prefix; nil for another command.
func subscription(body []byte) [][]byte {
	if topic, ok := bytes.CutPrefix(body, []byte(cmdSubscribe)); ok {
		return [][]byte{append([]byte{1}, topic...)}
	}
	if topic, ok := bytes.CutPrefix(body, []byte(cmdCancel)); ok {
		return [][]byte{append([]byte{0}, topic...)}
	}
	return nil
}
