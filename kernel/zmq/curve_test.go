package zmq

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/dlfs-go/book/kernel"
)

// encodeZ85 is the inverse of decodeZ85.
func encodeZ85(b []byte) string {
	var out []byte
	for ; len(b) > 0; b = b[4:] {
		n := binary.BigEndian.Uint32(b)
		var five [5]byte
		for i := 4; i >= 0; i-- {
			five[i], n = z85[n%85], n/85
		}
		out = append(out, five[:]...)
	}
	return string(out)
}

func TestZ85(t *testing.T) {
	// The example of RFC 32.
	if got, err := decodeZ85("HelloWorld"); err != nil || !bytes.Equal(got, []byte{0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b}) {
		t.Errorf("HelloWorld is % x, %v", got, err)
	}
	for _, bad := range []string{"abcd", "ab cd", "#####", "한글은 안"} {
		if got, err := decodeZ85(bad); err == nil {
			t.Errorf("%q is % x, want an error", bad, got)
		}
	}
}

// encrypted opens a transport with keys of its own.
func encrypted(t *testing.T) (*Transport, *keyPair) {
	t.Helper()
	public, secret, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := Listen(kernel.Connection{
		Transport: "ipc", IP: t.TempDir() + "/k", ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5,
		CurvePublicKey: encodeZ85(public[:]), CurveSecretKey: encodeZ85(secret[:]),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr, &keyPair{*public, *secret}
}

// curveClient is the client's side of the mechanism.
type curveClient struct {
	conn   net.Conn
	r      *bufio.Reader
	server Key // as the client believes

	permanent, transient keyPair
	shared               Key
	sent                 uint64
	record               []byte // all that was written
}

func (c *curveClient) write(b []byte) error {
	c.record = append(c.record, b...)
	_, err := c.conn.Write(b)
	return err
}

func (c *curveClient) next() []byte {
	c.sent++
	return binary.BigEndian.AppendUint64(nil, c.sent)
}

func newCurveClient(t *testing.T, tr *Transport, ch kernel.Channel, server Key) *curveClient {
	t.Helper()
	addr := tr.addresses[ch]
	conn, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	c := &curveClient{conn: conn, r: bufio.NewReader(conn), server: server}
	for _, k := range []*keyPair{&c.permanent, &c.transient} {
		public, secret, err := box.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		k.public, k.secret = *public, *secret
	}
	return c
}

func (c *curveClient) hello() []byte {
	short := c.next()
	body := append([]byte(cmdHello), 1, 0)
	body = append(body, make([]byte, 72)...)
	body = append(append(body, c.transient.public[:]...), short...)
	return appendFrame(nil, flagCommand, box.Seal(body, make([]byte, 64), nonce("CurveZMQHELLO---", short), &c.server, &c.transient.secret))
}

// initiate answers a WELCOME. vouched is the key for which the vouch speaks.
func (c *curveClient) initiate(body []byte, vouched Key, meta []byte) ([]byte, error) {
	head := len(cmdWelcome) + longNonce
	if len(body) < head {
		return nil, io.ErrUnexpectedEOF
	}
	plain, ok := box.Open(nil, body[head:], nonce("WELCOME-", body[len(cmdWelcome):head]), &c.server, &c.transient.secret)
	if !ok {
		return nil, errCurve
	}
	server := Key(plain[:32])
	box.Precompute(&c.shared, &server, &c.transient.secret)
	random := make([]byte, longNonce)
	rand.Read(random)
	vouch := box.Seal(random, append(vouched[:], c.server[:]...), nonce("VOUCH---", random), &server, &c.permanent.secret)
	short := c.next()
	out := append(append([]byte(cmdInitiate), plain[32:]...), short...)
	inner := append(append(c.permanent.public[:], vouch...), meta...)
	return appendFrame(nil, flagCommand, box.SealAfterPrecomputation(out, inner, nonce("CurveZMQINITIATE", short), &c.shared)), nil
}

// connect does the whole handshake.
func (c *curveClient) connect(socketType string) error {
	if err := c.write(greeting("CURVE")); err != nil {
		return err
	}
	if _, err := c.r.Discard(greetingSize); err != nil {
		return err
	}
	c.write(c.hello())
	_, body, err := readFrame(c.r, small.frame, nil)
	if err != nil {
		return err
	}
	initiate, err := c.initiate(body, c.transient.public, clientMetadata(socketType, "me"))
	if err != nil {
		return err
	}
	c.write(initiate)
	_, body, err = readFrame(c.r, small.frame, nil)
	if err != nil {
		return err
	}
	head := len(cmdReady) + shortNonce
	if _, ok := box.OpenAfterPrecomputation(nil, body[head:], nonce("CurveZMQREADY---", body[head-shortNonce:head]), &c.shared); !ok {
		return errCurve
	}
	return nil
}

// message is a MESSAGE with one frame.
func (c *curveClient) message(text string) []byte {
	short := c.next()
	body := append([]byte(cmdMessage), short...)
	return appendFrame(nil, 0, box.SealAfterPrecomputation(body, append([]byte{0}, text...), nonce("CurveZMQMESSAGEC", short), &c.shared))
}

func (c *curveClient) receive() (string, error) {
	_, body, err := readFrame(c.r, large.frame, nil)
	if err != nil {
		return "", err
	}
	head := len(cmdMessage) + shortNonce
	plain, ok := box.OpenAfterPrecomputation(nil, body[head:], nonce("CurveZMQMESSAGES", body[head-shortNonce:head]), &c.shared)
	if !ok {
		return "", errCurve
	}
	return string(plain[1:]), nil
}

func TestCurve(t *testing.T) {
	tr, keys := encrypted(t)
	for ch, socketType := range map[kernel.Channel]string{kernel.Shell: "DEALER", kernel.Control: "DEALER", kernel.Stdin: "DEALER"} {
		c := newCurveClient(t, tr, ch, keys.public)
		if err := c.connect(socketType); err != nil {
			t.Fatalf("%s: %v", ch, err)
		}
		c.write(c.message("hello"))
		if in := <-tr.Receive(); in.Channel != ch || string(in.Frames[1]) != "hello" {
			t.Errorf("%s: received %v %q", ch, in.Channel, in.Frames)
		}
		tr.Send(ch, [][]byte{[]byte("me"), []byte(strings.Repeat("long", 1<<15))})
		if got, err := c.receive(); err != nil || len(got) != 4<<15 {
			t.Errorf("%s: a reply of %d bytes, %v, want %d", ch, len(got), err, 4<<15)
		}
	}
	beat := newCurveClient(t, tr, kernel.Heartbeat, keys.public)
	if err := beat.connect("REQ"); err != nil {
		t.Fatal(err)
	}
	beat.write(beat.message("ping"))
	if got, err := beat.receive(); err != nil || got != "ping" {
		t.Errorf("the heartbeat's echo is %q, %v", got, err)
	}
}

// Nothing is served, and nothing of the kernel ends, when a handshake is not
// what it should be.
func TestCurveRefuses(t *testing.T) {
	tr, keys := encrypted(t)
	cases := map[string]func(c *curveClient){
		"the NULL mechanism": func(c *curveClient) {
			c.write(greeting("NULL"))
			c.write(appendFrame(nil, flagCommand, append([]byte(cmdReady), clientMetadata("DEALER", "me")...)))
		},
		"another server's key": func(c *curveClient) { c.server[3] ^= 1; c.write(greeting("CURVE")); c.write(c.hello()) },
		"half a HELLO": func(c *curveClient) {
			c.write(greeting("CURVE"))
			c.write(c.hello()[:100])
			c.conn.(*net.UnixConn).CloseWrite()
		},
		"a message instead": func(c *curveClient) { c.write(greeting("CURVE")); c.write(appendFrame(nil, 0, []byte("hello"))) },
		"a vouch for another": func(c *curveClient) {
			c.write(greeting("CURVE"))
			c.r.Discard(greetingSize)
			c.write(c.hello())
			_, body, _ := readFrame(c.r, small.frame, nil)
			initiate, err := c.initiate(body, c.permanent.public, clientMetadata("DEALER", "me"))
			if err != nil {
				t.Error(err)
			}
			c.write(initiate)
		},
		"a cookie of another": func(c *curveClient) {
			c.write(greeting("CURVE"))
			c.r.Discard(greetingSize)
			c.write(c.hello())
			_, body, _ := readFrame(c.r, small.frame, nil)
			initiate, _ := c.initiate(body, c.transient.public, clientMetadata("DEALER", "me"))
			initiate[20] ^= 1
			c.write(initiate)
		},
		"a wrong socket": func(c *curveClient) { c.connect("SUB") },
		"a message that was changed": func(c *curveClient) {
			c.connect("DEALER")
			m := c.message("hello")
			m[len(m)-1] ^= 1
			c.write(m)
		},
		"a message twice": func(c *curveClient) {
			c.connect("DEALER")
			m := c.message("once")
			c.write(m)
			c.write(m)
		},
	}
	for name, do := range cases {
		c := newCurveClient(t, tr, kernel.Shell, keys.public)
		do(c)
		if _, err := io.Copy(io.Discard, c.r); err != nil && !strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "closed") {
			t.Errorf("after %s the connection stays open: %v", name, err)
		}
	}
	c := newCurveClient(t, tr, kernel.Shell, keys.public)
	if err := c.connect("DEALER"); err != nil {
		t.Errorf("after all that a good client is refused: %v", err)
	}
	c.write(c.message("last"))
	for _, want := range []string{"once", "last"} {
		if in := <-tr.Receive(); string(in.Frames[1]) != want {
			t.Errorf("%q was delivered, want %q", in.Frames, want)
		}
	}
}

// What somebody has recorded of a connection is of no use on another one.
func TestCurveReplayedConnection(t *testing.T) {
	tr, keys := encrypted(t)
	c := newCurveClient(t, tr, kernel.Shell, keys.public)
	if err := c.connect("DEALER"); err != nil {
		t.Fatal(err)
	}
	c.write(c.message("run this"))
	<-tr.Receive()
	again := newCurveClient(t, tr, kernel.Shell, keys.public)
	again.write(c.record)
	if _, err := io.Copy(io.Discard, again.r); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the replayed connection stays open: %v", err)
	}
	select {
	case in := <-tr.Receive():
		t.Errorf("the replayed message was delivered: %q", in.Frames)
	default:
	}
}

