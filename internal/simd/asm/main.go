// Command asm writes the assembly of package simd: go generate runs it.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// An isa is an instruction set for numbers of one size.
type isa struct {
	name  string
	bytes int   // of a number
	width int   // bytes of a vector
	evex  bool  // AVX-512: 32 registers, masks
	rows  []int // numbers of rows that tiles have
}

var (
	isas = []isa{
		{"avx512f64", 8, 64, true, []int{14, 12, 10, 8, 6, 5, 4, 3, 2, 1}},
		{"avx512f32", 4, 64, true, []int{14, 12, 10, 8, 6, 5, 4, 3, 2, 1}},
		{"avx2f64", 8, 32, false, []int{6, 5, 4, 3, 2, 1}},
		{"avx2f32", 4, 32, false, []int{6, 5, 4, 3, 2, 1}},
	}
	// halves are AVX-512 with vectors of half the width, for what is left at the
	// end of a row: a processor that does one operation with whole vectors at a
	// time does two with these.
	halves = []isa{
		{"avx512f64half", 8, 32, true, isas[0].rows},
		{"avx512f32half", 4, 32, true, isas[1].rows},
	}
)

func main() {
	ConstraintExpr("amd64")
	for _, s := range isas {
		for _, v := range []int{2, 1} {
			for _, rows := range s.rows {
				tile(s, rows, v)
			}
		}
	}
	for _, s := range halves {
		for _, rows := range s.rows {
			tile(s, rows, 1)
		}
	}
	for _, s := range isas[2:] {
		mask(s)
		poolForward(s)
		poolBackward(s)
	}
	pack(isas[0])
	pack(isas[2])
	adam()
	peak()
	Generate()
}

// vector returns vector register i of the instruction set.
func (s isa) vector(i int) VecPhysical {
	if s.width == 64 {
		return []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15,
			Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}[i]
	}
	return []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15,
		Y16, Y17, Y18, Y19, Y20, Y21, Y22, Y23, Y24, Y25, Y26, Y27, Y28, Y29, Y30, Y31}[i]
}

// pick returns f64 or f32, whichever is for the numbers of s.
func pick[F any](s isa, f64, f32 F) F {
	if s.bytes == 8 {
		return f64
	}
	return f32
}

type op func(...Op)

// The fields of simd.Tile, in bytes from its start.
const (
	fieldA, fieldB, fieldC, fieldBias                          = 0, 8, 16, 24
	fieldARow, fieldAStep, fieldASeg, fieldBStep, fieldBSeg    = 32, 40, 48, 56, 64
	fieldCRow, fieldSteps, fieldSegs, fieldStart, fieldRectify = 72, 80, 88, 96, 104
	fieldMask, fieldPartial, fieldAhead                        = 112, 120, 128
)

// A part is the last vector of a row, of which only some numbers count. The
// others are neither read nor written.
type part struct{ isa }

// take gets the mask of the part out of the field of the tile: bits for
// AVX-512, the address of a vector for AVX2.
func (p part) take(mask Mem) {
	MOVQ(mask, RAX)
	if p.evex {
		KMOVW(EAX, K1)
	} else {
		VMOVUPS(Mem{Base: RAX}, Y15)
	}
}

// load reads the part; what does not count becomes 0.
func (p part) load(from Mem, to VecPhysical) {
	if p.evex {
		pick(p.isa, VMOVUPD_Z, VMOVUPS_Z)(from, K1, to)
	} else {
		pick(p.isa, VMASKMOVPD, VMASKMOVPS)(from, Y15, to)
	}
}

func (p part) store(from VecPhysical, to Mem) {
	if p.evex {
		pick[op](p.isa, VMOVUPD, VMOVUPS)(from, K1, to)
	} else {
		pick(p.isa, VMASKMOVPD, VMASKMOVPS)(from, Y15, to)
	}
}

