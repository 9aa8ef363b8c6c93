package interp_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
)

var twoCells = flag.Duration("twocells", 0, "for how long TestTwoCells takes programs apart")

// TestTwoCells cuts programs in two cells at random places, which are run once or
// twice: what they print must not depend on it. The programs are those of
// testdata and of Go's own tests; what the go command makes of them print is
// known, for the latter from a file.
func TestTwoCells(t *testing.T) {
	if *twoCells == 0 {
		t.Skip("takes as long as one likes: go test ./interp -run TestTwoCells -twocells=20m")
	}
	list := twoCellPrograms(t)
	known := corpusList(t)
	rng, end := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano()))), time.Now().Add(*twoCells)
	n, failed := 0, map[string]bool{}
	for time.Now().Before(end) {
		p := list[rng.IntN(len(list))]
		if known[p.name] != "" || failed[p.name] {
			continue
		}
		d, err := parseDeclarations(p.text)
		if err != nil { // it imports what is not compiled in
			failed[p.name] = true
			continue
		}
		whole, ok := runTexts(d.cellTexts([][]int{d.all()}, 1))
		if !ok || whole != p.want {
			failed[p.name] = true // TestGoCorpus says so, or it does not end
			continue
		}
		n++
		cells := randomCut(rng, d)
		times := 1 + rng.IntN(2)
		texts := d.cellTexts(cells, times)
		if got, ok := runTexts(texts); ok && got != p.want {
			failed[p.name] = true
			t.Errorf("%s in %d cells, each %d times:\n%s\ngot\n%.2000s\nwant\n%.2000s", p.name, len(cells), times, strings.Join(texts, "\n-- cell --\n"), got, p.want)
		}
	}
	t.Logf("%d programs of %d cut", n, len(list))
}

type twoCellProgram struct{ name, text, want string }

func twoCellPrograms(t *testing.T) (list []twoCellProgram) {
	for _, f := range corpusFiles(t) {
		text, err := os.ReadFile(f.path)
		if err != nil || len(text) > 20_000 || !f.plain {
			continue
		}
		want, _ := os.ReadFile(strings.TrimSuffix(f.path, ".go") + ".out")
		list = append(list, twoCellProgram{f.name, string(text), string(want)})
	}
	files, _ := filepath.Glob("testdata/programs/*.go")
	bin := compile(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := exec.Command(filepath.Join(bin, name)).CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, twoCellProgram{name, string(text), string(want)})
	}
	return list
}

// randomCut puts the components of a program into two cells.
func randomCut(rng *rand.Rand, d *declarations) [][]int {
	parts := d.components(nil)
	if len(parts) < 2 {
		return parts
	}
	k := 1 + rng.IntN(len(parts)-1)
	first, second := slices.Concat(parts[:k]...), slices.Concat(parts[k:]...)
	slices.Sort(first)
	slices.Sort(second)
	return [][]int{first, second}
}

// runTexts runs cells; it is not ok if they do not end in time.
func runTexts(cells []string) (out string, ok bool) {
	s := newSession()
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var text strings.Builder
	for i, code := range cells {
		shown, err := show(ctx, s, fmt.Sprint("In [", i+1, "]"), code)
		text.WriteString(shown)
		var exit *interp.Exit
		switch {
		case errors.Is(err, interp.ErrInterrupted):
			return "", false
		case errors.As(err, &exit) && exit.Code == 0:
			return text.String(), true
		case err != nil:
			return text.String() + "! " + err.Error(), true
		}
	}
	return text.String(), true
}
