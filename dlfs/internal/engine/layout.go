package engine

import "github.com/dlfs-go/book/internal/simd"

// inward copies an image, channel by channel, to where pixels have theirs
// together. It takes four channels at a time, each of which is read from its
// start to its end.
func inward[T simd.Float](to, image []T, p plane) {
	size, c := p.H*p.W, 0
	for ; c+4 <= p.C; c += 4 {
		c0, c1, c2, c3 := four(image[c*size:], size)
		for i := 0; i < size; i += p.W {
			at := p.origin + i/p.W*p.row + c
			for x := i; x < i+p.W; x++ {
				pixel := to[at:][:4]
				pixel[0], pixel[1], pixel[2], pixel[3] = c0[x], c1[x], c2[x], c3[x]
				at += p.pixel
			}
		}
	}
	for ; c < p.C; c++ {
		for y := range p.H {
			from, at := image[(c*p.H+y)*p.W:][:p.W], p.origin+y*p.row+c
			if p.pixel == 1 {
				copy(to[at:], from)
				continue
			}
			for _, v := range from {
				to[at] = v
				at += p.pixel
			}
		}
	}
}

// four returns the first four channels of an image, so many numbers each.
func four[T any](image []T, size int) (c0, c1, c2, c3 []T) {
	return image[:size], image[size:][:size], image[2*size:][:size], image[3*size:][:size]
}

// outward is the way back of inward.
func outward[T simd.Float](image, from []T, p plane) {
	size, c := p.H*p.W, 0
	for ; c+4 <= p.C; c += 4 {
		c0, c1, c2, c3 := four(image[c*size:], size)
		for i := 0; i < size; i += p.W {
			at := p.origin + i/p.W*p.row + c
			for x := i; x < i+p.W; x++ {
				pixel := from[at:][:4]
				c0[x], c1[x], c2[x], c3[x] = pixel[0], pixel[1], pixel[2], pixel[3]
				at += p.pixel
			}
		}
	}
	for ; c < p.C; c++ {
		for y := range p.H {
			to, at := image[(c*p.H+y)*p.W:][:p.W], p.origin+y*p.row+c
			for x := range to {
				to[x] = from[at]
				at += p.pixel
			}
		}
	}
}
