package interp_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// harmless are the packages that a fuzzed cell may import: they touch neither
// files nor the network.
var harmless = []string{"cmp", "errors", "fmt", "iter", "maps", "math", "slices", "sort", "strconv", "strings", "sync", "unicode"}

// seeds are the cells of testdata, and texts that were hard once.
func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/cells/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, cell := range ar.Files {
			if cell.Name != "out" && len(cell.Data) < 400 {
				f.Add(string(cell.Data))
			}
		}
	}
	for _, s := range []string{
		"", "\x00", "}", "{", "(", "x := ", "func", "func (", "func (T", "func (t T) m", "type", "type T[", "import", "var (", "`", "'", "\"",
		"/*", "//", ";", ";;", "a, b :=", "package p", "goto x", "x:", "1;", "\ufeff1", "ǃ", "1 // ǃ", "return", "break", "defer", "go", "select{}",
		"for{}", "type T T", "type T struct{T}", "var x = x", "func f() { f() }\nf()", "type T[P T[P]] struct{}", "const c = iota; c", "_ := 1",
		"x, x := 1, 2", "func init() {}", "func main() {}", "import . \"fmt\"\nPrintln()", "import _ \"fmt\"", "panic(nil)", "recover()", "nil", "type I interface{ I }",
	} {
		f.Add(s)
	}
}

// FuzzCell runs any text as a cell: it ends, with a result or an error, and the
// session goes on.
func FuzzCell(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, code string) {
		s := interp.New(interp.Options{
			Packages: func(path string) *interp.Package {
				if !slices.Contains(harmless, path) {
					return nil
				}
				return bind.Lookup(path)
			},
			Memory: 1 << 30,
		})
		defer s.Close()
		for _, text := range []string{code, code} { // twice: it declares again what it has declared
			ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
			got := eval(ctx, s, "fuzz", text)
			cancel()
			if strings.Contains(got, "the engine failed on this cell") {
				t.Errorf("the cell\n%q\nshows\n%s", code, got)
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if got := eval(ctx, s, "after", "20 + 22"); got != "=> 42\n" {
			t.Errorf("after the cell\n%q\nthe next one shows %s", code, got)
		}
	})
}

// FuzzAssist asks what an editor asks, in the middle of any text: there is an
// answer, and the session goes on.
func FuzzAssist(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, code string) {
		s := newSession()
		defer s.Close()
		pos := len([]rune(code)) / 2
		if start, end, _ := s.Complete(code, pos); start > end || end > len([]rune(code)) {
			t.Errorf("Complete(%q, %d): replaces %d to %d", code, pos, start, end)
		}
		s.Inspect(code, pos)
		s.IsComplete(code)
		if got := eval(context.Background(), s, "after", "20 + 22"); got != "=> 42\n" {
			t.Errorf("after questions about\n%q\nthe next cell shows %s", code, got)
		}
	})
}
