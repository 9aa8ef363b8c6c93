package site

import (
	"regexp"
	"sync"
)

// lazily compiles an expression when it is first used. All of them together
// take as long as a kernel needs to start, which uses none.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
