// Package maphash has the generic functions of hash/maphash.
package maphash

import (
	"hash/maphash"
	"math"
	"reflect"
)

// Comparable returns the hash of v: equal values have equal ones.
func Comparable[T comparable](seed maphash.Seed, v T) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	WriteComparable(&h, v)
	return h.Sum64()
}

// WriteComparable adds v to the data that h hashes.
func WriteComparable[T comparable](h *maphash.Hash, x T) { write(h, reflect.ValueOf(&x).Elem()) }

func write(h *maphash.Hash, v reflect.Value) {
	h.WriteString(v.Type().String())
	switch v.Kind() {
	case reflect.Bool:
		word(h, map[bool]uint64{true: 1}[v.Bool()])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		word(h, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		word(h, v.Uint())
	case reflect.Float32, reflect.Float64:
		float(h, v.Float())
	case reflect.Complex64, reflect.Complex128:
		float(h, real(v.Complex()))
		float(h, imag(v.Complex()))
	case reflect.String:
		word(h, uint64(v.Len()))
		h.WriteString(v.String())
	case reflect.Array:
		for i := range v.Len() {
			write(h, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "_" {
				write(h, v.Field(i))
			}
		}
	case reflect.Interface:
		if !v.IsNil() {
			write(h, v.Elem())
		}
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		word(h, uint64(v.Pointer()))
	default:
		panic("maphash: hash of unhashable type " + v.Type().String())
	}
}

func word(h *maphash.Hash, n uint64) {
	for range 8 {
		h.WriteByte(byte(n))
		n >>= 8
	}
}

// float writes both zeros as one: they are equal. No NaN is equal to another,
// so that what is written of one does not matter.
func float(h *maphash.Hash, f float64) { word(h, math.Float64bits(f+0)) }

// ComparableHasher_Hash is the method Hash of ComparableHasher.
func ComparableHasher_Hash[T comparable](_ maphash.ComparableHasher[T], h *maphash.Hash, v T) {
	WriteComparable(h, v)
}

// ComparableHasher_Equal is the method Equal of ComparableHasher.
func ComparableHasher_Equal[T comparable](_ maphash.ComparableHasher[T], x, y T) bool { return x == y }