// loadOf returns how vector j of a row of v is read.
func loadOf(s isa, j, v int) op {
	if j == v-1 {
		return func(o ...Op) { part{s}.load(o[0].(Mem), o[1].(VecPhysical)) }
	}
	return pick[op](s, VMOVUPD, VMOVUPS)
}

// tile writes the kernel that simd.Tile describes, for so many rows and
// vectors a row.
func tile(s isa, rows, v int) {
	name := fmt.Sprintf("%sx%dx%d", s.name, rows, v)
	TEXT(name, NOSPLIT, "func(t *byte)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is Tile.Run for %d rows of %d vectors.", name, rows, v))
	t := RDI
	Load(Param("t"), t)
	field := func(off int) Mem { return Mem{Base: t, Disp: off} }
	acc := func(p, j int) VecPhysical { return s.vector(p*v + j) }

	part{s}.take(field(fieldMask))
	start(s, rows, v, name, field, acc)

	// Rows 0 to 13 in two pointers and three strides.
	a0, a7, s1, s3, s5, b := RAX, RBX, RCX, RDX, RSI, R8
	aStep, bStep, k, segs := R9, R10, R11, R12
	MOVQ(field(fieldA), a0)
	MOVQ(field(fieldARow), s1)
	LEAQ(Mem{Base: s1, Index: s1, Scale: 2}, s3)
	LEAQ(Mem{Base: s1, Index: s1, Scale: 4}, s5)
	LEAQ(Mem{Base: s3, Index: s1, Scale: 4}, a7)
	ADDQ(a0, a7)
	MOVQ(field(fieldB), b)
	MOVQ(field(fieldAStep), aStep)
	MOVQ(field(fieldBStep), bStep)
	MOVQ(field(fieldSegs), segs)
	at := []Mem{
		{Base: a0}, {Base: a0, Index: s1, Scale: 1}, {Base: a0, Index: s1, Scale: 2}, {Base: a0, Index: s3, Scale: 1},
		{Base: a0, Index: s1, Scale: 4}, {Base: a0, Index: s5, Scale: 1}, {Base: a0, Index: s3, Scale: 2}, {Base: a7},
		{Base: a0, Index: s1, Scale: 8}, {Base: a7, Index: s1, Scale: 2}, {Base: a0, Index: s5, Scale: 2},
		{Base: a7, Index: s1, Scale: 4}, {Base: a0, Index: s3, Scale: 4}, {Base: a7, Index: s3, Scale: 2},
	}
	fma := pick[op](s, VFMADD231PD, VFMADD231PS)
	broadcast := pick[op](s, VBROADCASTSD, VBROADCASTSS)
	free := rows * v
	ahead := R13
	fetches := s.evex && v == 2 && rows >= 8 // the others are for small matrices, or for what is left
	if fetches {
		MOVQ(field(fieldAhead), ahead)
		ADDQ(a0, ahead)
	}

	Label("segment")
	MOVQ(field(fieldSteps), k)
	Label("step")
	if fetches { // into the second cache: the first is full of this tile's
		PREFETCHT1(Mem{Base: ahead})
		PREFETCHT1(Mem{Base: ahead, Index: s1, Scale: 1})
		ADDQ(aStep, ahead)
	}
	for j := range v {
		loadOf(s, j, v)(Mem{Base: b, Disp: j * s.width}, s.vector(free+j))
	}
	for p := range rows {
		if v == 1 && s.evex {
			pick[op](s, VFMADD231PD_BCST, VFMADD231PS_BCST)(at[p], s.vector(free), acc(p, 0))
			continue
		}
		x := s.vector(free + v + p%2)
		if free+v+2 > 32 || !s.evex && free+v+2 > 15 {
			x = s.vector(free + v)
		}
		broadcast(at[p], x)
		for j := range v {
			fma(x, s.vector(free+j), acc(p, j))
		}
	}
	ADDQ(aStep, a0)
	if rows > 7 {
		ADDQ(aStep, a7)
	}
	ADDQ(bStep, b)
	DECQ(k)
	JNZ(LabelRef("step"))
	ADDQ(field(fieldASeg), a0)
	if rows > 7 {
		ADDQ(field(fieldASeg), a7)
	}
	ADDQ(field(fieldBSeg), b)
	DECQ(segs)
	JNZ(LabelRef("segment"))

	finish(s, rows, v, field, acc)
}

