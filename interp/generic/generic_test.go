package generic

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cmp"
	ourcmp "github.com/dlfs-go/book/interp/generic/src/cmp"
	ourmaps "github.com/dlfs-go/book/interp/generic/src/maps"
	ours "github.com/dlfs-go/book/interp/generic/src/slices"
)

// TestDeclarations compares what our packages declare with what the standard
// library's do: the same names, with the same types.
func TestDeclarations(t *testing.T) {
	fset := token.NewFileSet()
	std := importer.ForCompiler(fset, "source", nil)
	for _, path := range Paths() {
		if path == "unique" {
			continue // its type has other fields
		}
		want, err := std.Import(path)
		if err != nil {
			t.Skip("no source of the standard library: ", err)
		}
		got := check(t, fset, std, path)
		for _, name := range want.Scope().Names() {
			if !token.IsExported(name) {
				continue
			}
			obj := got.Scope().Lookup(name)
			if obj == nil {
				t.Errorf("%s.%s is missing", path, name)
				continue
			}
			if g, w := signature(obj), signature(want.Scope().Lookup(name)); g != w {
				t.Errorf("%s.%s is\n%s\nwant\n%s", path, name, g, w)
			}
		}
	}
}

func check(t *testing.T, fset *token.FileSet, std types.Importer, path string) *types.Package {
	t.Helper()
	var files []*ast.File
	for name, text := range Package(path).Files() {
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	pkg, err := (&types.Config{Importer: std}).Check(path, fset, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// signature is a type without the names of its parameters.
func signature(obj types.Object) string {
	sig, ok := obj.Type().(*types.Signature)
	if !ok {
		return types.TypeString(obj.Type().Underlying(), nil)
	}
	var b strings.Builder
	for p := range sig.TypeParams().TypeParams() {
		b.WriteString(p.Constraint().Underlying().String() + " ")
	}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		b.WriteString("(")
		for v := range tuple.Variables() {
			b.WriteString(position(v.Type(), sig) + ", ")
		}
		b.WriteString(")")
	}
	return b.String()
}

// position writes a type with its type parameters as numbers.
func position(t types.Type, sig *types.Signature) string {
	s := types.TypeString(t, nil)
	for i := range sig.TypeParams().Len() {
		name := sig.TypeParams().At(i).Obj().Name()
		s = strings.ReplaceAll(" "+s, name, "#"+string(rune('0'+i)))
	}
	return strings.TrimSpace(s)
}

// random returns a short slice with many equal elements.
func random(rng *rand.Rand) []int {
	s := make([]int, rng.IntN(12))
	for i := range s {
		s[i] = rng.IntN(6)
	}
	return s
}

// TestSlices compares our functions with the standard library's on random data.
func TestSlices(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	odd := func(x int) bool { return x%2 == 1 }
	down := func(a, b int) int { return b - a }
	near := func(a, b int) bool { return a/2 == b/2 }
	for range 2000 {
		a, b, x := random(rng), random(rng), rng.IntN(6)
		i := rng.IntN(len(a) + 1)
		j := i + rng.IntN(len(a)-i+1)
		for _, f := range []struct {
			name string
			ours func([]int) any
			std  func([]int) any
		}{
			{"Sort", func(s []int) any { ours.Sort(s); return s }, func(s []int) any { slices.Sort(s); return s }},
			{"SortFunc", func(s []int) any { ours.SortFunc(s, down); return s }, func(s []int) any { slices.SortFunc(s, down); return s }},
			{"SortStableFunc", func(s []int) any { ours.SortStableFunc(s, down); return s }, func(s []int) any { slices.SortStableFunc(s, down); return s }},
			{"IsSorted", func(s []int) any { return ours.IsSorted(s) }, func(s []int) any { return slices.IsSorted(s) }},
			{"Index", func(s []int) any { return ours.Index(s, x) }, func(s []int) any { return slices.Index(s, x) }},
			{"IndexFunc", func(s []int) any { return ours.IndexFunc(s, odd) }, func(s []int) any { return slices.IndexFunc(s, odd) }},
			{"Contains", func(s []int) any { return ours.Contains(s, x) }, func(s []int) any { return slices.Contains(s, x) }},
			{"Compact", func(s []int) any { return ours.Compact(s) }, func(s []int) any { return slices.Compact(s) }},
			{"CompactFunc", func(s []int) any { return ours.CompactFunc(s, near) }, func(s []int) any { return slices.CompactFunc(s, near) }},
			{"Delete", func(s []int) any { return ours.Delete(s, i, j) }, func(s []int) any { return slices.Delete(s, i, j) }},
			{"DeleteFunc", func(s []int) any { return ours.DeleteFunc(s, odd) }, func(s []int) any { return slices.DeleteFunc(s, odd) }},
			{"Insert", func(s []int) any { return ours.Insert(s, i, b...) }, func(s []int) any { return slices.Insert(s, i, b...) }},
			{"Replace", func(s []int) any { return ours.Replace(s, i, j, b...) }, func(s []int) any { return slices.Replace(s, i, j, b...) }},
			{"Reverse", func(s []int) any { ours.Reverse(s); return s }, func(s []int) any { slices.Reverse(s); return s }},
			{"Equal", func(s []int) any { return ours.Equal(s, b) }, func(s []int) any { return slices.Equal(s, b) }},
			{"Compare", func(s []int) any { return ours.Compare(s, b) }, func(s []int) any { return slices.Compare(s, b) }},
			{"Concat", func(s []int) any { return ours.Concat(s, b, s) }, func(s []int) any { return slices.Concat(s, b, s) }},
			{"Repeat", func(s []int) any { return ours.Repeat(s, x) }, func(s []int) any { return slices.Repeat(s, x) }},
			{"Clone", func(s []int) any { return ours.Clone(s) }, func(s []int) any { return slices.Clone(s) }},
			{"Collect", func(s []int) any { return ours.Collect(slices.Values(s)) }, func(s []int) any { return slices.Collect(slices.Values(s)) }},
			{"Chunk", func(s []int) any { return slices.Collect(ours.Chunk(s, x+1)) }, func(s []int) any { return slices.Collect(slices.Chunk(s, x+1)) }},
			{"BinarySearch", func(s []int) any { slices.Sort(s); k, ok := ours.BinarySearch(s, x); return []any{k, ok} }, func(s []int) any { slices.Sort(s); k, ok := slices.BinarySearch(s, x); return []any{k, ok} }},
			{"Max", func(s []int) any { return ours.Max(append(s, x)) }, func(s []int) any { return slices.Max(append(s, x)) }},
			{"Min", func(s []int) any { return ours.Min(append(s, x)) }, func(s []int) any { return slices.Min(append(s, x)) }},
		} {
			got, want := f.ours(slices.Clone(a)), f.std(slices.Clone(a))
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s of %v (with %v, %d, %d:%d) is %v, want %v", f.name, a, b, x, i, j, got, want)
			}
		}
	}
}

func TestMaps(t *testing.T) {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	for _, f := range []struct {
		name      string
		got, want any
	}{
		{"Keys", slices.Sorted(ourmaps.Keys(m)), slices.Sorted(maps.Keys(m))},
		{"Values", slices.Sorted(ourmaps.Values(m)), slices.Sorted(maps.Values(m))},
		{"Clone", ourmaps.Clone(m), m},
		{"Clone of nil", ourmaps.Clone(map[string]int(nil)), maps.Clone(map[string]int(nil))},
		{"Collect", ourmaps.Collect(maps.All(m)), m},
		{"Equal", ourmaps.Equal(m, maps.Clone(m)), true},
		{"Equal of others", ourmaps.Equal(m, map[string]int{"a": 1}), false},
	} {
		if !reflect.DeepEqual(f.got, f.want) {
			t.Errorf("%s is %v, want %v", f.name, f.got, f.want)
		}
	}
}

func TestCmp(t *testing.T) {
	nan := 0.0
	nan /= nan
	for _, p := range [][2]float64{{1, 2}, {2, 1}, {1, 1}, {nan, 1}, {1, nan}, {nan, nan}} {
		if got, want := ourcmp.Compare(p[0], p[1]), cmp.Compare(p[0], p[1]); got != want {
			t.Errorf("Compare(%v, %v) is %d, want %d", p[0], p[1], got, want)
		}
		if got, want := ourcmp.Less(p[0], p[1]), cmp.Less(p[0], p[1]); got != want {
			t.Errorf("Less(%v, %v) is %t, want %t", p[0], p[1], got, want)
		}
	}
	if got := ourcmp.Or("", "a", "b"); got != "a" {
		t.Errorf("Or is %q, want the first that is not empty", got)
	}
}
