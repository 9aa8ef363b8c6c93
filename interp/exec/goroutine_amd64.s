#include "textflag.h"

// R14 holds the g.

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	MOVQ R14, ret+0(FP)
	RET

// func stackUsed() uintptr
TEXT ·stackUsed(SB), NOSPLIT, $0-8
	MOVQ 8(R14), AX // g.stack.hi
	SUBQ SP, AX
	MOVQ AX, ret+0(FP)
	RET
