package zmq

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/nacl/box"
	"golang.org/x/crypto/nacl/secretbox"
)

// The CURVE mechanism, as server: RFC 26 of the ZeroMQ project,
// https://rfc.zeromq.org/spec/26/, after Bernstein's CurveCP. A client must
// know the server's public key, which stands in the connection file alone, and
// makes a key of its own for the connection.

// A Key is one half of a key pair of Curve25519.
type Key = [32]byte

// keyPair is what a kernel identifies itself with.
type keyPair struct{ public, secret Key }

// newKeyPair reads the two keys of a connection file, and refuses a pair whose
// halves do not belong together: no client could connect.
func newKeyPair(public, secret string) (*keyPair, error) {
	var k keyPair
	for _, half := range []struct {
		name, text string
		to         *Key
	}{{"curve_publickey", public, &k.public}, {"curve_secretkey", secret, &k.secret}} {
		b, err := decodeZ85(half.text)
		if err == nil && len(b) != len(half.to) {
			err = fmt.Errorf("it has %d bytes, want %d", len(b), len(half.to))
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", half.name, err)
		}
		copy(half.to[:], b)
	}
	want, err := curve25519.X25519(k.secret[:], curve25519.Basepoint)
	if err != nil || Key(want) != k.public {
		return nil, errors.New("curve_publickey does not belong to curve_secretkey")
	}
	return &k, nil
}

var errCurve = errors.New("zmq: the peer does not keep to the CURVE handshake, or has another key")

// Commands of the handshake and of the traffic, each with the length of its
// name before it.
const (
	cmdHello    = "\x05HELLO"
	cmdWelcome  = "\x07WELCOME"
	cmdInitiate = "\x08INITIATE"
	cmdReady    = "\x05READY"
	cmdMessage  = "\x07MESSAGE"
)

// sizes of the parts of the handshake's commands
const (
	shortNonce  = 8
	longNonce   = 16
	cookieSize  = longNonce + secretbox.Overhead + 2*32
	vouchSize   = longNonce + box.Overhead + 2*32
	boxOverhead = box.Overhead + 1 // with the flags within
	helloSize   = len(cmdHello) + 2 + 72 + 32 + shortNonce + box.Overhead + 64
)

// nonce puts a prefix before what came over the wire.
func nonce(prefix string, rest []byte) *[24]byte {
	var n [24]byte
	copy(n[copy(n[:], prefix):], rest)
	return &n
}

// curve is the protection of one connection after its handshake.
type curve struct {
	shared Key    // of the two transient keys
	sent   uint64 // the last nonce of ours
	got    uint64 // the last one of the peer's, which only grows
}

// A handshaker is a connection before its handshake is done.
type handshaker struct {
	r io.Reader
	w io.Writer
}

func (h handshaker) command() ([]byte, error) {
	flags, body, err := readFrame(h.r, small.frame, nil)
	if err != nil {
		return nil, err
	}
	if flags&flagCommand == 0 {
		return nil, errCurve
	}
	return body, nil
}

// curve answers HELLO and INITIATE, and returns the peer's metadata and the
// protection of what follows. The caller has exchanged greetings and sends READY.
func (h handshaker) curve(keys *keyPair) (metadata []byte, c *curve, err error) {
	body, err := h.command()
	if err != nil {
		return nil, nil, err
	}
	client, hello, err := openHello(body, keys)
	if err != nil {
		return nil, nil, err
	}
	public, secret, err := box.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	// The cookie would let a server forget the client until it comes back
	// with it. We keep the connection, and check only that it is the same.
	cookie := make([]byte, cookieSize)
	rand.Read(cookie) // does not fail
	if _, err := h.w.Write(appendFrame(nil, flagCommand, welcome(client, keys, public, cookie))); err != nil {
		return nil, nil, err
	}
	if body, err = h.command(); err != nil {
		return nil, nil, err
	}
	c = &curve{got: hello}
	box.Precompute(&c.shared, client, secret)
	metadata, err = c.openInitiate(body, client, secret, keys, cookie)
	return metadata, c, err
}

// openHello returns the client's transient public key and the nonce that came
// with it. Only a client that knows our public key can have made the box.
func openHello(body []byte, keys *keyPair) (client *Key, n uint64, err error) {
	if len(body) != helloSize || string(body[:len(cmdHello)]) != cmdHello || body[len(cmdHello)] != 1 {
		return nil, 0, errCurve
	}
	rest := body[len(cmdHello)+2+72:]
	key := Key(rest[:32])
	short := rest[32 : 32+shortNonce]
	if _, ok := box.Open(nil, rest[32+shortNonce:], nonce("CurveZMQHELLO---", short), &key, &keys.secret); !ok {
		return nil, 0, errCurve
	}
	return &key, binary.BigEndian.Uint64(short), nil
}

