// Package zmq is a kernel.Transport over ZeroMQ sockets.
//
// It speaks the small part of ZMTP 3.1 that the five sockets of a Jupyter
// kernel need: it listens, it authenticates nobody (the NULL mechanism; Jupyter
// signs its messages), and it is a ROUTER, a publisher or an echo. The protocol
// is RFC 37 of the ZeroMQ project, https://rfc.zeromq.org/spec/37/; peers that
// speak 3.0 (RFC 23) are served too.
package zmq

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	flagMore    = 1 << 0
	flagLong    = 1 << 1
	flagCommand = 1 << 2
)

// maxFrame bounds what a peer can make us allocate.
const maxFrame = 1 << 30

// greetingSize is the length of the greeting of ZMTP 3.
const greetingSize = 64

// greeting is the first thing that both sides send: a signature, the version,
// and the mechanism.
func greeting() []byte {
	g := make([]byte, greetingSize)
	g[0], g[8], g[9] = 0xff, 1, 0x7f
	g[10], g[11] = 3, 1
	copy(g[12:], "NULL")
	return g
}

var errGreeting = errors.New("zmq: the peer does not speak ZMTP 3 with the NULL mechanism")

// handshake exchanges greetings and READY commands, and returns the identity
// that the peer gave itself.
func handshake(r *bufio.Reader, w io.Writer, socketType string) (identity string, err error) {
	if _, err := w.Write(greeting()); err != nil {
		return "", err
	}
	var g [greetingSize]byte
	if _, err := io.ReadFull(r, g[:]); err != nil {
		return "", err
	}
	if g[0] != 0xff || g[9]&1 == 0 || g[10] < 3 || string(g[12:17]) != "NULL\x00" {
		return "", errGreeting
	}
	if _, err := w.Write(ready(socketType)); err != nil {
		return "", err
	}
	flags, body, err := readFrame(r)
	if err != nil {
		return "", err
	}
	props, err := parseReady(flags, body)
	if err != nil {
		return "", err
	}
	if !slices.Contains(peerTypes[socketType], props["Socket-Type"]) {
		return "", fmt.Errorf("zmq: a %q socket does not go with a %s", props["Socket-Type"], socketType)
	}
	return props["Identity"], nil
}

// peerTypes are the sockets that may talk to ours.
var peerTypes = map[string][]string{
	"ROUTER": {"DEALER", "REQ", "ROUTER"},
	"XPUB":   {"SUB", "XSUB"},
	"REP":    {"REQ", "DEALER"},
}

func ready(socketType string) []byte {
	body := append([]byte{5}, "READY"...)
	for _, p := range [][2]string{{"Socket-Type", socketType}, {"Identity", ""}} {
		body = append(body, byte(len(p[0])))
		body = append(body, p[0]...)
		body = binary.BigEndian.AppendUint32(body, uint32(len(p[1])))
		body = append(body, p[1]...)
	}
	return appendFrame(nil, flagCommand, body)
}

var errReady = errors.New("zmq: the peer's READY command is malformed")

func parseReady(flags byte, body []byte) (map[string]string, error) {
	if flags&flagCommand == 0 || len(body) < 6 || string(body[:6]) != "\x05READY" {
		return nil, errReady
	}
	props := map[string]string{}
	for b := body[6:]; len(b) > 0; {
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
	if len(body) > 255 {
		b = append(b, flags|flagLong)
		b = binary.BigEndian.AppendUint64(b, uint64(len(body)))
	} else {
		b = append(b, flags, byte(len(body)))
	}
	return append(b, body...)
}

// appendMessage encodes a multipart message.
func appendMessage(b []byte, frames [][]byte) []byte {
	for i, f := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags = flagMore
		}
		b = appendFrame(b, flags, f)
	}
	return b
}

func readFrame(r *bufio.Reader) (flags byte, body []byte, err error) {
	if flags, err = r.ReadByte(); err != nil {
		return 0, nil, err
	}
	if flags&^(flagMore|flagLong|flagCommand) != 0 {
		return 0, nil, fmt.Errorf("zmq: a frame with the flags %#x", flags)
	}
	var size uint64
	if flags&flagLong != 0 {
		var b [8]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(b[:])
	} else {
		b, err := r.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		size = uint64(b)
	}
	if size > maxFrame {
		return 0, nil, fmt.Errorf("zmq: a frame of %d bytes, the limit is %d", size, maxFrame)
	}
	body, err = readBody(r, int(size))
	return flags, body, err
}

// readBody takes memory as the bytes come, so that a lie about the size costs
// nothing.
func readBody(r io.Reader, size int) ([]byte, error) {
	const step = 1 << 20
	body := make([]byte, 0, min(size, step))
	for len(body) < size {
		n := min(step, size-len(body))
		at := len(body)
		body = append(body, make([]byte, n)...)
		if _, err := io.ReadFull(r, body[at:]); err != nil {
			return nil, err
		}
	}
	return body, nil
}

// maxFrames bounds the parts of a message.
const maxFrames = 4096

// readMessage reads a multipart message. Commands on the way go to command.
func readMessage(r *bufio.Reader, command func(body []byte)) ([][]byte, error) {
	var frames [][]byte
	for {
		flags, body, err := readFrame(r)
		if err != nil {
			return nil, err
		}
		if flags&flagCommand != 0 {
			command(body)
			continue
		}
		frames = append(frames, body)
		if flags&flagMore == 0 {
			return frames, nil
		}
		if len(frames) >= maxFrames {
			return nil, fmt.Errorf("zmq: a message of more than %d frames", maxFrames)
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
	return appendFrame(nil, flagCommand, append([]byte(cmdPong), rest[2:]...))
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
