package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The predicates of VCMPPD, quiet. The first three are ordered: false if one is
// NaN. notLess is true then.
const (
	equal   = 0x00
	ordered = 0x07
	notLess = 0x16 // not less or equal
	greater = 0x1e
)

// loop repeats body for n vectors; offset is in bytes.
func loop(s isa, n, offset GPPhysical, body func()) {
	XORQ(offset, offset)
	Label("next")
	body()
	ADDQ(Imm(uint64(s.width)), offset)
	DECQ(n)
	JNZ(LabelRef("next"))
	VZEROUPPER()
	RET()
}

// mask sets elements of dx to 0 where y is not positive.
func mask(s isa) {
	name := "mask" + s.name
	TEXT(name, NOSPLIT, "func(dx, y *byte, vectors int)")
	Pragma("noescape")
	Doc(name + " is Mask.")
	dx, y, n, i := RAX, RBX, RCX, RDX
	Load(Param("dx"), dx)
	Load(Param("y"), y)
	Load(Param("vectors"), n)
	zero := s.vector(0)
	VXORPS(zero, zero, zero)
	load, cmp, and := pick[op](s, VMOVUPD, VMOVUPS), pick[op](s, VCMPPD, VCMPPS), pick[op](s, VANDPD, VANDPS)
	loop(s, n, i, func() {
		load(Mem{Base: y, Index: i, Scale: 1}, s.vector(1))
		cmp(Imm(greater), zero, s.vector(1), s.vector(1))
		and(Mem{Base: dx, Index: i, Scale: 1}, s.vector(1), s.vector(1))
		load(s.vector(1), Mem{Base: dx, Index: i, Scale: 1})
	})
}

// The fields of simd.Pool, in bytes from its start.
const (
	poolX, poolY, poolWon, poolDX, poolDY                  = 0, 8, 16, 24, 32
	poolPixel, poolRow, poolPixels, poolVectors, poolMasks = 40, 48, 56, 64, 72
)

// numbered loads the constants 1, 2 and 3 of the four numbers of a window.
func numbered(s isa) []VecPhysical {
	c := []VecPhysical{s.vector(13), s.vector(14), s.vector(15)}
	for k, v := range c {
		if s.bytes == 8 {
			MOVQ(Imm(math.Float64bits(float64(k+1))), R15)
			MOVQ(R15, v.AsX())
			VBROADCASTSD(v.AsX(), v)
		} else {
			MOVL(Imm(uint64(math.Float32bits(float32(k+1)))), R15L)
			MOVD(R15L, v.AsX())
			VBROADCASTSS(v.AsX(), v)
		}
	}
	return c
}

// pixels repeats body for the vectors of every pixel of the smaller image; i is
// where they are in the pixel. next goes to the next pixel.
func pixels(t, i GPPhysical, s isa, body, next func()) {
	n, v := R13, R14
	MOVQ(Mem{Base: t, Disp: poolPixels}, n)
	Label("pixel")
	MOVQ(Mem{Base: t, Disp: poolVectors}, v)
	XORQ(i, i)
	Label("vector")
	body()
	ADDQ(Imm(uint64(s.width)), i)
	DECQ(v)
	JNZ(LabelRef("vector"))
	next()
	DECQ(n)
	JNZ(LabelRef("pixel"))
	VZEROUPPER()
	RET()
}

// window sets pointers to the four pixels of the first window of an image.
func window(t GPPhysical, field int) []GPPhysical {
	x := []GPPhysical{R8, R9, R10, R11}
	MOVQ(Mem{Base: t, Disp: field}, x[0])
	MOVQ(x[0], x[1])
	ADDQ(Mem{Base: t, Disp: poolPixel}, x[1])
	for k := range 2 {
		MOVQ(x[k], x[k+2])
		ADDQ(Mem{Base: t, Disp: poolRow}, x[k+2])
	}
	return x
}

// advance moves the window, by two pixels.
func advance(t GPPhysical, x []GPPhysical) {
	for _, p := range x {
		ADDQ(Mem{Base: t, Disp: poolPixel}, p)
		ADDQ(Mem{Base: t, Disp: poolPixel}, p)
	}
}

