package exec

import (
	"go/token"
	"reflect"
	"runtime"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// boundsError mirrors runtime.boundsError: an index or a slice bound, x, that
// does not fit y.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

// What a boundsError is about, as internal/abi numbers it.
const (
	boundIndex     = iota // s[x]
	boundSliceLen         // s[?:x] of an array or a string
	boundSliceCap         // s[?:x] of a slice
	boundSlice            // s[x:y]
	boundSlice3Len        // s[::x] of an array
	boundSlice3Cap        // s[::x] of a slice
	boundSlice3B          // s[:x:y]
	boundSlice3C          // s[x:y:]
	boundConvert          // (*[x]T)(s) with len(s) = y
)

// boundsErrorType is the type word of an interface that holds a
// runtime.boundsError; nil if that is not what boundsError says.
var boundsErrorType = func() unsafe.Pointer {
	five, one := 5, []struct{}{{}}
	provoke := func() (err any) {
		defer func() { err = recover() }()
		return one[five]
	}
	err := provoke()
	t, mine := reflect.TypeOf(err), reflect.TypeFor[boundsError]()
	same := t.Kind() == reflect.Struct && t.NumField() == mine.NumField()
	for i := 0; same && i < mine.NumField(); i++ {
		a, b := t.Field(i), mine.Field(i)
		same = a.Name == b.Name && a.Offset == b.Offset && a.Type.Kind() == b.Type.Kind()
	}
	if !same || *(*boundsError)(eface(&err).data) != (boundsError{5, 1, true, boundIndex}) {
		return nil
	}
	return eface(&err).typ
}()

// outOfBounds panics as compiled code does.
func outOfBounds(f frame, pos token.Pos, e boundsError) {
	fail(f, pos)
	var err any
	*eface(&err) = emptyInterface{boundsErrorType, unsafe.Pointer(&e)}
	panic(err.(runtime.Error))
}

//go:noinline
func outOfRange(f frame, pos token.Pos, i uint64, n int) {
	outOfBounds(f, pos, boundsError{int64(i), n, !hdr(f).body.unsigned[pos], boundIndex})
}

// noteIndex remembers the places of indices that are not signed: an index that
// is out of range is written as the number it is.
func (g *generator) noteIndex(v ssa.Value, pos token.Pos) {
	if hasNoSign(g.rtype(v.Type())) {
		if g.body.unsigned == nil {
			g.body.unsigned = map[token.Pos]bool{}
		}
		g.body.unsigned[pos] = true
	}
}

func hasNoSign(t reflect.Type) bool { return t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uintptr }

// A bound is an operand of a slice expression.
type bound struct {
	at     func(frame) int // nil: there is none
	signed bool
}

// bounds are lo, hi and max of x[lo:hi:max].
type bounds struct {
	lo, hi, max bound
	fixed       bool // x is an array or a string
	make        bool // it stands for a make with a constant capacity
}

func (g *generator) bounds(in *ssa.Slice, fixed bool) bounds {
	b := func(v ssa.Value) bound { return bound{g.bound(v), v != nil && !hasNoSign(g.rtype(v.Type()))} }
	a, ok := in.X.(*ssa.Alloc)
	return bounds{b(in.Low), b(in.High), b(in.Max), fixed, ok && a.Comment == "makeslice"}
}

func (b bound) or(f frame, otherwise int) int {
	if b.at == nil {
		return otherwise
	}
	return b.at(f)
}

// of cuts a piece out of n elements with the capacity c.
func (b *bounds) of(f frame, pos token.Pos, n, c int) (lo, hi, max int) {
	lo, hi, max = b.lo.or(f, 0), b.hi.or(f, n), b.max.or(f, c)
	if uint(max) > uint(c) || uint(hi) > uint(max) || uint(lo) > uint(hi) {
		b.fail(f, pos, n, c)
	}
	return lo, hi, max
}

func (b *bounds) fail(f frame, pos token.Pos, n, c int) {
	lo, hi, max := b.lo.or(f, 0), b.hi.or(f, n), b.max.or(f, c)
	code := func(ofArray, ofSlice uint8) uint8 {
		if b.fixed {
			return ofArray
		}
		return ofSlice
	}
	if b.make {
		badMake(f, pos, hi >= 0)
	}
	switch {
	case b.max.at != nil && uint(max) > uint(c):
		outOfBounds(f, pos, boundsError{int64(max), c, b.max.signed, code(boundSlice3Len, boundSlice3Cap)})
	case b.max.at != nil && uint(hi) > uint(max):
		outOfBounds(f, pos, boundsError{int64(hi), max, b.hi.signed, boundSlice3B})
	case b.max.at != nil:
		outOfBounds(f, pos, boundsError{int64(lo), hi, b.lo.signed, boundSlice3C})
	case uint(hi) > uint(c):
		outOfBounds(f, pos, boundsError{int64(hi), c, b.hi.signed, code(boundSliceLen, boundSliceCap)})
	}
	outOfBounds(f, pos, boundsError{int64(lo), hi, b.lo.signed, boundSlice})
}

// badMake is the panic of a make whose length or, if the length is good, whose
// capacity is out of range.
//
//go:noinline
func badMake(f frame, pos token.Pos, lenIsGood bool) {
	fail(f, pos)
	n, made := -1, []byte(nil)
	if lenIsGood {
		made = make([]byte, 0, n)
	} else {
		made = make([]byte, n)
	}
	runtime.KeepAlive(made)
}

// bound reads a slice index; nil stands for none.
//
//go:noinline
func (g *generator) bound(v ssa.Value) func(frame) int {
	if v == nil {
		return nil
	}
	o := g.slot(v)
	if w := indexWord(g.rtype(v.Type())); w != nil {
		return func(f frame) int { return int(w(f, o)) }
	}
	return func(f frame) int { return *at[int](f, o) }
}

func (b *bounds) cut(f frame, pos token.Pos, s sliceHeader, size uintptr) sliceHeader {
	lo, hi, m := b.of(f, pos, s.len, s.cap)
	out := sliceHeader{s.data, hi - lo, m - lo}
	if out.cap > 0 {
		out.data = unsafe.Add(s.data, uintptr(lo)*size)
	}
	return out
}

func (b *bounds) cutString(f frame, pos token.Pos, s string) string {
	lo, hi, _ := b.of(f, pos, len(s), len(s))
	return s[lo:hi]
}
