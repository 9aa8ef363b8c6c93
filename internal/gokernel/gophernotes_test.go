package gokernel

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// The evaluations that gophernotes (MIT licence) tests itself with, one after
// the other.
func TestGophernotesEvaluations(t *testing.T) {
	e := evaluator(t)
	for _, tt := range []struct{ code, want string }{
		{"a := 1\na", "1"},
		{"a = 2\na + 3", "5"},
		{"func myFunc(x int) int {\n    return x+1\n}\nmyFunc(1)", "2"},
		{"b := myFunc(1)", ""},
		{"type Rect struct {\n    Width, Height int\n}\nRect{10, 30}", "{Width:10 Height:30}"},   // gophernotes: {10 30}
		{"type Rect struct {\n    Width, Height int\n}\n&Rect{10, 30}", "&{Width:10 Height:30}"}, // gophernotes: &{10 30}
		{"func a(b int) (int, int) {\n    return 2 + b, b\n}\na(10)", "12\n10"},                  // gophernotes: 12 10
		{"import \"errors\"\nfunc a() (interface{}, error) {\n    return nil, errors.New(\"To err is human\")\n}\na()", "<nil>\nTo err is human"},
		{"c := []string{\"gophernotes\", \"is\", \"super\", \"bad\"}\nc[:3]", "[gophernotes is super]"},
		{"m := map[string]int{\n    \"a\": 10,\n    \"c\": 30,\n}\nm[\"c\"]", "30"}, // gophernotes: 30 true
		{"if 1 < 2 {\n    3\n}", "!"}, // gophernotes: nothing; Go: 3 is not used
		{"d := 10\nd++", ""},
		{"out := make(chan int)\ngo func() {\n    out <- 123\n}()\n<-out", "123"}, // gophernotes: 123 true
	} {
		res, err := run(t, e, &recorder{}, tt.code)
		got, _ := res.Data["text/plain"].(string)
		if err != nil {
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%s\ngot %q (error %v), want %q", tt.code, got, err, tt.want)
		}
	}
}

func TestGophernotesStreams(t *testing.T) {
	e := evaluator(t)
	for _, tt := range []struct{ code, want string }{
		{"import \"fmt\"\na := 1\nfmt.Println(a)", "stdout: 1\n"},
		{"a = 2\nfmt.Print(a)", "stdout: 2"},
		{"import \"os\"\nos.Stdout.WriteString(\"3\")", "stdout: 3"},
		{"fmt.Fprintf(os.Stdout, \"%d\\n\", 4)", "stdout: 4\n"},
		{"fmt.Fprintln(os.Stderr, a)", "stderr: 2\n"},
		{"os.Stderr.WriteString(\"2\")", "stderr: 2"},
	} {
		r := &recorder{}
		must(t, e, r, tt.code)
		if got := r.String(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.code, got, tt.want)
		}
	}
	if _, err := run(t, e, &recorder{}, `panic("error")`); err == nil {
		t.Error("a panic is no error")
	}
}

// gophernotes returns the folder of the pinned module.
func gophernotes(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-json", "github.com/gopherdata/gophernotes").Output()
	var m struct{ Dir string }
	if err != nil || json.Unmarshal(out, &m) != nil || m.Dir == "" {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatalf("the module gophernotes is not there: %v %s", err, out)
		}
		t.Skip("the module gophernotes is not in the module cache: run go mod download github.com/gopherdata/gophernotes")
	}
	return m.Dir
}

// notHere are cells of gophernotes' examples that cannot run here, and why.
var notHere = []struct {
	text, why string
}{
	{"http.Get", "needs the network"},
	{"facebox", "needs a server and a package of its own"},
	{"func JPEG([]byte) error", "declares functions without bodies, which is no Go"},
	{"func Any(mimeType", "declares functions without bodies, which is no Go"},
	{"Renderer = interface", "needs the types of the cell before, which is no Go"},
	{"p, err := plot.New()", "is written for an old gonum/plot, whose New returned an error too"},
}

// gophernotes' own example notebooks run here.
func TestGophernotesExamples(t *testing.T) {
	dir := filepath.Join(gophernotes(t), "examples")
	for _, tt := range []struct {
		name string
		run  int // how many of its cells
	}{{"Display.ipynb", 5}, {"Matrix_Operations.ipynb", 4}, {"Worker_Pools.ipynb", 5}} {
		nb, err := notebook.ReadFile(filepath.Join(dir, tt.name))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		e, ran := New(), 0
		r := &recorder{} // of all cells: a goroutine prints where it was started
		for i, c := range nb.Cells {
			if c.Kind != notebook.Code || strings.TrimSpace(c.Source) == "" || skipped(c.Source) {
				continue
			}
			ran++
			res, err := run(t, e, r, c.Source)
			if err != nil {
				t.Errorf("%s, cell %d: %v\n%s", tt.name, i, err, c.Source)
				continue
			}
			for _, o := range c.Outputs {
				for media := range o.Data {
					if !shows(res.Data, r, media) {
						t.Errorf("%s, cell %d: no %s among %v %v", tt.name, i, media, res.Data, r)
					}
				}
			}
		}
		e.Close()
		if ran != tt.run {
			t.Errorf("%s: %d cells ran, want %d", tt.name, ran, tt.run)
		}
	}
}

