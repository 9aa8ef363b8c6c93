package rtype

import "unsafe"

// loads returns the addresses that the function with the given code loads
// 64-bit values from: MOVQ address(RIP), register.
func loads(code uintptr) (out []uintptr) {
	text := unsafe.Slice((*byte)(address(code)), 512)
	for i := 0; i+7 <= len(text); i++ {
		if text[i]&^4 == 0x48 && text[i+1] == 0x8b && text[i+2]&0xc7 == 0x05 {
			offset := int32(text[i+3]) | int32(text[i+4])<<8 | int32(text[i+5])<<16 | int32(text[i+6])<<24
			out = append(out, code+uintptr(i)+7+uintptr(offset))
		}
	}
	return out
}
