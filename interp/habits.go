package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"sync"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// Hints for who writes Go with the habits of another language, of Python above
// all. They stand behind the message, in parentheses.

// spelled are lines in which another language says what Go says otherwise. The
// first that fits counts.
var spelled = []struct{ line, hint string }{
	{`^\s*from\s+[\w.]+\s+import\b|^\s*import\s+[\w.]+(\s+as\s+\w+|\s*,.*)?\s*;?\s*(#.*)?$`, `an import path stands in quotes: import "fmt"`},
	{`^\s*def\s+\w+\s*\(`, `a function is func f(x float64) float64 { … }`},
	{`^\s*(pub\s+)?fn\s+\w+|^\s*function\s+\w+\s*\(`, `a function is func f(x float64) float64 { … }`},
	{`^\s*class\s+\w+`, `a class is a type with methods: type T struct { … } and func (t *T) F() { … }`},
	{`^\s*(async\s+)?for\b.*\bin\b\s*range\s*\(`, `a loop over numbers is for i := range 3 { … }`},
	{`^\s*for\s*\(`, `a loop has no parentheses around its head: for i := 0; i < 3; i++ { … }`},
	{`^\s*for\b.*\bin\b`, `a loop over elements is for i, x := range xs { … }`},
	{`^\s*(do\s*\{|\}?\s*while\b)`, `while is spelled for: for x < 3 { … }`},
	{`^\s*(elif\b|\}?\s*else\b.*:\s*$|if\b.*:\s*$)`, `blocks stand in braces: if x > 0 { … } else if x < 0 { … } else { … }`},
	{`^\s*(try|except\b.*|finally)\s*:|^\s*try\s*\{`, `errors are values: if err != nil { … }`},
	{`^\s*with\s+.+:\s*$`, `what is opened is closed by defer f.Close()`},
	{`^\s*raise\b|^\s*throw\b`, `an error is returned, or panic(err) stops the cell`},
	{`\blambda\b`, `a function without a name is func(x float64) float64 { return … }`},
	{`^\s*assert\s`, `there is no assert: if x != y { panic("…") }`},
	{`^\s*del\s`, `delete(m, key) takes a key out of a map`},
	{`^\s*print\s+[^(\s]`, `that is fmt.Println(x)`},
	{`^\s*(let|auto)\s+\w+`, `a variable is declared by x := 5, or var x int = 5`},
	{`^\s*(const|var)\s+\w+(\s+\w+)?\s*:=`, `a declaration is either x := 5 or var x = 5; a constant is const x = 5`},
	{`^\s*(int|float|double|string|bool|float64|char|long)\s+\w+\s*(=|;|$)`, `the type stands behind the name: var x int = 5, or just x := 5`},
	{`^\s*\w+\s*:\s*(int|float|str|bool|list|dict|float64|string)\b`, `the type stands behind the name without a colon: var x int = 5, or just x := 5`},
	{`\b[fr][bf]?"`, `text with values in it is fmt.Sprintf("x = %v", x); text without escapes stands between backquotes`},
	{`\bis\s+(not\s+)?(None|nil)\b`, `that is x == nil or x != nil`},
	{`\S\s+if\s+.+\s+else\s+\S`, `there is no value with if in it: x := a; if c { x = b }`},
	{`\?[^:]*:`, `there is no ?: in Go: x := a; if c { x = b }`},
	{`\band\b`, `and is spelled &&`},
	{`\bor\b`, `or is spelled ||`},
	{`\bnot\b`, `not is spelled !`},
	{`(=|\(|,|^)\s*\[\s*[^\]\s].*\bfor\b`, `a list is made by a loop with append`},
	{`[\w)\]]\s+(not\s+)?in\s+\w`, `slices.Contains(xs, x) looks in a slice; _, ok := m[key] in a map`},
	{`(:?=|\(|,|^)\s*\[\s*[^\]\s]`, `a list is a slice, which says what it holds: []float64{1, 2, 3}`},
	{`(:?=|\(|,)\s*\{`, `a dictionary is a map, which says what it holds: map[string]int{"a": 1}`},
	{`^\s*(\+\+|--)\s*\w|[=(,]\s*[\w.]+(\+\+|--)`, `x++ and x-- are statements of their own, with the sign behind the name`},
	{`^\s*[\w.]+\s*:\s*$|\)\s*:\s*$`, `blocks stand in braces, and no colon before them`},
	{`\blen\s+\w`, `that is len(x)`},
}

