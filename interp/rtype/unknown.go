//go:build !unknowngo && (go1.28 || futurego)

package rtype

const unknownRelease = true
