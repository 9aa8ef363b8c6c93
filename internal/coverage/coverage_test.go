package coverage

import (
	"fmt"
	"go/types"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/dlfs-go/book/internal/chapters"
	"github.com/dlfs-go/book/notebook"
)

// paths are the packages of the symbols.
var paths = map[string]string{
	"dlfs": "github.com/dlfs-go/book/dlfs", "mnist": "github.com/dlfs-go/book/dlfs/mnist",
	"plotting": "github.com/dlfs-go/book/plotting", "display": "github.com/dlfs-go/book/display",
	"mat": "gonum.org/v1/gonum/mat", "fmt": "fmt", "math": "math",
}

func rows(t *testing.T) []Row {
	t.Helper()
	rows, err := Rows()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// load returns the packages of the symbols, by name.
func load(t *testing.T) map[string]*types.Package {
	t.Helper()
	var want []string
	for _, p := range paths {
		want = append(want, p)
	}
	found, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes}, want...)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*types.Package{}
	for _, p := range found {
		byName[p.Name] = p.Types
	}
	return byName
}

// resolves reports whether a symbol exists: a name of a package, or a method
// or field of one of its types.
func resolves(pkgs map[string]*types.Package, symbol string) bool {
	parts := strings.Split(symbol, ".")
	pkg := pkgs[parts[0]]
	if pkg == nil || len(parts) < 2 {
		return false
	}
	obj := pkg.Scope().Lookup(parts[1])
	if obj == nil || len(parts) == 2 {
		return obj != nil
	}
	member, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, parts[2])
	return member != nil
}

// TestList holds the list against the packages and the notebooks.
func TestList(t *testing.T) {
	pkgs := load(t)
	notebooks := map[string]*notebook.Notebook{}
	for _, r := range rows(t) {
		if notebooks[r.Notebook] == nil {
			nb, err := notebook.ReadFile("../../notebooks/en/" + r.Notebook + ".ipynb")
			if err != nil {
				t.Errorf("%s %s: %v", r.Kind, r.What, err)
				continue
			}
			notebooks[r.Notebook] = nb
		}
		if err := check(r, notebooks[r.Notebook]); err != nil {
			t.Errorf("%s %s: %v", r.Kind, r.What, err)
		}
		if !resolves(pkgs, r.Symbol) {
			t.Errorf("%s %s: there is no %s", r.Kind, r.What, r.Symbol)
		}
	}
}

// check looks for a row's cell: a code cell that ran, with a picture if the row
// is one, in a notebook that uses the symbol.
func check(r Row, nb *notebook.Notebook) error {
	used := false
	var cell *notebook.Cell
	for _, c := range nb.Cells {
		if c.ID == r.Cell {
			cell = c
		}
		used = used || c.Kind == notebook.Code && (Uses(c.Source, r.Symbol) || c.Tagged("same-as:"+r.Symbol))
	}
	switch {
	case cell == nil || cell.Kind != notebook.Code:
		return fmt.Errorf("%s has no code cell %s", r.Notebook, r.Cell)
	case cell.Count == 0:
		return fmt.Errorf("the cell %s of %s was not run", r.Cell, r.Notebook)
	case !used:
		return fmt.Errorf("%s does not use %s", r.Notebook, r.Symbol)
	case r.Kind == "plot" && !Uses(cell.Source, r.Symbol):
		return fmt.Errorf("the cell %s of %s does not use %s", r.Cell, r.Notebook, r.Symbol)
	case r.Kind == "figure" || r.Kind == "plot":
		for _, o := range cell.Outputs {
			if chapters.IsPicture(o) {
				return nil
			}
		}
		return fmt.Errorf("the cell %s of %s shows no picture", r.Cell, r.Notebook)
	}
	return nil
}

