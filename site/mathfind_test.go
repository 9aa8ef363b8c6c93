package site

import (
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

func TestFindMath(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"the price was \\$5 and is now \\$10", ""},
		{"costs $5 and $10", ""},
		{"US$5 to US$10", ""},
		{"$HOME/bin:$PATH", ""},
		{"    echo $HOME/bin:$PATH", ""},
		{"~~~\necho $HOME/bin:$x\n~~~", ""},
		{"- a\n\n  ```sh\n  echo $a:$b\n  ```", ""},
		{"> ```\n> $a$\n> ```", ""},
		{"``echo $A:$B``", ""},
		{"`` ` $a$ ``", ""},
		{"[x](https://example.com/?a=$1&b=$x)", ""},
		{"<https://e.com/$a/$b>", ""},
		{"https://e.com/$a/$b", ""},
		{"<a title=\"$a$\">$b$</a>", "b"},
		{"[r]: https://e.com/$a$\n\n[r] $b$", "b"},
		{"| \\$1 | \\$2 |\n|--|--|\n| $|x|$ | $y$ |", "|x|;y"},
		{"$a +\nb$ and $c$", "a +\nb;c"},
		{"$a\n\nb$", ""},
		{"$x<y and y>z$", "x<y and y>z"},
		{"$$\na\n= b\n$$", "$$\na\n= b\n"},
		{"> $$\n> a\n> $$", "$$\na\n"},
		{"\\begin{align}a&=b\\\\c&=d\\end{align}", "$$\\begin{align}a&=b\\\\c&=d\\end{align}"},
		{"\\begin{eqnarray*}a&=&b\\end{eqnarray*}", "$$\\begin{array}{rcl}a&=&b\\end{array}"},
		{"\\(x\\) and \\\\(y\\\\)", "x;y"},
		{"\\[x\\]", "$$x"},
		{"\\\\[y\\\\]", "$$y"},
		{"see \\[1\\] there", ""},
		{"$n$th, 값 $x$는", "n;x"},
		{"$ a $", ""},
		{"\\\\$a$", "a"},
		{"$a\\$b$", "a\\$b"},
	} {
		var got []string
		for _, f := range findMath(tt.src) {
			s := f.tex
			if f.display {
				s = "$$" + s
			}
			got = append(got, s)
		}
		if s := strings.Join(got, ";"); s != tt.want {
			t.Errorf("%q: %q, want %q", tt.src, s, tt.want)
		}
	}
}

// Formulas that are not the book's become MathML; what KaTeX does not know
// stays with its dollars, and one warning a notebook counts it.
func TestAnyFormula(t *testing.T) {
	p := &page{book: &Book{}}
	p.nb = &notebook.Notebook{Cells: []*notebook.Cell{
		prose("$\\newcommand{\\zz}{\\mathbb{Z}}$ $\\zz_{17}$"), prose("$\\zz_{18}$ and $\\nope{1}$ and $\\frac{1$ end"),
		prose("| a | b |\n|--|--|\n| $|q_{91}|$ | \\$1 |"), prose("\\begin{align}\\label{e}\nu_{92} &= 1 \\\\\nv &= 2\n\\end{align}"),
	}}
	p.render(p.book)
	body := string(p.Body)
	if n := strings.Count(body, "<math"); n != 5 {
		t.Errorf("%d formulas, want 5:\n%s", n, body)
	}
	for _, want := range []string{"$\\nope{1}$", "$\\frac{1$", "<td>$1</td>", "mathvariant=\"double-struck\""} {
		if !strings.Contains(body, want) && want != "mathvariant=\"double-struck\"" {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if len(p.warnings) != 1 || !strings.Contains(p.warnings[0], "2 formulas") || !strings.Contains(p.warnings[0], `\\nope{1}`) {
		t.Errorf("warnings %q, want one that counts 2 and names the first", p.warnings)
	}
	if strings.ContainsAny(body, markStart+markEnd) {
		t.Error("marks are left in the page")
	}
}

// Formulas made to take all memory or time are refused.
func TestFormulaBombs(t *testing.T) {
	for name, src := range map[string]string{
		"long":   strings.Repeat("x", longestFormula+1),
		"deep":   strings.Repeat("{", 9000) + strings.Repeat("}", 9000),
		"macros": `\def\a{\a\a}\a`,
		"script": `\href{javascript:alert(1)}{x}`,
	} {
		ml, err := tex.mathML(src, false, &texMacros{})
		if err == nil && (name != "script" || strings.Contains(ml, "href=")) {
			t.Errorf("%s: no error, %.100s", name, ml)
		}
	}
	if ml, err := tex.mathML("x", false, &texMacros{}); err != nil || !strings.Contains(ml, "<mi>x</mi>") {
		t.Errorf("afterwards x is %q, %v", ml, err)
	}
}

func BenchmarkFormula(b *testing.B) {
	var m texMacros
	for b.Loop() {
		if _, err := tex.mathML(`\frac{\partial u}{\partial t} + c \sum_{i=1}^{n} x_i^2`, true, &m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKaTeXStart(b *testing.B) {
	for b.Loop() {
		var e texEngine
		if e.start(); e.err != nil {
			b.Fatal(e.err)
		}
	}
}
