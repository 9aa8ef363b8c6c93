// Package json has the generic functions of encoding/json/v2.
package json

import (
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"reflect"
)

// The functions below are compiled: those of the package, for one type.

func marshalToFunc(fn func(*jsontext.Encoder, any) error) *json.Marshalers

func unmarshalFromFunc(fn func(*jsontext.Decoder, any) error) *json.Unmarshalers

func getBool(opts json.Options, setter func(bool) json.Options) (bool, bool)

func getInt(opts json.Options, setter func(int) json.Options) (int, bool)

func getString(opts json.Options, setter func(string) json.Options) (string, bool)

func getMarshalers(opts json.Options, setter func(*json.Marshalers) json.Options) (*json.Marshalers, bool)

func getUnmarshalers(opts json.Options, setter func(*json.Unmarshalers) json.Options) (*json.Unmarshalers, bool)

// as returns the value that a function for T is to get, where the package has
// the pointer p to it: the pointer itself if T is one or an interface.
func as[T any](p any) (x T, ok bool) {
	switch reflect.TypeFor[T]().Kind() {
	case reflect.Pointer, reflect.Interface:
		x, ok = p.(T)
	default:
		var q *T
		if q, ok = p.(*T); ok {
			x = *q
		}
	}
	return x, ok
}

// MarshalToFunc has fn encode the values of type T.
func MarshalToFunc[T any](fn func(*jsontext.Encoder, T) error) *json.Marshalers {
	return marshalToFunc(func(enc *jsontext.Encoder, p any) error {
		if x, ok := as[T](p); ok {
			return fn(enc, x)
		}
		return errors.ErrUnsupported // the next one's
	})
}

// MarshalFunc has fn encode the values of type T.
func MarshalFunc[T any](fn func(T) ([]byte, error)) *json.Marshalers {
	return MarshalToFunc(func(enc *jsontext.Encoder, x T) error {
		b, err := fn(x)
		if err != nil {
			return err
		}
		return enc.WriteValue(b)
	})
}

// UnmarshalFromFunc has fn decode values of type T.
func UnmarshalFromFunc[T any](fn func(*jsontext.Decoder, T) error) *json.Unmarshalers {
	return unmarshalFromFunc(func(dec *jsontext.Decoder, p any) error {
		if x, ok := as[T](p); ok {
			return fn(dec, x)
		}
		return errors.ErrUnsupported
	})
}

// UnmarshalFunc has fn decode values of type T.
func UnmarshalFunc[T any](fn func([]byte, T) error) *json.Unmarshalers {
	return UnmarshalFromFunc(func(dec *jsontext.Decoder, x T) error {
		b, err := dec.ReadValue()
		if err != nil {
			return err
		}
		return fn(b, x)
	})
}

// GetOption returns what an option was set to.
func GetOption[T any](opts json.Options, setter func(T) json.Options) (T, bool) {
	var found any
	var ok bool
	switch set := any(setter).(type) {
	case func(bool) json.Options:
		found, ok = getBool(opts, set)
	case func(int) json.Options:
		found, ok = getInt(opts, set)
	case func(string) json.Options:
		found, ok = getString(opts, set)
	case func(*json.Marshalers) json.Options:
		found, ok = getMarshalers(opts, set)
	case func(*json.Unmarshalers) json.Options:
		found, ok = getUnmarshalers(opts, set)
	default:
		panic("unknown option")
	}
	x, _ := found.(T)
	return x, ok
}
