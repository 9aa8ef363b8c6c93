package zmq

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// z85 are the digits of ZeroMQ's encoding of keys, RFC 32,
// https://rfc.zeromq.org/spec/32/: four bytes are five digits.
const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

// decodeZ85 returns the bytes that a text stands for.
func decodeZ85(text string) ([]byte, error) {
	if len(text)%5 != 0 {
		return nil, fmt.Errorf("it has %d characters, want 40", len(text))
	}
	var out []byte
	for ; len(text) > 0; text = text[5:] {
		var n uint64
		for i := range 5 {
			digit := strings.IndexByte(z85, text[i])
			if digit < 0 {
				return nil, fmt.Errorf("%q is not a character of Z85", text[i])
			}
			n = n*85 + uint64(digit)
		}
		if n > 1<<32-1 {
			return nil, fmt.Errorf("%q stands for more than four bytes", text[:5])
		}
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	return out, nil
}
