// Package pbkdf2 has the generic function of crypto/pbkdf2.
package pbkdf2

import "hash"

// key is compiled: that of the package, for hash.Hash.
func key(h func() hash.Hash, password string, salt []byte, iter, keyLength int) ([]byte, error)

// Key returns a key of keyLength bytes that is made of a password.
func Key[Hash hash.Hash](h func() Hash, password string, salt []byte, iter, keyLength int) ([]byte, error) {
	return key(func() hash.Hash { return h() }, password, salt, iter, keyLength)
}
