// Package jsontext has the generic functions of encoding/json/jsontext.
package jsontext

import "encoding/json/jsontext"

// The functions below are compiled: those of the package, for []byte.

func appendFormat(dst, src []byte, opts ...jsontext.Options) ([]byte, error)

func appendQuote(dst, src []byte) ([]byte, error)

func appendUnquote(dst, src []byte) ([]byte, error)

// AppendFormat appends src in the form that the options ask for.
func AppendFormat[Bytes ~[]byte | ~string](dst []byte, src Bytes, opts ...jsontext.Options) ([]byte, error) {
	return appendFormat(dst, []byte(src), opts...)
}

// AppendQuote appends src as a JSON string.
func AppendQuote[Bytes ~[]byte | ~string](dst []byte, src Bytes) ([]byte, error) {
	return appendQuote(dst, []byte(src))
}

// AppendUnquote appends what the JSON string src says.
func AppendUnquote[Bytes ~[]byte | ~string](dst []byte, src Bytes) ([]byte, error) {
	return appendUnquote(dst, []byte(src))
}
