package interp

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"hash"
	"reflect"
	"unsafe"
	"weak"

	"github.com/dlfs-go/book/interp/exec"
)

// What the sources of package generic leave to compiled code: instances of
// generic functions for one type, to which they bring the others.
func init() {
	addNatives(map[string]exec.Native{
		"crypto/hkdf/overlay.extract": compiled(hkdf.Extract[hash.Hash]),
		"crypto/hkdf/overlay.expand":  compiled(hkdf.Expand[hash.Hash]),
		"crypto/hkdf/overlay.key":     compiled(hkdf.Key[hash.Hash]),
		"crypto/pbkdf2/overlay.key":   compiled(pbkdf2.Key[hash.Hash]),

		"encoding/json/jsontext/overlay.appendFormat":  compiled(jsontext.AppendFormat[[]byte]),
		"encoding/json/jsontext/overlay.appendQuote":   compiled(jsontext.AppendQuote[[]byte]),
		"encoding/json/jsontext/overlay.appendUnquote": compiled(jsontext.AppendUnquote[[]byte]),

		"encoding/json/v2/overlay.marshalToFunc":     compiled(json.MarshalToFunc[any]),
		"encoding/json/v2/overlay.unmarshalFromFunc": compiled(json.UnmarshalFromFunc[any]),
		"encoding/json/v2/overlay.getBool":           compiled(json.GetOption[bool]),
		"encoding/json/v2/overlay.getInt":            compiled(json.GetOption[int]),
		"encoding/json/v2/overlay.getString":         compiled(json.GetOption[string]),
		"encoding/json/v2/overlay.getMarshalers":     compiled(json.GetOption[*json.Marshalers]),
		"encoding/json/v2/overlay.getUnmarshalers":   compiled(json.GetOption[*json.Unmarshalers]),

		"weak.register": compiled(registerWeak),
		"weak.strong":   compiled(strongOf),
	})
}

// compiled calls a function with the arguments as they come.
func compiled(f any) exec.Native {
	fn := reflect.ValueOf(f)
	call := fn.Call
	if fn.Type().IsVariadic() {
		call = fn.CallSlice
	}
	return func(_ *exec.Thread, args, results []reflect.Value) {
		for i, r := range call(args) {
			results[i].Set(r)
		}
	}
}

// registerWeak returns what a weak.Pointer of any type to p holds: the type
// takes no part in it.
func registerWeak(p unsafe.Pointer) unsafe.Pointer {
	w := weak.Make((*byte)(p))
	return *(*unsafe.Pointer)(unsafe.Pointer(&w))
}

// strongOf is the inverse of registerWeak; nil once the object is gone.
func strongOf(handle unsafe.Pointer) unsafe.Pointer {
	var w weak.Pointer[byte]
	*(*unsafe.Pointer)(unsafe.Pointer(&w)) = handle
	return unsafe.Pointer(w.Value())
}
