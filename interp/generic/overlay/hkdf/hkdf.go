// Package hkdf has the generic functions of crypto/hkdf.
package hkdf

import "hash"

// The functions below are compiled: those of the package, for hash.Hash.

func extract(h func() hash.Hash, secret, salt []byte) ([]byte, error)

func expand(h func() hash.Hash, pseudorandomKey []byte, info string, keyLength int) ([]byte, error)

func key(h func() hash.Hash, secret, salt []byte, info string, keyLength int) ([]byte, error)

// Extract returns a pseudorandom key.
func Extract[H hash.Hash](h func() H, secret, salt []byte) ([]byte, error) {
	return extract(func() hash.Hash { return h() }, secret, salt)
}

// Expand returns a key of keyLength bytes that is made of a pseudorandom one.
func Expand[H hash.Hash](h func() H, pseudorandomKey []byte, info string, keyLength int) ([]byte, error) {
	return expand(func() hash.Hash { return h() }, pseudorandomKey, info, keyLength)
}

// Key returns a key of keyLength bytes that is made of a secret.
func Key[Hash hash.Hash](h func() Hash, secret, salt []byte, info string, keyLength int) ([]byte, error) {
	return key(func() hash.Hash { return h() }, secret, salt, info, keyLength)
}