// named are names of other languages, and what Go has instead.
var named = map[string]string{
	"None": "Go says nil", "null": "Go says nil", "nullptr": "Go says nil", "NULL": "Go says nil", "undefined": "Go says nil",
	"True": "Go says true", "False": "Go says false", "TRUE": "Go says true", "FALSE": "Go says false",
	"self": "a method names its receiver itself: func (n *Net) F() { n.x = 1 }", "this": "a method names its receiver itself: func (n *Net) F() { n.x = 1 }",
	"pass": "an empty block is { }", "elif": "Go says else if", "while": "while is spelled for", "raise": "an error is returned, or panic(err) stops the cell",
	"not": "not is spelled !", "and": "and is spelled &&", "or": "or is spelled ||",
	"str": "fmt.Sprint(x) makes text of a value; the type is string", "float": "the type is float64", "double": "the type is float64",
	"char": "the type is byte or rune", "long": "the type is int64", "boolean": "the type is bool", "unicode": "the type is string",
	"list": "a list is a slice: []float64{1, 2, 3}", "dict": `a dictionary is a map: map[string]int{"a": 1}`, "set": "a set is a map[T]bool",
	"tuple": "a function may return several values; else a struct holds them", "object": "the type of anything is any",
	"input": "display.Input(prompt) asks the reader", "open": "os.Open(name) opens a file", "exit": "os.Exit ends the cell", "quit": "os.Exit ends the cell",
	"enumerate": "for i, x := range xs { … } counts", "zip": "for i := range xs { … } takes xs[i] and ys[i]", "sorted": "slices.Sort(xs) sorts", "reversed": "slices.Reverse(xs) turns round",
	"isinstance": "x.(T) asks for the type in an interface", "printf": `that is fmt.Printf("%v", x)`,
	"abs": "that is math.Abs(x)", "sqrt": "that is math.Sqrt(x)", "pow": "that is math.Pow(x, y)", "exp": "that is math.Exp(x)", "log": "that is math.Log(x), or package log", "round": "that is math.Round(x)",
	"sum": "a loop adds up: for _, x := range xs { total += x }", "hasattr": "x.(interface{ F() }) asks for a method",
	"np": `import "gonum.org/v1/gonum/mat" has matrices`, "numpy": `import "gonum.org/v1/gonum/mat" has matrices`,
	"plt": `import "github.com/dlfs-go/book/plotting" draws`, "matplotlib": `import "github.com/dlfs-go/book/plotting" draws`, "pd": "a slice of structs is shown as a table",
	"System": "that is fmt.Println(x)", "console": "that is fmt.Println(x)", "echo": "that is fmt.Println(x)", "puts": "that is fmt.Println(x)", "cout": "that is fmt.Println(x)",
	"String": "the type is string", "throw": "an error is returned, or panic(err) stops the cell",
}

// membered are methods that values have in Python, and what Go has instead.
var membered = map[string]string{
	"append": "that is x = append(x, y)", "push": "that is x = append(x, y)", "extend": "that is x = append(x, ys...)", "pop": "x[len(x)-1] is the last, x[:len(x)-1] the rest",
	"len": "that is len(x)", "length": "that is len(x)", "size": "that is len(x)", "Length": "that is len(x)", "Len": "that is len(x)", "count": "that is len(x)", "__len__": "that is len(x)",
	"keys": "for k := range m { … } goes over the keys", "values": "for _, v := range m { … } goes over the values", "items": "for k, v := range m { … } goes over both", "get": "that is v, ok := m[key]",
	"sort": "that is slices.Sort(x)", "reverse": "that is slices.Reverse(x)", "index": "that is slices.Index(x, y)", "contains": "that is slices.Contains(x, y)", "copy": "that is slices.Clone(x)",
	"upper": "that is strings.ToUpper(s)", "lower": "that is strings.ToLower(s)", "strip": "that is strings.TrimSpace(s)", "split": "that is strings.Split(s, \",\")", "join": "that is strings.Join(list, \",\")",
	"replace": "that is strings.ReplaceAll(s, old, new)", "startswith": "that is strings.HasPrefix(s, prefix)", "endswith": "that is strings.HasSuffix(s, suffix)", "find": "that is strings.Index(s, part)", "format": `that is fmt.Sprintf("%v", x)`, "encode": "that is []byte(s)",
	"shape": "that is rows, cols := m.Dims()", "dot": "that is y.Mul(a, b) of package mat", "reshape": "mat.NewDense(rows, cols, data) gives data a shape", "mean": "stat.Mean(x, nil) of gonum", "sum": "mat.Sum(m), or a loop",
}

