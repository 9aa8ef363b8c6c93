// Package lazyregexp compiles regular expressions when they are first used.
// The program is also the kernel, which starts with every notebook and uses none
// of those that pages and error messages need.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that returns the compiled expression. The function
// panics if the expression does not parse.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
