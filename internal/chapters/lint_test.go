package chapters

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// sample returns a small appendix without a fault.
func sample() *notebook.Notebook {
	nb := &notebook.Notebook{Metadata: map[string]any{"kernelspec": map[string]any{"name": "dlfs", "language": "go"}}}
	text := func(id, s string) {
		nb.Cells = append(nb.Cells, &notebook.Cell{ID: id, Kind: notebook.Markdown, Source: s, Metadata: map[string]any{}})
	}
	n := 0
	code := func(id, s, result string, meta map[string]any) {
		n++
		c := &notebook.Cell{ID: id, Kind: notebook.Code, Source: s, Count: n, Metadata: meta}
		if result != "" {
			c.Outputs = []notebook.Output{{Type: "execute_result", Count: n, Data: map[string]any{"text/plain": result}}}
		}
		nb.Cells = append(nb.Cells, c)
	}
	text("title", "# Appendix A: a sample\n\nWhat is one and one?")
	for i := range 3 {
		text(fmt.Sprintf("sa%d", i+1), fmt.Sprintf("## A.%d Section\n\nSay it.", i+1))
	}
	code("sum", "1 + 1", "2", map[string]any{})
	text("exercises", "## Exercises")
	for i := 1; i <= minExercise; i++ {
		ex, tags := fmt.Sprintf("ex%d", i), func(t ...any) map[string]any { return map[string]any{"tags": t} }
		text(ex, "### Exercise\n\nDo it.")
		answer, check := fmt.Sprintf("func answer%d() int { return 1 }", i), fmt.Sprintf("check%d()", i)
		code(ex+"-stub", answer+" // your code here", "", tags(tagStub))
		code(ex+"-check", "func "+check+" string { return `ok: ` }\n"+check, "not yet: 1, want 2", tags(tagCheck))
		hidden := tags(tagHidden, tagSolution)
		hidden["jupyter"] = map[string]any{"source_hidden": true}
		code(ex+"-solution", "// BEGIN SOLUTION\n"+answer+"\n// END SOLUTION\n"+check, "ok: 2", hidden)
	}
	return nb
}

func lint(t *testing.T, nb *notebook.Notebook) string {
	t.Helper()
	data, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(Lint("appendix-a", data), "\n")
}

func TestLintIsContent(t *testing.T) {
	if got := lint(t, sample()); got != "" {
		t.Errorf("a faultless notebook:\n%s", got)
	}
}

