package site

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// A sign is no binary operator where no term comes before it: it would have
// spaces around it, as in ( − 7, 2).
func TestSignsHaveNoSpace(t *testing.T) {
	binary := regexp.MustCompile("<mo[^>]*>([(\\[,=\u2061]|&[lg]t;)</mo><mo>[−+]</mo>")
	signs := 0
	for tex, mathML := range formulas() {
		if at := binary.FindString(mathML); at != "" {
			t.Errorf("%s: %s, want form=\"prefix\" on the sign", tex, at)
		}
		if strings.Contains(mathML, `<mo form="prefix">−</mo>`) {
			signs++
		}
	}
	if signs == 0 {
		t.Error("no formula has a sign")
	}
}

func TestMathText(t *testing.T) {
	for _, tt := range []struct{ tex, want string }{
		{"10^{-4}", "10^(−4)"},
		{"(-7, 2)", "(−7, 2)"},
		{"-\\frac{e_k}{S^2}", "−e_k/S^2"},
		{"$$h(x) = \\frac{1}{1 + \\exp(-x)}", "h(x) = 1/(1 + exp(−x))"},
		{"\\hat{\\mathbf{g}}\\hat{x}", "g\u0302x\u0302"},
		{"$$y = \\begin{cases} x & (x > 0) \\\\ 0 & (x \\le 0) \\end{cases} \\qquad \\frac{\\partial y}{\\partial x} = \\begin{cases} 1 & (x > 0) \\\\ 0 & (x \\le 0) \\end{cases}",
			"y = {x (x > 0); 0 (x ≤ 0); ∂y/∂x = {1 (x > 0); 0 (x ≤ 0);"},
	} {
		mathML, ok := formulas()[tt.tex]
		if got := mathText(mathML); !ok || got != tt.want {
			t.Errorf("%s: %q, want %q", tt.tex, got, tt.want)
		}
	}
	if got := mathText("<code>a &lt; b</code>"); got != "a < b" {
		t.Errorf("a formula that is not known: %q, want a < b", got)
	}
}

// All formulas of the book are in math.json: making it runs no KaTeX.
func TestBookStartsNoKaTeX(t *testing.T) {
	paths, err := filepath.Glob("../notebooks/*/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d notebooks, %v", len(paths), err)
	}
	for _, path := range paths {
		nb, err := notebook.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			if c.Kind != notebook.Markdown {
				continue
			}
			for _, f := range findMath(c.Source) {
				key := strings.TrimSpace(f.tex)
				if f.display {
					key = "$$" + key
				}
				if _, ok := formulas()[key]; !ok {
					t.Errorf("%s: %q is not in math.json: run go generate ./site", path, key)
				}
			}
		}
	}
}
