package site

import (
	"slices"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// Every language has the same words, and those that are patterns take the same
// values.
func TestTable(t *testing.T) {
	for lang, words := range table {
		for key, en := range table["en"] {
			w, ok := words[key]
			if !ok || w == "" && en != "" {
				t.Errorf("%s lacks %q", lang, key)
			}
			for _, verb := range []string{"%s", "%d"} {
				if strings.Count(w, verb) != strings.Count(en, verb) {
					t.Errorf("%s %q: %q, want the values of %q", lang, key, w, en)
				}
			}
		}
		for key := range words {
			if _, ok := table["en"][key]; !ok {
				t.Errorf("%s has %q, which English lacks", lang, key)
			}
		}
	}
}

// All words that templates and code ask for are there.
func TestTableIsUsed(t *testing.T) {
	used := string(asset("page.html")) + string(asset("parts.html")) + string(asset("index.html"))
	for key := range table["en"] {
		if !strings.Contains(used, `.T "`+key+`"`) && !strings.Contains(used, `"`+key+`"`) && !usedInCode[key] {
			t.Errorf("nothing uses %q", key)
		}
	}
}

// usedInCode are the words that Go code asks for.
var usedInCode = map[string]bool{
	"title": true, "start": true, "cell": true, "code": true, "solution": true, "check": true, "outputs": true, "lines": true, "empty": true,
	"cut": true, "broken": true, "scripts": true, "picture": true, "drawing": true, "source": true, "example": true, "prints": true, "types": true, "functions": true, "values": true,
}

func TestGlossary(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range Glossary() {
		if term.Ko == "" || term.En == "" || seen[term.Ko] {
			t.Errorf("%+v: want a term with both words, once", term)
		}
		seen[term.Ko] = true
		for _, w := range term.Not {
			if seen[w] || strings.Contains(term.Ko, w) {
				t.Errorf("%s is rejected and used", w)
			}
		}
	}
}

func TestCheckTerms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		want  string // part of the only complaint, "" for none
	}{
		{"first with English", []string{"**역전파**(backward propagation)입니다. 역전파는"}, ""},
		{"first without", []string{"역전파는", "역전파(backward propagation)"}, "cell c0: 역전파 stands here first, want 역전파(backward propagation)"},
		{"another English", []string{"역전파(backprop)"}, "want 역전파(backward propagation)"},
		{"in a heading", []string{"# 역전파\n\n역전파(backward propagation)는"}, ""},
		{"in code", []string{"`역전파` $역전파$"}, ""},
		{"in a longer term", []string{"오차역전파법(backpropagation)은 역전파(backward propagation)를"}, ""},
		{"alone after a longer term", []string{"오차역전파법(backpropagation)은 역전파를"}, "역전파 stands here first"},
		{"rejected", []string{"기울기(gradient)", "그래디언트"}, "cell c1: 그래디언트, want 기울기"},
		{"rejected, in a longer term", []string{"하이퍼파라미터(hyperparameter)는"}, ""},
		{"rejected after a longer term", []string{"하이퍼파라미터(hyperparameter)와 파라미터"}, "파라미터, want 매개변수"},
		{"rejected in a heading", []string{"# 연쇄 규칙"}, "연쇄 규칙, want 연쇄 법칙"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nb := &notebook.Notebook{}
			for i, s := range tt.cells {
				nb.Cells = append(nb.Cells, &notebook.Cell{ID: "c" + string(rune('0'+i)), Kind: notebook.Markdown, Source: s})
			}
			got := CheckTerms(nb)
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"The chain rule.", "the chain rule"},
		{"역전파는", "역전 전파 파는"},
		{"값", "값"},
		{"ReLU는 dlfs.Affine", "relu 는 dlfs affine"},
		{"im2col, 28×28", "im2col 28 28"},
		{"", ""},
	} {
		if got := strings.Join(words(tt.in), " "); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Names of the library in code are links, and nothing else is.
func TestLinks(t *testing.T) {
	r, err := newReference()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code string
		want []string
	}{
		{"dlfs.NewAffine(w, b)", []string{"dlfs.NewAffine"}},
		{"x := []plotting.Edge{{}}; mnist.Load()", []string{"plotting.Edge", "mnist.Load"}},
		{"x.dlfs.NewAffine", nil},
		{`"dlfs.NewAffine" // dlfs.NewAffine`, nil},
		{"dlfs.Nothing; fmt.Println", nil},
		{"한 := dlfs.Softmax(", []string{"dlfs.Softmax"}},
		{"`unterminated dlfs.Softmax", nil},
	} {
		var got []string
		for _, l := range r.links(tt.code) {
			got = append(got, tt.code[l.start:l.end])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: links %q, want %q", tt.code, got, tt.want)
		}
	}
}
