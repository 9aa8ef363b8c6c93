package interp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// writer is a buffer that goroutines may share.
type writer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *writer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

func newSession() *interp.Session {
	return interp.New(interp.Options{Packages: bind.Lookup, Absent: bind.Absent, Paths: bind.Paths})
}

// eval runs a cell and returns what a reader sees: what it prints, => and each
// value of the result, ! and each line of the error.
func eval(ctx context.Context, s *interp.Session, name, code string) string {
	text, err := show(ctx, s, name, code)
	if err != nil {
		text += "! " + strings.ReplaceAll(err.Error(), "\n", "\n! ") + "\n"
	}
	return text
}

func show(ctx context.Context, s *interp.Session, name, code string) (string, error) {
	var out writer
	r, err := s.Eval(ctx, interp.Cell{Name: name, Code: code}, interp.IO{Stdout: &out, Stderr: &out})
	text := out.String()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	for _, v := range r.Values {
		if !v.IsValid() {
			text += "=> <nil>\n"
			continue
		}
		text += fmt.Sprintf("=> %+v\n", v)
	}
	return text, err
}

// expected are the errors that a cell's text announces: a comment "// ! text" at
// the end of the line that the error is about.
var expected = regexp.MustCompile(`[ \t]*// ! (.*)$`)

func announced(code string) (list []string) {
	for i, line := range strings.Split(code, "\n") {
		if m := expected.FindStringSubmatch(line); m != nil {
			list = append(list, fmt.Sprintf("%d: %s", i+1, m[1]))
		}
	}
	return list
}

// placed turns an error into messages with their lines, and what is left of it:
// the calls that led to a panic.
func placed(err error) (list []string, rest string) {
	var compile *interp.CompileError
	var p *interp.Panic
	switch {
	case errors.As(err, &compile):
		for _, problem := range compile.List {
			list = append(list, fmt.Sprintf("%d: %s", problem.Line, problem.Msg))
		}
		return list, ""
	case errors.As(err, &p) && len(p.Stack) > 0:
		head, calls, _ := strings.Cut(p.Error(), "\n")
		_, calls, _ = strings.Cut(calls, "\n")
		if calls != "" {
			rest = "! " + strings.ReplaceAll(calls, "\n", "\n! ") + "\n"
		}
		return []string{fmt.Sprintf("%d: %s", p.Stack[0].Line, head)}, rest
	}
	return nil, "! " + strings.ReplaceAll(err.Error(), "\n", "\n! ") + "\n"
}

// TestCells runs the files of testdata/cells: each is a session, its sections
// are cells and, named out, what the cell before shows. Errors are announced on
// the line that they are about, or are part of what is shown. A cell named
// interrupt is interrupted after a moment.
func TestCells(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runCells(t, file)
		})
	}
}

func runCells(t *testing.T, file string) {
	if base := filepath.Base(file); runtime.GOOS == "js" && (base == "late.txtar" || base == "promoted.txtar") {
		t.Skip("in WebAssembly the runtime does not forget that a type had no such method")
	}
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newSession()
	defer s.Close()
	var updated []txtar.File
	for i, f := range ar.Files {
		if f.Name == "out" {
			continue
		}
		want := ""
		if i+1 < len(ar.Files) && ar.Files[i+1].Name == "out" {
			want = string(ar.Files[i+1].Data)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		if f.Name == "interrupt" {
			time.AfterFunc(100*time.Millisecond, s.Interrupt)
		}
		got := outcome(ctx, t, s, f)
		if runtime.GOOS == "js" { // Node has words of its own
			got = strings.ReplaceAll(got, "No such file", "no such file")
		}
		cancel()
		updated = append(updated, f)
		if got != "" {
			updated = append(updated, txtar.File{Name: "out", Data: []byte(got)})
		}
		if got != want && os.Getenv("UPDATE_GOLDEN") == "" {
			t.Errorf("%s, cell %s:\n%sgot:\n%swant:\n%s", file, f.Name, f.Data, got, want)
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		ar.Files = updated
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome runs a cell. If its text announces errors, it is them that must come.
func outcome(ctx context.Context, t *testing.T, s *interp.Session, f txtar.File) string {
	want := announced(string(f.Data))
	if want == nil {
		return eval(ctx, s, f.Name, string(f.Data))
	}
	text, err := show(ctx, s, f.Name, string(f.Data))
	if err == nil {
		t.Errorf("cell %s has no errors, want\n%s", f.Name, strings.Join(want, "\n"))
		return text
	}
	got, rest := placed(err)
	if !slices.Equal(got, want) {
		t.Errorf("cell %s\n%sgot\n%s\nwant\n%s", f.Name, f.Data, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return text + rest
}
