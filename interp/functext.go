package interp

import (
	"go/types"
	"reflect"
	"runtime"
	"strings"

	"github.com/dlfs-go/book/interp/exec"
)

// FuncText is the declaration of a func value, without its body: its name, if it
// has one, and its signature, with the names of its parameters if it is a
// cell's. It is <nil> for one that is nil.
func FuncText(v reflect.Value) string {
	if v.IsNil() {
		return "<nil>"
	}
	if fn := exec.FuncOf(v); fn != nil {
		name := fn.String()
		for _, made := range []string{"$bound", "$thunk"} { // of values of methods
			name = strings.TrimSuffix(name, made)
		}
		signature := strings.TrimPrefix(types.TypeString(fn.Signature, qualifier), "func")
		if strings.ContainsAny(name, "$"+mark) {
			return "func" + signature
		}
		return "func " + funcName(name) + signature
	}
	return "func" + compiledName(v) + reflectSignature(v.Type())
}

// compiledName is the name of a compiled function with a space before it;
// nothing for a function literal, and for what package reflect has made.
func compiledName(v reflect.Value) string {
	f := runtime.FuncForPC(v.Pointer())
	if f == nil || strings.HasPrefix(f.Name(), "reflect.") {
		return ""
	}
	name := strings.TrimSuffix(f.Name(), "-fm")
	name = name[strings.LastIndexByte(name, '/')+1:]
	if strings.Contains(name, ".func") || strings.HasPrefix(name, "exec.") {
		return ""
	}
	return " " + name
}

// reflectSignature is a function type behind the word func.
func reflectSignature(t reflect.Type) string {
	var in, out []string
	for i := range t.NumIn() {
		s := t.In(i).String()
		if t.IsVariadic() && i == t.NumIn()-1 {
			s = "..." + t.In(i).Elem().String()
		}
		in = append(in, s)
	}
	for i := range t.NumOut() {
		out = append(out, t.Out(i).String())
	}
	s := "(" + strings.Join(in, ", ") + ")"
	switch len(out) {
	case 0:
	case 1:
		s += " " + out[0]
	default:
		s += " (" + strings.Join(out, ", ") + ")"
	}
	return strings.ReplaceAll(s, "interface {}", "any")
}
