package rtype

import "unsafe"

// loads returns the addresses that the function with the given code makes:
// ADRP page, register; ADD or LDR offset of the same register.
func loads(code uintptr) (out []uintptr) {
	text := unsafe.Slice((*uint32)(address(code)), 128)
	for i, page := range text[:len(text)-1] {
		if page&0x9f000000 != 0x90000000 {
			continue
		}
		imm := int64(page>>29&3) | int64(page>>5&(1<<19-1))<<2
		imm = imm << 43 >> 43 // 21 bits with a sign
		base := (code+uintptr(i)*4)&^0xfff + uintptr(imm<<12)
		for _, use := range text[i+1 : min(i+4, len(text))] {
			if use>>5&31 != page&31 {
				continue
			}
			switch use & 0xffc00000 {
			case 0x91000000: // ADD
				out = append(out, base+uintptr(use>>10&0xfff))
			case 0xf9400000: // LDR
				out = append(out, base+uintptr(use>>10&0xfff)*8)
			}
		}
	}
	return out
}
