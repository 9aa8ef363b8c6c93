//go:build unknowngo || (!go1.28 && !futurego)

package rtype

// unknownRelease reports whether the Go release that built the program is newer
// than this package. The build tag unknowngo lets a maintainer run the tests
// with such a release all the same, and futurego shows with today's release
// what a reader would see: docs/engine.md, “A new Go release”.
const unknownRelease = false
