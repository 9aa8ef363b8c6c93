package dlfs

import "github.com/dlfs-go/book/internal/blas"

// Whoever imports this package multiplies matrices fast, with gonum too.
func init() { blas.Register() }