func welcome(client *Key, keys *keyPair, transient *Key, cookie []byte) []byte {
	random := make([]byte, longNonce)
	rand.Read(random) // does not fail
	body := append([]byte(cmdWelcome), random...)
	return box.Seal(body, append(transient[:], cookie...), nonce("WELCOME-", random), client, &keys.secret)
}

// openInitiate returns the metadata of an INITIATE command, to our transient key
// whose other half is secret. The vouch within it says that who made the transient key has the permanent one that it names.
func (c *curve) openInitiate(body []byte, client, secret *Key, keys *keyPair, cookie []byte) ([]byte, error) {
	head := len(cmdInitiate) + cookieSize + shortNonce
	if len(body) < head || string(body[:len(cmdInitiate)]) != cmdInitiate || string(body[len(cmdInitiate):len(cmdInitiate)+cookieSize]) != string(cookie) {
		return nil, errCurve
	}
	short := body[head-shortNonce : head]
	if !c.newer(short) {
		return nil, errCurve
	}
	plain, ok := box.OpenAfterPrecomputation(nil, body[head:], nonce("CurveZMQINITIATE", short), &c.shared)
	if !ok || len(plain) < 32+vouchSize {
		return nil, errCurve
	}
	permanent := Key(plain[:32])
	vouch := plain[32 : 32+vouchSize]
	said, ok := box.Open(nil, vouch[longNonce:], nonce("VOUCH---", vouch[:longNonce]), &permanent, secret)
	if !ok || Key(said[:32]) != *client || Key(said[32:]) != keys.public {
		return nil, errCurve
	}
	return plain[32+vouchSize:], nil
}

// newer notes a nonce of the peer's; false for one that is not greater than
// all before it, as that of a message that somebody has copied.
func (c *curve) newer(short []byte) bool {
	n := binary.BigEndian.Uint64(short)
	if n <= c.got {
		return false
	}
	c.got = n
	return true
}

// next returns the nonce of what is sent next.
func (c *curve) next() []byte {
	c.sent++
	return binary.BigEndian.AppendUint64(nil, c.sent)
}

// ready is the READY command with our metadata.
func (c *curve) ready(metadata []byte) []byte {
	short := c.next()
	body := append([]byte(cmdReady), short...)
	return appendFrame(nil, flagCommand, box.SealAfterPrecomputation(body, metadata, nonce("CurveZMQREADY---", short), &c.shared))
}

// Flags within the box of a MESSAGE.
const (
	boxMore    = 1 << 0
	boxCommand = 1 << 1
)

// seal appends the frame that holds a frame.
func (c *curve) seal(b []byte, flags byte, body []byte) []byte {
	inner := make([]byte, 1, 1+len(body))
	if flags&flagMore != 0 {
		inner[0] |= boxMore
	}
	if flags&flagCommand != 0 {
		inner[0] |= boxCommand
	}
	inner = append(inner, body...)
	short := c.next()
	outer := make([]byte, 0, len(cmdMessage)+shortNonce+box.Overhead+len(inner))
	outer = append(append(outer, cmdMessage...), short...)
	outer = box.SealAfterPrecomputation(outer, inner, nonce("CurveZMQMESSAGES", short), &c.shared)
	return appendFrame(b, 0, outer)
}

// open is the inverse of seal, of a frame of the peer's.
func (c *curve) open(outer []byte) (flags byte, body []byte, err error) {
	head := len(cmdMessage) + shortNonce
	if len(outer) < head+box.Overhead+1 || string(outer[:len(cmdMessage)]) != cmdMessage {
		return 0, nil, errCurve
	}
	short := outer[len(cmdMessage):head]
	if !c.newer(short) {
		return 0, nil, errCurve
	}
	inner, ok := box.OpenAfterPrecomputation(nil, outer[head:], nonce("CurveZMQMESSAGEC", short), &c.shared)
	if !ok {
		return 0, nil, errCurve
	}
	if inner[0]&boxMore != 0 {
		flags |= flagMore
	}
	if inner[0]&boxCommand != 0 {
		flags |= flagCommand
	}
	return flags, inner[1:], nil
}