func skipped(code string) bool {
	for _, n := range notHere {
		if strings.Contains(code, n.text) {
			return true
		}
	}
	return false
}

// printed finds what gophernotes showed as the result of fmt.Printf.
var printed = regexp.MustCompile(`(^|\|)stdout: `)

func shows(result map[string]any, r *recorder, media string) bool {
	_, ok := result[media]
	for _, d := range r.shown {
		_, in := d.Data[media]
		ok = ok || in
	}
	return ok || media == "text/plain" && printed.MatchString(r.String())
}

func TestGophernotesDisplay(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, `import ("bytes"; "image"; "strings")
type R struct{}
func (R) Render() display.Data { return display.MIME(display.MIMEMap{"text/html": "<i>r</i>"}, nil) }
type S struct{}
func (S) SimpleRender() display.MIMEMap { return display.MIMEMap{display.MIMETypeLatex: "$x$"} }
type J struct{}
func (J) JSON() map[string]interface{} { return map[string]interface{}{"a": 1} }
type H struct{}
func (H) HTML() string { return "<b>h</b>" }`)
	for _, tt := range []struct{ code, media, want string }{
		{"display.HTML(`<b>x</b>`)", "text/html", "<b>x</b>"},
		{"display.Markdown(`*x*`)", "text/markdown", "*x*"},
		{"display.Math(`x`)", "text/latex", "$$x$$"},
		{"display.Latex(`$x$`)", "text/latex", "$x$"},
		{"display.JavaScript(`f()`)", "application/javascript", "f()"},
		{"display.PNG([]byte{1, 2, 3})", "image/png", "AQID"},
		{"display.JPEG([]byte{1, 2, 3})", "image/jpeg", "AQID"},
		{"display.PDF([]byte{1, 2, 3})", "application/pdf", "AQID"},
		{"display.SVG(`<svg/>`)", "image/svg+xml", "<svg/>"},
		{"display.SVG(`<svg/>`)", "text/html", `<img alt="a drawing" src="data:image/svg+xml;base64,PHN2Zy8+">`},
		{"display.JSON(map[string]interface{}{`a`: 1})", "application/json", ""},
		{"display.Image(image.NewGray(image.Rect(0, 0, 2, 2)))", "image/png", ""},
		{"display.MakeData(`text/x`, 5)", "text/x", ""},
		{"display.MakeData3(`text/x`, `five`, 5)", "text/plain", "five"},
		{"display.Any(`text/html`, `<b>x</b>`)", "text/html", "<b>x</b>"},
		{"display.Any(`image/png`, bytes.NewReader([]byte{1, 2, 3}))", "image/png", "AQID"},
		{"display.Auto(strings.NewReader(`plain`))", "text/plain; charset=utf-8", "plain"},
		{"display.Auto([]byte(\"\\x89PNG\\r\\n\\x1a\\n\"))", "image/png", "iVBORw0KGgo="},
		{"display.Auto(H{})", "text/html", "<b>h</b>"},
		{"R{}", "text/html", "<i>r</i>"},
		{"S{}", "text/latex", "$x$"},
		{"J{}", "application/json", ""},
		{"H{}", "text/html", "<b>h</b>"},
	} {
		res, err := run(t, e, &recorder{}, tt.code)
		if err != nil {
			t.Errorf("%s: %v", tt.code, err)
			continue
		}
		got, ok := res.Data[tt.media]
		if !ok || tt.want != "" && got != tt.want {
			t.Errorf("%s: %s is %.100v in %v, want %q", tt.code, tt.media, got, res.Data, tt.want)
		}
		if _, ok := res.Data["text/plain"].(string); !ok {
			t.Errorf("%s: no text beside it: %v", tt.code, res.Data)
		}
	}
	r := &recorder{}
	must(t, e, r, "Display(display.HTML(`<b>now</b>`));")
	if len(r.shown) != 1 || r.shown[0].Data["text/html"] != "<b>now</b>" {
		t.Errorf("Display shows %v", r.shown)
	}
}

// The names of gophernotes make way for the reader's own.
func TestGophernotesNamesMakeWay(t *testing.T) {
	for _, tt := range []struct{ name, code, want string }{
		{"our package", "import \"github.com/dlfs-go/book/display\"\ndisplay.Text(\"x\")", "x"},
		{"our package, a cell later", "import \"github.com/dlfs-go/book/display\"||display.Text(\"x\")", "x"},
		{"a variable", "display := 1||Display := 2||display + Display", "3"},
		{"first theirs, then ours", "display.HTML(\"x\");||import \"github.com/dlfs-go/book/display\"||display.Text(\"x\")", "x"},
		{"a function of theirs, then of the reader", "Display(display.HTML(\"x\"));||func Display() int { return 4 }||Display()", "4"},
		{"a local", "func f() int { display := 7; return display }||f()", "7"},
	} {
		e := New()
		got := ""
		for _, code := range strings.Split(tt.code, "||") {
			got = must(t, e, &recorder{}, code)
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		e.Close()
	}
}