// Each fault is found.
func TestLintFinds(t *testing.T) {
	cell := func(nb *notebook.Notebook, id string) *notebook.Cell {
		for _, c := range nb.Cells {
			if c.ID == id {
				return c
			}
		}
		t.Fatalf("no cell %s", id)
		return nil
	}
	for _, tt := range []struct {
		want  string
		spoil func(nb *notebook.Notebook)
	}{
		{"kernelspec", func(nb *notebook.Notebook) { nb.Metadata["kernelspec"] = nil }},
		{"not made of words", func(nb *notebook.Notebook) { cell(nb, "sum").ID = "a1b2c3d4" }},
		{"no prose before it", func(nb *notebook.Notebook) { nb.Cells[3].Kind = notebook.Code }},
		{"nothing but a heading", func(nb *notebook.Notebook) { nb.Cells[3].Source = "## A.3 Section" }},
		{"31 lines", func(nb *notebook.Notebook) { cell(nb, "sum").Source = strings.Repeat("1\n", 30) }},
		{"the median", func(nb *notebook.Notebook) {
			for _, c := range nb.Cells {
				c.Source = strings.Repeat("\n", 9) + c.Source
			}
		}},
		{"not as gofmt", func(nb *notebook.Notebook) { cell(nb, "sum").Source = "func f() {}\n\nx  := 1" }},
		{"151 columns", func(nb *notebook.Notebook) { cell(nb, "sum").Source = "// " + strings.Repeat("x", 148) }},
		{"execution count", func(nb *notebook.Notebook) { cell(nb, "sum").Count = 7 }},
		{"it failed: panic: boom", func(nb *notebook.Notebook) {
			cell(nb, "sum").Outputs = []notebook.Output{{Type: "error", ErrName: "panic", ErrValue: "boom"}}
		}},
		{"stderr", func(nb *notebook.Notebook) {
			cell(nb, "sum").Outputs = []notebook.Output{{Type: "stream", Name: "stderr", Text: "x"}}
		}},
		{"without alt text", func(nb *notebook.Notebook) {
			cell(nb, "sum").Outputs[0].Data["text/html"] = `<img alt="" src="x">`
		}},
		{"does not say what it shows", func(nb *notebook.Notebook) { cell(nb, "sum").Outputs[0].Data["image/png"] = "x" }},
		{"want one", func(nb *notebook.Notebook) { nb.Cells[1].Source = "# A.1 Section" }},
		{"below one of level", func(nb *notebook.Notebook) { nb.Cells[1].Source += "\n#### Deep" }},
		{"title of the first cell", func(nb *notebook.Notebook) { nb.Cells[0].Source = "## A.1 No title" }},
		{"section 3 after section 1", func(nb *notebook.Notebook) { nb.Cells[2].Source = "text" }},
		{"no section A.9", func(nb *notebook.Notebook) { nb.Cells[3].Source = "## A.9 Section" }},
		{"subsection 1.1", func(nb *notebook.Notebook) { nb.Cells[1].Source += "\n### A.1.1 More" }},
		{"has no number", func(nb *notebook.Notebook) { nb.Cells[1].Source += "\n## More" }},
		{"should be sa2", func(nb *notebook.Notebook) { nb.Cells[2].ID = "second" }},
		{"no heading is in it", func(nb *notebook.Notebook) { cell(nb, "sum").ID = "sa11" }},
		{"4 exercises", func(nb *notebook.Notebook) { cell(nb, "ex5").ID = "last" }},
		{"want the code cell ex2-check", func(nb *notebook.Notebook) { cell(nb, "ex2-check").ID = "ex2-test" }},
		{"the tag exercise ", func(nb *notebook.Notebook) { cell(nb, "ex1-stub").Metadata = nil }},
		{"want not yet", func(nb *notebook.Notebook) { cell(nb, "ex1-check").Outputs[0].Data["text/plain"] = "ok: 2" }},
		{"want ok", func(nb *notebook.Notebook) { cell(nb, "ex1-solution").Outputs = nil }},
		{"BEGIN SOLUTION", func(nb *notebook.Notebook) { cell(nb, "ex1-solution").Source = "check1()" }},
		{"source_hidden", func(nb *notebook.Notebook) { delete(cell(nb, "ex1-solution").Metadata, "jupyter") }},
		{"where to write", func(nb *notebook.Notebook) { cell(nb, "ex1-stub").Source = "func answer1() int { return 1 }" }},
		{"its last line", func(nb *notebook.Notebook) { cell(nb, "ex1-check").Source += "\n1" }},
		{"no tag same-as:dlfs.AND", func(nb *notebook.Notebook) { nb.Cells[1].Source += " It is the same code as `dlfs.AND`." }},
	} {
		nb := sample()
		tt.spoil(nb)
		if got := lint(t, nb); !strings.Contains(got, tt.want) {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	data, _ := sample().Marshal()
	for want, bad := range map[string]string{
		"not JSON":     "{",
		"as dlfs run":  strings.Replace(string(data), `"cells": [`, `"cells":  [`, 1),
		"nbformat":     strings.Replace(string(data), `"nbformat_minor": 5`, `"nbformat_minor": 4`, 1),
		"id of its":    strings.Replace(string(data), `"id": "sum"`, `"name": "sum"`, 1),
		"not made of ": strings.Replace(string(data), `"id": "sum"`, `"id": "cell-5"`, 1),
	} {
		if got := strings.Join(Lint("appendix-a", []byte(bad)), "\n"); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Lint("ch09", data); !strings.Contains(strings.Join(got, "\n"), "not a chapter") {
		t.Errorf("a ninth chapter: %q", got)
	}
}

// Code is the library's if only names and checks differ.
func TestCompare(t *testing.T) {
	const theirs = `package dlfs
func (l *ReLU) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("ReLU", l.x)
	n, m := dy.Dims() // for the check alone
	checkDims(dy, n, m)
	if dy == nil {
		panicf("no dy")
	}
	// a comment
	return times(dy, l.x, ReLUDerivative)
}
func Twice(x float64) float64 { return 2 * x }`
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/a.go", []byte(theirs), 0o644); err != nil {
		t.Fatal(err)
	}
	lib, err := ReadLibrary(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ code, tag, want string }{
		{"func (r *Relu) Backward(g *mat.Dense) *mat.Dense { return product(g, r.in, dlfs.ReLUDerivative) }", "dlfs.ReLU.Backward", ""},
		{"func (r *Relu) Backward(g *mat.Dense) *mat.Dense { return product(r.in, g, dlfs.ReLUDerivative) }", "dlfs.ReLU.Backward", "not the code"},
		{"func (r *Relu) Backward(g *mat.VecDense) *mat.Dense { return product(g, r.in, dlfs.ReLUDerivative) }", "dlfs.ReLU.Backward", "not the code"},
		{"func double(v float64) float64 {\n\treturn 2 * v\n}", "dlfs.Twice", ""},
		{"func double(v float64) float64 { return 2 + v }", "dlfs.Twice", "not the code"},
		{"func double(v float64) float64 { return 3 * v }", "dlfs.Twice", "not the code"},
		{"func double(v float64) float64 { return 2 * w }", "dlfs.Twice", "not the code"},
		{"func double(v float64) float64 { return 2 * v }", "dlfs.Thrice", "no dlfs.Thrice"},
		{"x := 2", "dlfs.Twice", "only declarations"},
		{"type T int", "dlfs.Twice", "0 functions for 1 tags"},
	} {
		nb := &notebook.Notebook{Cells: []*notebook.Cell{{
			ID: "c", Kind: notebook.Code, Source: tt.code, Metadata: map[string]any{"tags": []any{sameAs + tt.tag}},
		}}}
		complaints, _ := lib.Compare(nb)
		got := strings.Join(complaints, "\n")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s as %s: %q, want %q", tt.code, tt.tag, got, tt.want)
		}
	}
}

// What can be compared must be Go that the parser knows.
func TestNormalKeepsStructure(t *testing.T) {
	read := func(src string) string {
		f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		return normal(functions(f)[0])
	}
	if read("func f(a, b int) int { return a - b }") == read("func f(a, b int) int { return b - a }") {
		t.Error("a - b and b - a are the same")
	}
	if read("func f(a, b int) int { return a - b }") != read("func g(x, y int) int {\n\n\treturn x - y // so\n}") {
		t.Error("names and layout are not left out")
	}
}