// poolForward takes the greatest of four pixels, the first NaN before all.
func poolForward(s isa) {
	name := "poolForward" + s.name
	TEXT(name, NOSPLIT, "func(t *byte)")
	Pragma("noescape")
	Doc(name + " is Pool.Forward.")
	t, i, y, won := RDI, RAX, RBX, RCX
	Load(Param("t"), t)
	number := numbered(s)
	x := window(t, poolX)
	MOVQ(Mem{Base: t, Disp: poolY}, y)
	MOVQ(Mem{Base: t, Disp: poolWon}, won)
	load, cmp, blend := pick[op](s, VMOVUPD, VMOVUPS), pick[op](s, VCMPPD, VCMPPS), pick(s, VBLENDVPD, VBLENDVPS)
	and := pick[op](s, VANDPD, VANDPS)
	best, other, more, first, lives := s.vector(0), s.vector(1), s.vector(2), s.vector(3), s.vector(4)
	pixels(t, i, s, func() {
		load(Mem{Base: x[0], Index: i, Scale: 1}, best)
		VXORPS(first, first, first)
		for k := 1; k < 4; k++ {
			load(Mem{Base: x[k], Index: i, Scale: 1}, other)
			cmp(Imm(notLess), best, other, more) // NaN takes the place of a number
			cmp(Imm(ordered), best, best, lives)
			and(lives, more, more) // and nothing that of NaN
			blend(more, other, best, best)
			blend(more, number[k-1], first, first)
		}
		load(best, Mem{Base: y, Index: i, Scale: 1})
		load(first, Mem{Base: won, Index: i, Scale: 1})
	}, func() {
		advance(t, x)
		ADDQ(i, y)
		ADDQ(i, won)
	})
}

// poolBackward gives dy to the one of four pixels that won, and 0 to the
// others.
func poolBackward(s isa) {
	name := "poolBackward" + s.name
	TEXT(name, NOSPLIT, "func(t *byte)")
	Pragma("noescape")
	Doc(name + " is Pool.Backward.")
	t, i, y, won, dy := RDI, RAX, RBX, RCX, RDX
	Load(Param("t"), t)
	number := append([]VecPhysical{s.vector(12)}, numbered(s)...)
	zero, all := number[0], s.vector(11)
	VXORPS(zero, zero, zero)
	MOVQ(Mem{Base: t, Disp: poolMasks}, R15) // 0 or all bits: whether everything passes
	MOVQ(R15, all.AsX())
	VBROADCASTSD(all.AsX(), all)
	dx := window(t, poolDX)
	MOVQ(Mem{Base: t, Disp: poolY}, y)
	MOVQ(Mem{Base: t, Disp: poolWon}, won)
	MOVQ(Mem{Base: t, Disp: poolDY}, dy)
	load, cmp := pick[op](s, VMOVUPD, VMOVUPS), pick[op](s, VCMPPD, VCMPPS)
	and, or := pick[op](s, VANDPD, VANDPS), pick[op](s, VORPD, VORPS)
	given, first, own := s.vector(0), s.vector(1), s.vector(2)
	pixels(t, i, s, func() {
		load(Mem{Base: y, Index: i, Scale: 1}, given)
		cmp(Imm(greater), zero, given, given)
		or(all, given, given)
		and(Mem{Base: dy, Index: i, Scale: 1}, given, given)
		load(Mem{Base: won, Index: i, Scale: 1}, first)
		for k := range dx {
			cmp(Imm(equal), number[k], first, own)
			and(given, own, own)
			load(own, Mem{Base: dx[k], Index: i, Scale: 1})
		}
	}, func() {
		advance(t, dx)
		ADDQ(i, y)
		ADDQ(i, won)
		ADDQ(i, dy)
	})
}