// each goes down the rows of C: c leads to row p when do writes its part.
func each(rows int, c, row GPPhysical, do func(p int)) {
	for p := range rows {
		do(p)
		if p < rows-1 {
			ADDQ(row, c)
		}
	}
}

// start fills the accumulators: with 0, with what is in C, or with the bias.
func start(s isa, rows, v int, name string, field func(int) Mem, acc func(p, j int) VecPhysical) {
	how, c, row := RAX, RBX, RCX
	MOVQ(field(fieldStart), how)
	CMPQ(how, Imm(1))
	JE(LabelRef("add"))
	JA(LabelRef("bias"))
	for p := range rows {
		for j := range v {
			if s.evex {
				VPXORQ(acc(p, j), acc(p, j), acc(p, j))
			} else {
				VXORPS(acc(p, j), acc(p, j), acc(p, j))
			}
		}
	}
	CMPQ(field(fieldSteps), Imm(64))
	JB(LabelRef("go"))
	MOVQ(field(fieldC), c)
	MOVQ(field(fieldCRow), row)
	each(rows, c, row, func(p int) { // what will be stored
		for j := range v {
			PREFETCHT0(Mem{Base: c, Disp: j * s.width})
		}
	})
	JMP(LabelRef("go"))
	Label("add")
	MOVQ(field(fieldC), c)
	MOVQ(field(fieldCRow), row)
	each(rows, c, row, func(p int) {
		for j := range v {
			loadOf(s, j, v)(Mem{Base: c, Disp: j * s.width}, acc(p, j))
		}
		for j := range v { // of the tile to the right, which mostly comes next
			PREFETCHT0(Mem{Base: c, Disp: (v + j) * s.width})
		}
	})
	JMP(LabelRef("go"))
	Label("bias")
	MOVQ(field(fieldBias), c)
	for p := range rows {
		for j := range v {
			loadOf(s, j, v)(Mem{Base: c, Disp: j * s.width}, acc(p, j))
		}
	}
	Label("go")
}

// finish stores the accumulators, or the greater of them and 0.
func finish(s isa, rows, v int, field func(int) Mem, acc func(p, j int) VecPhysical) {
	rectify, partial, c, row := RAX, RDX, RBX, RCX
	MOVQ(field(fieldC), c)
	MOVQ(field(fieldCRow), row)
	MOVQ(field(fieldPartial), partial)
	MOVQ(field(fieldRectify), rectify)
	TESTQ(rectify, rectify)
	JZ(LabelRef("store"))
	zero := s.vector(rows * v)
	if s.evex {
		VPXORQ(zero, zero, zero)
	} else {
		VXORPS(zero, zero, zero)
	}
	for p := range rows {
		for j := range v {
			pick[op](s, VMAXPD, VMAXPS)(acc(p, j), zero, acc(p, j)) // in this order NaN stays NaN
		}
	}
	Label("store")
	TESTQ(partial, partial)
	JNZ(LabelRef("partial"))
	store(s, rows, v, c, row, acc, pick[op](s, VMOVUPD, VMOVUPS))
	Label("partial")
	store(s, rows, v, c, row, acc, func(o ...Op) { part{s}.store(o[0].(VecPhysical), o[1].(Mem)) })
}

// store writes the rows, the last vector of each as last does, and returns.
func store(s isa, rows, v int, c, row GPPhysical, acc func(p, j int) VecPhysical, last op) {
	each(rows, c, row, func(p int) {
		for j := range v {
			put := pick[op](s, VMOVUPD, VMOVUPS)
			if j == v-1 {
				put = last
			}
			put(acc(p, j), Mem{Base: c, Disp: j * s.width})
		}
	})
	VZEROUPPER()
	RET()
}
