package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// greater and equal are the predicates of VCMPPD: ordered, quiet.
const (
	equal   = 0x00
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

// poolForward takes the greatest of four vectors.
func poolForward(s isa) {
	name := "poolForward" + s.name
	TEXT(name, NOSPLIT, "func(y, x0, x1, x2, x3 *byte, vectors int)")
	Pragma("noescape")
	Doc(name + " is PoolForward for one position.")
	y, n, i := RAX, RCX, RDX
	x := []GPPhysical{R8, R9, R10, R11}
	Load(Param("y"), y)
	for k, p := range []string{"x0", "x1", "x2", "x3"} {
		Load(Param(p), x[k])
	}
	Load(Param("vectors"), n)
	load, best := pick[op](s, VMOVUPD, VMOVUPS), pick[op](s, VMAXPD, VMAXPS)
	loop(s, n, i, func() {
		load(Mem{Base: x[0], Index: i, Scale: 1}, s.vector(0))
		for _, x := range x[1:] {
			load(Mem{Base: x, Index: i, Scale: 1}, s.vector(1))
			best(s.vector(0), s.vector(1), s.vector(0)) // of equal or incomparable ones the first
		}
		load(s.vector(0), Mem{Base: y, Index: i, Scale: 1})
	})
}

// poolBackward gives dy to the first of four vectors' elements that is y, and
// 0 to the others.
func poolBackward(s isa) {
	name := "poolBackward" + s.name
	TEXT(name, NOSPLIT, "func(dx0, dx1, dx2, dx3, x0, x1, x2, x3, y, dy *byte, vectors int)")
	Pragma("noescape")
	Doc(name + " is PoolBackward for one position.")
	n, i, p := RCX, RDX, RBX
	dx := []GPPhysical{R8, R9, R10, R11}
	x := []GPPhysical{R12, R13, RSI, RDI}
	for k, name := range []string{"dx0", "dx1", "dx2", "dx3"} {
		Load(Param(name), dx[k])
	}
	for k, name := range []string{"x0", "x1", "x2", "x3"} {
		Load(Param(name), x[k])
	}
	Load(Param("vectors"), n)
	load, cmp := pick[op](s, VMOVUPD, VMOVUPS), pick[op](s, VCMPPD, VCMPPS)
	and, andNot := pick[op](s, VANDPD, VANDPS), pick[op](s, VANDNPD, VANDNPS)
	y, left, won, part := s.vector(0), s.vector(1), s.vector(2), s.vector(3)
	loop(s, n, i, func() {
		Load(Param("y"), p)
		load(Mem{Base: p, Index: i, Scale: 1}, y)
		Load(Param("dy"), p)
		load(Mem{Base: p, Index: i, Scale: 1}, left) // what nobody has got yet
		for k := range x {
			cmp(Imm(equal), Mem{Base: x[k], Index: i, Scale: 1}, y, won)
			and(left, won, part)
			load(part, Mem{Base: dx[k], Index: i, Scale: 1})
			andNot(left, won, left)
		}
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
