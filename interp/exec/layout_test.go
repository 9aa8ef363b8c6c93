package exec

import (
	"reflect"
	"runtime"
	"testing"
	"unsafe"

	"github.com/dlfs-go/book/internal/layouts"
)

// What is copied here of the runtime is what the toolchain's own sources say.
func TestLayoutsOfTheToolchain(t *testing.T) {
	if err := Supported(); err != nil {
		t.Errorf("by %s: %v", runtime.Version(), err)
	}
	layouts.Struct(t, "runtime", "boundsError", reflect.TypeFor[boundsError](), false)
	layouts.Struct(t, "runtime", "TypeAssertionError", reflect.TypeFor[typeAssertionError](), false)
	layouts.Struct(t, "internal/abi", "EmptyInterface", reflect.TypeFor[emptyInterface](), false)
	layouts.Struct(t, "reflect", "makeFuncImpl", reflect.TypeFor[makeFuncImpl](), false)
	layouts.Struct(t, "reflect", "makeFuncCtxt", reflect.TypeFor[struct {
		fn     uintptr
		stack  unsafe.Pointer
		argLen uintptr
	}](), true)
	// The bitmap is as long as the processor has registers for arguments.
	if got, want := unsafe.Offsetof(makeFuncCtxt{}.regPtrs), layouts.Offset(t, "reflect", "makeFuncCtxt", "regPtrs"); got != want {
		t.Errorf("makeFuncCtxt.regPtrs stands at %d, want %d", got, want)
	}
}

// The assembly of current and stackUsed reads g.stack.hi.
func TestStackOfTheGoroutine(t *testing.T) {
	if got := layouts.Offset(t, "runtime", "g", "stack", "hi"); got != 8 {
		t.Errorf("g.stack.hi stands at %d, want the 8 of goroutine_amd64.s and goroutine_arm64.s", got)
	}
}

func TestNumbersOfTheRuntime(t *testing.T) {
	for name, got := range map[string]int64{
		"BoundsIndex": boundIndex, "BoundsSliceAlen": boundSliceLen, "BoundsSliceAcap": boundSliceCap, "BoundsSliceB": boundSlice,
		"BoundsSlice3Alen": boundSlice3Len, "BoundsSlice3Acap": boundSlice3Cap, "BoundsSlice3B": boundSlice3B, "BoundsSlice3C": boundSlice3C,
		"BoundsConvert": boundConvert,
	} {
		if want := layouts.Const(t, "internal/abi", name); got != want {
			t.Errorf("%s is %d here, want %d", name, got, want)
		}
	}
	// The fast functions of maps are for elements that are kept in the map.
	limit := int(layouts.Const(t, "internal/abi", "MapMaxElemBytes"))
	if !smallElem(reflect.ArrayOf(limit, reflect.TypeFor[byte]())) || smallElem(reflect.ArrayOf(limit+1, reflect.TypeFor[byte]())) {
		t.Errorf("smallElem does not draw the line at the %d bytes of internal/abi.MapMaxElemBytes", limit)
	}
}

func TestLinknames(t *testing.T) {
	if n := layouts.Linknames(t, "."); n != 6 {
		t.Errorf("%d functions of the runtime were compared, want 6", n)
	}
}