// The list is whole: 48 scripts and the seven that only the Korean code has,
// chapter by chapter.
func TestListIsWhole(t *testing.T) {
	want := map[string]int{"ch01": 6, "ch02": 4, "ch03": 7, "ch04": 7, "ch05": 6, "ch06": 15, "ch07": 5, "ch08": 5}
	got, korean, total := map[string]int{}, 0, 0
	seen := map[string]bool{}
	for _, r := range rows(t) {
		if seen[r.Kind+r.What] {
			t.Errorf("%s %s stands there twice", r.Kind, r.What)
		}
		seen[r.Kind+r.What] = true
		if r.Kind != "script" {
			continue
		}
		chapter, _, _ := strings.Cut(r.What, "/")
		if chapter != r.Notebook {
			t.Errorf("%s is in %s", r.What, r.Notebook)
		}
		got[chapter]++
		total++
		if strings.HasSuffix(r.What, " (ko)") {
			korean++
		}
	}
	for chapter, n := range want {
		if got[chapter] != n {
			t.Errorf("%s: %d scripts, want %d", chapter, got[chapter], n)
		}
	}
	if total != 55 || korean != 7 {
		t.Errorf("%d scripts, %d of them only in Korean; want 55 and 7", total, korean)
	}
}

// Every kind of figure that package plotting draws is in a chapter.
func TestEveryKindOfFigure(t *testing.T) {
	shown := map[string]bool{}
	for _, r := range rows(t) {
		if r.Kind == "plot" {
			shown[r.Symbol] = true
		}
	}
	pkg, kinds := load(t)["plotting"], 0
	for _, name := range pkg.Scope().Names() {
		f, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok || !f.Exported() || f.Signature().Results().Len() != 1 {
			continue
		}
		if alt, _, _ := types.LookupFieldOrMethod(f.Signature().Results().At(0).Type(), true, pkg, "Alt"); alt == nil {
			continue
		}
		if kinds++; !shown["plotting."+name] {
			t.Errorf("no row of the kind plot has plotting.%s", name)
		}
	}
	if kinds < 15 {
		t.Errorf("%d kinds of figures found, want at least 15", kinds)
	}
}

func TestDocument(t *testing.T) {
	const path = "../../docs/coverage.md"
	want := Markdown(rows(t))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s is not fresh (%v): UPDATE_GOLDEN=1 go test ./internal/coverage", path, err)
	}
}

// The checks can fail.
func TestChecksFail(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"script | a | 1 | fmt.Println | ch01", "5 columns"},
		{"script |  | 1 | fmt.Println | ch01 | x | y", "column 2 is empty"},
		{"script | a | 1 | fmt.Println | ch01 | x", "6 columns, want 7"},
		{"story | a | 1 | fmt.Println | ch01 | x", "unknown"},
	} {
		if _, err := parse(tt.line); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %q", tt.line, err, tt.want)
		}
	}
	pkgs := load(t)
	for symbol, want := range map[string]bool{
		"dlfs.AND": true, "dlfs.Nand": false, "mat.Dense.Mul": true, "mat.Dense.Mull": false, "dlfs": false, "os.Exit": false,
	} {
		if got := resolves(pkgs, symbol); got != want {
			t.Errorf("%s exists: %v, want %v", symbol, got, want)
		}
	}
	nb := &notebook.Notebook{Cells: []*notebook.Cell{
		{ID: "text", Kind: notebook.Markdown},
		{ID: "new", Kind: notebook.Code},
		{ID: "run", Kind: notebook.Code, Count: 1, Source: "dlfs.AND(0, 1)"},
	}}
	for _, tt := range []struct{ kind, symbol, cell, want string }{
		{"script", "dlfs.AND", "none", "no code cell none"},
		{"script", "dlfs.AND", "-", "no code cell -"},
		{"script", "dlfs.AND", "text", "no code cell text"},
		{"script", "dlfs.AND", "new", "was not run"},
		{"script", "dlfs.OR", "run", "does not use dlfs.OR"},
		{"figure", "dlfs.AND", "run", "no picture"},
		{"script", "dlfs.AND", "run", "<nil>"},
	} {
		if got := fmt.Sprint(check(Row{tt.kind, "what", "1", tt.symbol, "nb", tt.cell, ""}, nb)); !strings.Contains(got, tt.want) {
			t.Errorf("%s in %s: %s, want %s", tt.symbol, tt.cell, got, tt.want)
		}
	}
}
