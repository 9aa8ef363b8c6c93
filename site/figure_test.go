package site

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// A Korean page says what a figure shows in the words of its notebook, until
// the figure says something else.
func TestOwnWords(t *testing.T) {
	svg := base64.StdEncoding.EncodeToString([]byte(`<svg viewBox="0 0 1 1"><path d="M0,0"/></svg>`))
	original := func(alt string) *notebook.Notebook {
		return &notebook.Notebook{Metadata: map[string]any{}, Cells: []*notebook.Cell{code("draw()",
			notebook.Output{Type: "display_data", Data: map[string]any{"text/html": `<img alt="` + alt + `" src="data:image/svg+xml;base64,` + svg + `">`, "text/plain": alt}},
			notebook.Output{Type: "display_data", Data: map[string]any{"image/png": "AAAA", "text/plain": "A dot."}})}}
	}
	en := original("A line.")
	ko := &notebook.Notebook{Metadata: map[string]any{}, Cells: []*notebook.Cell{{ID: "code", Kind: notebook.Code,
		Metadata: map[string]any{"dlfs": map[string]any{"alt": []any{map[string]any{"text": `"직선"`}, map[string]any{"text": "점"}}}}}}}
	notebook.UpdateTwin(en, ko, nil)
	if err := notebook.AcceptTwin(en, ko); err != nil {
		t.Fatal(err)
	}
	page := func() string {
		var b Book
		b.Add("notebooks/ko/ch05.ipynb", ko)
		dir := t.TempDir()
		if warnings, err := b.Write(dir); err != nil || len(warnings) > 0 {
			t.Fatal(warnings, err)
		}
		data, err := os.ReadFile(filepath.Join(dir, "ch05.ko.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	const dot = `<figure lang="ko"><img alt="점"`
	if got := page(); !strings.Contains(got, `<figure lang="ko"><svg role="img" aria-label="&#34;직선&#34;"`) || !strings.Contains(got, dot) {
		t.Errorf("the page lacks the twin's words: %s", got)
	}
	notebook.UpdateTwin(original("Two lines."), ko, nil)
	if got := page(); strings.Contains(got, "직선") || !strings.Contains(got, `<figure><svg role="img" aria-label="Two lines."`) || !strings.Contains(got, dot) {
		t.Errorf("the page has words for another figure: %s", got)
	}
}

// A line of Korean does not begin with the particle of what ended the last one.
func TestGlue(t *testing.T) {
	const j = "\u2060"
	for _, tt := range []struct{ source, want string }{
		{"계층(layer)을 셉니다.", "<p>계층(layer)" + j + "을 셉니다.</p>"},
		{"**굵게**는 `f()`와 [글](https://go.dev)로", "<strong>굵게</strong>" + j + "는 <code>f()</code>" + j + `와 <a href="https://go.dev">글</a>` + j + "로"},
		{"`x` 를 (y) 로, (z). 끝", "<p><code>x</code> 를 (y) 로, (z). 끝</p>"},
		{"```\nf()를\n```", "<pre>f()를</pre>"},
		{"값 $x$에서 $y$.", "</math>에서</span> <math"},
		{`식은 $-(t \log y + (1 - t)\log(1 - y))$입니다.`, "</math>입니다."}, // long
		{"&#xE000;99&#xE001;한", "99"},
		{"원-핫과 7 %의 차", "<p>원-" + j + "핫과 7 %" + j + "의 차</p>"},
	} {
		page, _ := build(t, prose(tt.source))
		if !strings.Contains(page, tt.want) {
			t.Errorf("%q lacks %q: %s", tt.source, tt.want, page)
		}
	}
}

// All figures of the Korean chapters speak Korean.
func TestFiguresAreTranslated(t *testing.T) {
	pages, _ := filepath.Glob(filepath.Join(committed(t), "*.ko.html"))
	for _, p := range pages {
		data, _ := os.ReadFile(p)
		for _, f := range regexp.MustCompile(`<figure[^>]*><svg role="img" aria-label="[^"]*"`).FindAllString(string(data), -1) {
			if !regexp.MustCompile(`aria-label="[^"]*\p{Hangul}`).MatchString(f) {
				t.Errorf("%s: a figure has no Korean words: %.120s", filepath.Base(p), f)
			}
		}
	}
}

// A drawing that is wider than the column of text may take the width of the
// page; others, and those of unknown size, stay in the column.
func TestWideFigures(t *testing.T) {
	for size, want := range map[string]bool{
		`width="515pt" height="90pt"`: false, `width="517pt" height="90pt"`: true,
		`width="688px"`: false, `width="689"`: true, `height="900"`: false, `width="100%"`: false, ``: false,
	} {
		p := &page{book: &Book{}}
		got := p.figure(`<svg xmlns="http://www.w3.org/2000/svg" `+size+` viewBox="0 0 9 9"><path d="M0 0"/></svg>`, "a line")
		if strings.Contains(got, `class="wide"`) != want {
			t.Errorf("svg %s: %.60s…, want wide %v", size, got, want)
		}
	}
}
