package plotting

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"image/color"
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func packageDoc(t *testing.T) (p *doc.Package, examples map[string]bool) {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files, tests []*ast.File
	for _, n := range names {
		f, err := parser.ParseFile(fset, n, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(n, "_test.go") {
			tests = append(tests, f)
		} else {
			files = append(files, f)
		}
	}
	p, err = doc.NewFromFiles(fset, files, "github.com/dlfs-go/book/plotting")
	if err != nil {
		t.Fatal(err)
	}
	examples = map[string]bool{}
	for _, e := range doc.Examples(tests...) {
		examples[e.Name] = true
	}
	return p, examples
}

// Every exported name has a comment; every function that draws says in which
// section its figure appears, stands in the table of the package comment, and
// has an example.
func TestDocs(t *testing.T) {
	p, examples := packageDoc(t)
	section := regexp.MustCompile(`(?s)\(\s*(sections?|chapters?|appendix)\s|section\s+\d\.\d`)
	funcs := p.Funcs
	for _, typ := range p.Types {
		funcs = append(funcs, typ.Funcs...)
		if typ.Doc == "" {
			t.Errorf("type %s: no comment", typ.Name)
		}
		for _, m := range typ.Methods {
			if m.Doc == "" && m.Name != "Error" {
				t.Errorf("%s.%s: no comment", typ.Name, m.Name)
			}
		}
	}
	for _, f := range funcs {
		if !section.MatchString(f.Doc) {
			t.Errorf("func %s: no section of the book in the comment %q", f.Name, f.Doc)
		}
		if f.Name == "PathOf" || f.Name == "NewGraph" {
			continue // parts of figures, with an example under another name
		}
		if !strings.Contains(p.Doc, f.Name) {
			t.Errorf("func %s is not in the table of the package comment", f.Name)
		}
		if !examples[f.Name] {
			t.Errorf("func %s has no example", f.Name)
		}
	}
	if len(funcs) < 19 {
		t.Errorf("only %d functions found", len(funcs))
	}
}

// Words in a figure have the contrast that WCAG 2.1 asks for.
func TestContrast(t *testing.T) {
	for name, c := range map[string]color.Color{"ink": ink, "faint": faint, "forward": forward, "backward": backward} {
		for ground, g := range map[string]color.Color{"card": card, "wash": wash} {
			if name == "faint" && ground == "wash" {
				continue // does not occur
			}
			if r := contrast(c, g); r < 4.5 {
				t.Errorf("%s on %s: contrast %.2f, want 4.5", name, ground, r)
			}
		}
	}
}

func linear(c color.Color) (r, g, b float64) {
	cr, cg, cb, _ := c.RGBA()
	lin := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return lin(cr), lin(cg), lin(cb)
}

func luminance(c color.Color) float64 {
	r, g, b := linear(c)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// The first colours stay apart for eyes without red, green or blue cones, as
// Machado, Oliveira and Fernandes (2009) simulate them. The distance is that of
// CIE L*a*b*; below 15 two colours are hard to tell apart in a thin line.
func TestPaletteForTheColourBlind(t *testing.T) {
	for name, m := range map[string][9]float64{
		"all cones": {1, 0, 0, 0, 1, 0, 0, 0, 1},
		"no red":    {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"no green":  {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
		"no blue":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
	} {
		for i := range 4 {
			for k := range i {
				if d := distance(lab(Palette[i], m), lab(Palette[k], m)); d < 15 {
					t.Errorf("%s: colours %d and %d are %.0f apart, want 15", name, k, i, d)
				}
			}
		}
	}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// lab is a colour as an eye with the cones of m sees it.
func lab(c color.Color, m [9]float64) [3]float64 {
	r, g, b := linear(c)
	at := func(i int) float64 { return min(1, max(0, m[i]*r+m[i+1]*g+m[i+2]*b)) }
	r, g, b = at(0), at(3), at(6)
	f := func(t float64) float64 {
		if t > 0.008856 {
			return math.Cbrt(t)
		}
		return 7.787*t + 16.0/116
	}
	x := f((0.4124*r + 0.3576*g + 0.1805*b) / 0.9505)
	y := f(0.2126*r + 0.7152*g + 0.0722*b)
	z := f((0.0193*r + 0.1192*g + 0.9505*b) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