// spelledLines are the expressions of spelled, compiled when an error asks.
var spelledLines = sync.OnceValue(func() (list []*regexp.Regexp) {
	for _, h := range spelled {
		list = append(list, regexp.MustCompile(h.line))
	}
	return list
})

func hinted(hint string) string { return " (" + hint + ")" }

// habit is the hint for a syntax error in a line.
func habit(msg, line string) string {
	code, _, _ := strings.Cut(quotedText().ReplaceAllString(line, `""`), "//")
	switch {
	case strings.Contains(msg, "rune literal"):
		return hinted(`text stands between double quotes, 'x' is one character`)
	case strings.Contains(msg, "U+0023"):
		return hinted("a comment begins with //")
	case strings.Contains(msg, "string literal not terminated") && (strings.Contains(line, `"""`)):
		return hinted("text of several lines stands between backquotes")
	case strings.Contains(msg, "not terminated"), strings.Contains(msg, "'case'"), strings.Contains(msg, "'default'"):
		return ""
	}
	for i, re := range spelledLines() {
		if re.MatchString(code) {
			return hinted(spelled[i].hint)
		}
	}
	return ""
}

// quotedText is text in a line, in which no habit shows.
var quotedText = lazyregexp.New(`"(?:[^"\\]|\\.)*"`)

// habitOf is the hint for an error of the type checker that is not about a name
// nearly right.
func (a *attempt) habitOf(e types.Error) string {
	if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok {
		if hint := named[name]; hint != "" {
			return hinted(hint)
		}
		return ""
	}
	line := a.unit.cell.lineAt(a.unit.cell.file.Offset(e.Pos))
	switch {
	case strings.Contains(e.Msg, "must not be negative") && strings.Contains(e.Msg, "index"):
		return hinted("the last element is x[len(x)-1]")
	case strings.Contains(e.Msg, "cannot indirect") && strings.Contains(line, "**"):
		return hinted("x to the power of y is math.Pow(x, y)")
	case strings.HasPrefix(e.Msg, "label ") && habit("", line) != "":
		return habit("", line)
	case strings.Contains(e.Msg, "undefined (type"):
		if m := memberName().FindStringSubmatch(e.Msg); m != nil {
			return a.memberHabit(m[1], m[2])
		}
	}
	return ""
}

var memberName = lazyregexp.New(`\.(\w+) undefined \(type (\S+) has no`)

// memberHabit is the hint for x.name, where x has that type.
func (a *attempt) memberHabit(name, typ string) string {
	plural := map[string]string{"string": "strings", "byte": "bytes", "error": "errors"}[typ]
	if plural != "" && token.IsExported(name) {
		return hinted("functions for it are in package " + plural + ": " + plural + "." + name)
	}
	if hint := membered[name]; hint != "" {
		return hinted(hint)
	}
	return ""
}

// assigned reports whether the name at pos is on the left of an = that would be
// right as a :=.
func (a *attempt) assigned(pos token.Pos) (found bool) {
	ast.Inspect(a.file, func(n ast.Node) bool {
		if s, ok := n.(*ast.AssignStmt); ok && s.Tok == token.ASSIGN {
			for _, x := range s.Lhs {
				found = found || x.Pos() == pos && isIdent(x)
			}
		}
		return !found
	})
	return found
}

func isIdent(x ast.Expr) bool {
	_, ok := x.(*ast.Ident)
	return ok
}
