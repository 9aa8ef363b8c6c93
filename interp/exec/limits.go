//go:build !wasm

package exec

// maxDepth bounds recursion; it is what fits in the stack limit that New sets.
const maxDepth = 250_000

// maxNested bounds calls from compiled code within each other: a String method
// that prints its own receiver recurses that way.
const maxNested = 10_000

// alone says that there is one thread, which nothing interrupts.
const alone = false
