// Package wire encodes and decodes Jupyter messages as the frames of a ZeroMQ
// multipart message. It does no input or output.
package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Errors that Decode returns, possibly wrapped.
var (
	ErrDelimiter = errors.New("wire: no <IDS|MSG> frame")
	ErrShort     = errors.New("wire: too few frames")
	ErrSignature = errors.New("wire: the signature does not match")
	ErrJSON      = errors.New("wire: invalid JSON")
)

var delimiter = []byte("<IDS|MSG>")

// A Message is one Jupyter message. Its four dictionaries stay raw JSON: the
// signature is over the bytes, not over what they mean.
type Message struct {
	IDs                               [][]byte // routing frames
	Header, Parent, Metadata, Content json.RawMessage
	Buffers                           [][]byte
	// Signature is that of a decoded message: two with the same one are one
	// message that was sent twice.
	Signature []byte
}

// Encode returns the frames of m, signed with key. An empty key means no
// signature.
func Encode(m Message, key []byte) [][]byte {
	frames := append([][]byte{}, m.IDs...)
	frames = append(frames, delimiter, sign(key, m.Header, m.Parent, m.Metadata, m.Content),
		m.Header, m.Parent, m.Metadata, m.Content)
	return append(frames, m.Buffers...)
}

// Decode is the inverse of Encode. It looks at the content only after the
// signature is found to be right.
func Decode(frames [][]byte, key []byte) (Message, error) {
	i := 0
	for i < len(frames) && !bytes.Equal(frames[i], delimiter) {
		i++
	}
	if i == len(frames) {
		return Message{}, ErrDelimiter
	}
	rest := frames[i+1:]
	if len(rest) < 5 {
		return Message{}, fmt.Errorf("%w: %d after the delimiter, want at least 5", ErrShort, len(rest))
	}
	if !hmac.Equal(rest[0], sign(key, rest[1:5]...)) {
		return Message{}, ErrSignature
	}
	for k, name := range []string{"header", "parent header", "metadata", "content"} {
		if !json.Valid(rest[1+k]) {
			return Message{}, fmt.Errorf("%w in the %s", ErrJSON, name)
		}
	}
	return Message{
		IDs:    frames[:i],
		Header: rest[1], Parent: rest[2], Metadata: rest[3], Content: rest[4],
		Buffers: rest[5:], Signature: rest[0],
	}, nil
}

func sign[T ~[]byte](key []byte, parts ...T) []byte {
	if len(key) == 0 {
		return []byte{}
	}
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return hex.AppendEncode(nil, h.Sum(nil))
}
