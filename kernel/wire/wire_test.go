package wire

import (
	"bytes"
	"errors"
	"testing"
)

func FuzzDecode(f *testing.F) {
	key := []byte("k")
	e := []byte("{}")
	ok := Encode(Message{IDs: [][]byte{[]byte("id")}, Header: e, Parent: e, Metadata: e, Content: e}, key)
	f.Add(bytes.Join(ok, []byte{0}))
	f.Add([]byte("<IDS|MSG>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(bytes.Split(b, []byte{0}), key)
		if err != nil {
			return
		}
		if got := Encode(m, key); !bytes.Equal(bytes.Join(got, []byte{0}), b) {
			t.Errorf("Encode(Decode(%q)) = %q", b, got)
		}
	})
}

func TestDecodeErrors(t *testing.T) {
	sig, e := []byte("00"), []byte("{}")
	signed := func(content string) [][]byte {
		return Encode(Message{Header: e, Parent: e, Metadata: e, Content: []byte(content)}, []byte("k"))
	}
	for _, tt := range []struct {
		name   string
		frames [][]byte
		want   error
	}{
		{"good", signed("{}"), nil},
		{"empty", nil, ErrDelimiter},
		{"no delimiter", [][]byte{e, e, e, e, e, e}, ErrDelimiter},
		{"short", [][]byte{delimiter, sig, e}, ErrShort},
		{"bad signature", [][]byte{delimiter, sig, e, e, e, e}, ErrSignature},
		{"bad content", signed("{"), ErrJSON},
	} {
		if _, err := Decode(tt.frames, []byte("k")); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestEmptyKeyMeansNoSignature(t *testing.T) {
	e := []byte("{}")
	frames := Encode(Message{Header: e, Parent: e, Metadata: e, Content: e}, nil)
	if len(frames[1]) != 0 {
		t.Errorf("signature %q, want none", frames[1])
	}
	if _, err := Decode(frames, nil); err != nil {
		t.Errorf("Decode: %v", err)
	}
}
