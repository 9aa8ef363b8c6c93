package exec

// In WebAssembly the stack is the host's, a megabyte in browsers. Nobody can
// make it larger, or tell how much is left.
const (
	maxDepth  = 1_000
	maxNested = 100
)

// alone says that there is one thread, which nothing interrupts: loops have to
// let other goroutines run.
const alone = true