func TestKeysThatDoNotFit(t *testing.T) {
	public, secret, _ := box.GenerateKey(rand.Reader)
	other, _, _ := box.GenerateKey(rand.Reader)
	for _, tt := range []struct{ name, public, secret, want string }{
		{"not Z85", strings.Repeat(" ", 40), encodeZ85(secret[:]), "curve_publickey"},
		{"too short", encodeZ85(public[:28]), encodeZ85(secret[:]), "28 bytes"},
		{"of two pairs", encodeZ85(other[:]), encodeZ85(secret[:]), "does not belong"},
	} {
		if _, err := newKeyPair(tt.public, tt.secret); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("keys that are %s: %v, want an error that says %q", tt.name, err, tt.want)
		}
	}
}

// FuzzCurve writes anything in the place of the handshake and of what follows
// it.
func FuzzCurve(f *testing.F) {
	public, secret, _ := box.GenerateKey(rand.Reader)
	keys := &keyPair{*public, *secret}
	f.Add((&curveClient{server: *public}).hello())
	f.Fuzz(func(t *testing.T, b []byte) {
		h := handshaker{bufio.NewReader(bytes.NewReader(b)), io.Discard}
		if _, _, err := h.curve(keys); err == nil {
			t.Error("a handshake without knowledge of the keys has succeeded")
		}
		new(curve).open(b)
	})
}