// adam is one step of Adam with the same roundings as the plain formula.
func adam() {
	TEXT("adamavx2", NOSPLIT, "func(value, grad, m, v *byte, vectors int, rest1, rest2, rate, tiny float64)")
	Pragma("noescape")
	Doc("adamavx2 is Adam.")
	value, grad, m, v, n, i := RAX, RBX, R8, R9, RCX, RDX
	Load(Param("value"), value)
	Load(Param("grad"), grad)
	Load(Param("m"), m)
	Load(Param("v"), v)
	Load(Param("vectors"), n)
	rest1, rest2, rate, tiny := Y4, Y5, Y6, Y7
	for k, name := range []string{"rest1", "rest2", "rate", "tiny"} {
		addr, err := Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		VBROADCASTSD(addr.Addr, []VecPhysical{rest1, rest2, rate, tiny}[k])
	}
	at := func(r GPPhysical) Mem { return Mem{Base: r, Index: i, Scale: 1} }
	loop(isas[2], n, i, func() {
		VMOVUPD(at(grad), Y0)
		VMOVUPD(at(m), Y1)
		VSUBPD(Y1, Y0, Y3) // m += rest1·(g - m)
		VMULPD(rest1, Y3, Y3)
		VADDPD(Y3, Y1, Y1)
		VMOVUPD(Y1, at(m))
		VMOVUPD(at(v), Y2)
		VMULPD(Y0, Y0, Y0) // v += rest2·(g² - v)
		VSUBPD(Y2, Y0, Y0)
		VMULPD(rest2, Y0, Y0)
		VADDPD(Y0, Y2, Y2)
		VMOVUPD(Y2, at(v))
		VSQRTPD(Y2, Y2) // value -= rate·m / (√v + tiny)
		VADDPD(tiny, Y2, Y2)
		VMULPD(rate, Y1, Y1)
		VDIVPD(Y2, Y1, Y1)
		VMOVUPD(at(value), Y0)
		VSUBPD(Y1, Y0, Y0)
		VMOVUPD(Y0, at(value))
	})
}

// peak multiplies and adds without memory, to measure how fast that can be.
func peak() {
	for _, s := range isas {
		name := "peak" + s.name
		TEXT(name, NOSPLIT, "func(n int)")
		Pragma("noescape")
		Doc(name + " does n times 12 multiplications and additions of vectors.")
		n := RCX
		Load(Param("n"), n)
		for i := range 14 {
			if s.width == 64 {
				VPXORQ(s.vector(i), s.vector(i), s.vector(i))
			} else {
				VXORPS(s.vector(i), s.vector(i), s.vector(i))
			}
		}
		Label("next")
		for i := range 12 {
			pick[op](s, VFMADD231PD, VFMADD231PS)(s.vector(12), s.vector(13), s.vector(i))
		}
		DECQ(n)
		JNZ(LabelRef("next"))
		VZEROUPPER()
		RET()
	}
}

// pack copies rows of two vectors, and fetches those that come 16 rows later.
func pack(s isa) {
	name := fmt.Sprintf("pack%d", 2*s.width)
	TEXT(name, NOSPLIT, "func(to, from *byte, rows, stride int)")
	Pragma("noescape")
	Doc(name + " is Pack.")
	to, from, n, stride, far := RAX, RBX, RCX, RDX, RSI
	Load(Param("to"), to)
	Load(Param("from"), from)
	Load(Param("rows"), n)
	Load(Param("stride"), stride)
	MOVQ(stride, far)
	SHLQ(Imm(4), far)
	ADDQ(from, far)
	Label("next")
	for j := range 2 {
		PREFETCHT0(Mem{Base: far, Disp: j * s.width})
	}
	for j := range 2 {
		VMOVUPS(Mem{Base: from, Disp: j * s.width}, s.vector(j))
	}
	for j := range 2 {
		VMOVUPS(s.vector(j), Mem{Base: to, Disp: j * s.width})
	}
	ADDQ(stride, from)
	ADDQ(stride, far)
	ADDQ(Imm(uint64(2*s.width)), to)
	DECQ(n)
	JNZ(LabelRef("next"))
	VZEROUPPER()
	RET()
}
