package site

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// KaTeX's own script, as its package for Node has it.
//
//go:embed katex/katex.min.js
var katexScript string

const (
	longestFormula = 20_000          // characters of TeX
	formulaTime    = 5 * time.Second // for one formula
)

// A texEngine runs KaTeX. It starts with the first formula that math.json does
// not have, and serves all pages one after the other.
type texEngine struct {
	mu     sync.Mutex
	vm     *goja.Runtime
	render goja.Callable
	err    error // why it did not start
}

var tex texEngine

// The macros of a page are those its formulas define: a \newcommand holds for
// the cells below it, as in Jupyter.
type texMacros struct{ object *goja.Object }

func (e *texEngine) start() {
	e.vm = goja.New()
	e.vm.SetMaxCallStackSize(4000)
	if _, e.err = e.vm.RunScript("katex.js", katexScript); e.err != nil {
		return
	}
	v, err := e.vm.RunString(`(tex, displayMode, macros) => katex.renderToString(tex, {displayMode, macros,
		output: "mathml", throwOnError: true, strict: "ignore", globalGroup: true, maxExpand: 1000, maxSize: 40})`)
	if e.err = err; err != nil {
		return
	}
	e.render, _ = goja.AssertFunction(v)
}

// mathML is the MathML of a formula, or what KaTeX says about it.
func (e *texEngine) mathML(formula string, display bool, macros *texMacros) (string, error) {
	if len(formula) > longestFormula {
		return "", fmt.Errorf("it has %d characters, at most %d are read", len(formula), longestFormula)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.vm == nil {
		e.start()
	}
	if e.err != nil {
		return "", fmt.Errorf("KaTeX does not start: %w", e.err)
	}
	if macros.object == nil {
		macros.object = e.vm.NewObject()
	}
	timer := time.AfterFunc(formulaTime, func() { e.vm.Interrupt("it takes too long") })
	v, err := e.render(goja.Undefined(), e.vm.ToValue(formula), e.vm.ToValue(display), macros.object)
	timer.Stop()
	e.vm.ClearInterrupt()
	if err != nil {
		return "", texError(err)
	}
	return trimMathML(v.String()), nil
}

// texError is KaTeX's message without the place in its script.
func texError(err error) error {
	var thrown *goja.Exception
	if !errors.As(err, &thrown) {
		return err
	}
	message := thrown.Value().String()
	if o, ok := thrown.Value().(*goja.Object); ok && o.Get("message") != nil {
		message = o.Get("message").String()
	}
	return errors.New(strings.TrimPrefix(message, "KaTeX parse error: "))
}

var (
	annotation = lazyregexp.New(`(?s)<annotation.*?</annotation>`)
	// A sign that no term comes before is not a binary operator: without the
	// attribute it has the space of one on both sides.
	firstSign = lazyregexp.New(`(<mo[^>]*>(?:[(\[{,;:=≤≥≈∈+−×⋅→\x{2061}]|&[lg]t;)</mo>)<mo>([−+±])</mo>`)
)

// trimMathML does what mathgen does to the formulas of the book.
func trimMathML(s string) string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, `<span class="katex">`), "</span>")
	return firstSign().ReplaceAllString(annotation().ReplaceAllString(s, ""), `$1<mo form="prefix">$2</mo>`)
}
