package gosource_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dlfs-go/book/internal/gosource"
	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// cell evaluates cells in one session and returns what the last one shows.
func cell(t *testing.T, f *gosource.Finder, cells ...string) string {
	t.Helper()
	s := interp.New(interp.Options{Packages: bind.Lookup, Sources: f})
	defer s.Close()
	var text string
	for _, code := range cells {
		var out bytes.Buffer
		r, err := s.Eval(context.Background(), interp.Cell{Name: "cell", Code: code}, interp.IO{Stdout: &out, Stderr: &out})
		text += out.String()
		for _, v := range r.Values {
			text += fmt.Sprintf("%v\n", v)
		}
		if err != nil {
			text += err.Error() + "\n"
		}
	}
	return text
}

// write makes a module in a directory of its own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func needGo(t *testing.T) {
	t.Helper()
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-mod=readonly")
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
}

// A real package: go-runewidth and uniseg, which it imports, are in this
// module's graph.
func TestThirdParty(t *testing.T) {
	needGo(t)
	const path = "github.com/mattn/go-runewidth"
	if out, err := exec.Command("go", "list", "-deps", path).CombinedOutput(); err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Skipf("%s is not in the module cache: go mod download %s", path, path)
	}
	got := cell(t, &gosource.Finder{},
		"import (\"fmt\"; \"github.com/mattn/go-runewidth\")",
		`fmt.Println(runewidth.StringWidth("つのだHIRO"), runewidth.Truncate("밑바닥부터 시작하는", 9, "…"))
type T struct{ *runewidth.Condition }
T{runewidth.NewCondition()}.FillLeft("학습", 6) + "|"`)
	if want := "10 밑바닥부…\n  학습|\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The notebook's own packages: types and methods of the module beside it,
// variables with an order of initialization, init, generics, and compiled
// packages below.
func TestOwnModule(t *testing.T) {
	needGo(t)
	dir := write(t, map[string]string{
		"go.mod": "module example.com/net\n\ngo 1.21\n",
		"layer/layer.go": `package layer
import ("fmt"; "gonum.org/v1/gonum/mat")
var order = "b" + first
var first = "a"
func init() { order += "c" }
func Order() string { return order }
type Scale struct { By float64; calls int }
func (s *Scale) Forward(x *mat.Dense) *mat.Dense { s.calls++; var y mat.Dense; y.Scale(s.By, x); return &y }
func (s *Scale) Backward(dy *mat.Dense) *mat.Dense { return dy }
func (s *Scale) String() string { return fmt.Sprintf("Scale(%g), %d calls", s.By, s.calls) }
func Map[T, U any](list []T, f func(T) U) (out []U) { for _, v := range list { out = append(out, f(v)) }; return out }
func Loop() (n int) { var fs []func() int; for i := 0; i < 3; i++ { fs = append(fs, func() int { return i }) }; for _, f := range fs { n += f() }; return n }
`,
		"layer/layer_test.go": "package layer\nfunc init() { panic(\"a test file\") }\n",
		"deep/deep.go":        "package deep\nimport \"example.com/net/layer\"\nfunc New() *layer.Scale { return &layer.Scale{By: 3} }\n",
	})
	got := cell(t, &gosource.Finder{Dir: dir},
		`import ("fmt"; "strings"; "example.com/net/deep"; "example.com/net/layer"; "github.com/dlfs-go/book/dlfs"; "gonum.org/v1/gonum/mat")`,
		`var l dlfs.Layer = deep.New()
y := l.Forward(mat.NewDense(1, 2, []float64{1, 2}))
fmt.Println(y.RawRowView(0), l, layer.Order(), layer.Map([]string{"x", "y"}, strings.ToUpper), layer.Loop())
fmt.Printf("%T", l)`)
	// With Go 1.21 the three functions of Loop share one variable.
	if want := "[3 6] Scale(3), 1 calls bac [X Y] 9\n*layer.Scale"; strings.TrimSpace(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestErrors(t *testing.T) {
	needGo(t)
	dir := write(t, map[string]string{
		"go.mod":         "module example.com/net\n\ngo 1.26\n",
		"bad/bad.go":     "package bad\nfunc F() int { return \"x\" }\n",
		"cgo/cgo.go":     "package cgo\nimport \"C\"\n",
		"panics/p.go":    "package panics\nfunc init() { panic(\"at once\") }\n",
		"asm/asm.go":     "package asm\nfunc F() int\n",
		"asm/asm.s":      "\n",
		"start/start.go": "package start\nfunc f() int\nvar X = f()\n",
		"start/start.s":  "\n",
		"tool/main.go":   "package main\nfunc main() {}\n",
		"needs/needs.go": "package needs\nimport _ \"example.com/other\"\n",
	})
	for _, tt := range []struct{ code, want string }{
		{`import "example.com/other/pkg"`, "package example.com/other/pkg is not compiled into this kernel and not in the module of " + dir + ": run !go get example.com/other/pkg@latest in a cell"},
		{`import "example.com/net/none"`, "the module of " + dir + " has no package example.com/net/none"},
		{`import "example.com/net/bad"`, `bad.go:2:23: cannot use "x"`},
		{`import "example.com/net/cgo"`, "package example.com/net/cgo needs cgo (it is partly in C) and cannot be interpreted: look for one in Go alone"},
		{`import "C"`, "cgo is not supported: cells, and the packages that they import, are in Go alone"},
		{`import "example.com/net/panics"`, "package example.com/net/panics: at once"},
		{`import "example.com/net/needs"`, "run !go get example.com/other@latest"},
		{"import \"example.com/net/asm\"\nasm.F()", "no compiled body here"},
		{`import "example.com/net/tool"`, "package example.com/net/tool is a program, not one to import"},
		{`import "example.com/net/start"`, "(package example.com/net/start is not compiled into this kernel and cannot be interpreted: the function example.com/net/start.f, which has no compiled body here)"},
		{`import "fmtt"`, "package fmtt is not"},
	} {
		got := cell(t, &gosource.Finder{Dir: dir}, tt.code)
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want it to hold %q", tt.code, got, tt.want)
		}
		if strings.Count(strings.TrimSpace(got), "\n") > 0 {
			t.Errorf("%s: got %q, want one line", tt.code, got)
		}
	}
}

// Packages that embed files, as those do that make charts for a browser.
func TestEmbeddingPackage(t *testing.T) {
	needGo(t)
	dir := write(t, map[string]string{
		"go.mod": "module example.com/net\n\ngo 1.21\n",
		"charts/charts.go": `package charts
import ("embed"; "io/fs"; "sort"; "text/template")
//go:embed templates/*.tpl static
var files embed.FS

//go:embed version.txt
var Version string
//go:embed version.txt
var raw []byte
var pages = template.Must(template.New("").ParseFS(files, "templates/*.tpl"))
func Names() (list []string) { for _, t := range pages.Templates() { list = append(list, t.Name()) }; sort.Strings(list); return list }
func Size() int { return len(raw) }
func Static() string { b, err := fs.ReadFile(files, "static/js/a.js"); if err != nil { return err.Error() }; return string(b) }
`,
		"charts/templates/a.tpl": "A {{.}}", "charts/templates/b.tpl": "B", "charts/version.txt": "1.2", "charts/static/js/a.js": "x()", "charts/static/.hidden": "",
		"above/above.go": "package above\nimport \"example.com/net/charts\"\nfunc Version() string { return \"v\" + charts.Version }\n",
	})
	got := cell(t, &gosource.Finder{Dir: dir}, `import ("example.com/net/above"; "example.com/net/charts")`, `above.Version(), charts.Names(), charts.Size(), charts.Static()`)
	if want := "v1.2\n[a.tpl b.tpl]\n3\nx()\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Conversions between integers and pointers, as packages that compare and print
// values make them.
func TestIntegersAndPointers(t *testing.T) {
	needGo(t)
	dir := write(t, map[string]string{
		"go.mod": "module example.com/net\n\ngo 1.21\n",
		"value/value.go": `package value
import ("reflect"; "runtime"; "unsafe")
type Pointer struct { p unsafe.Pointer; t reflect.Type }
func PointerOf(v reflect.Value) Pointer { return Pointer{unsafe.Pointer(v.Pointer()), v.Type()} }
func Field(v reflect.Value, i int) reflect.Value { f := v.Type().Field(i); return reflect.NewAt(f.Type, unsafe.Pointer(uintptr(unsafe.Pointer(v.UnsafeAddr()))+f.Offset)).Elem() }
func Sum(xs []int32) (n int32) { p := unsafe.Pointer(&xs[0]); for i := range xs { runtime.GC(); n += *(*int32)(unsafe.Pointer(uintptr(p) + uintptr(i)*unsafe.Sizeof(xs[0]))) }; return n }
func Aligned(p *int64) bool { return uintptr(unsafe.Pointer(p))%8 == 0 }
type addr uintptr
func Named(p *int) int { a := addr(uintptr(unsafe.Pointer(p))); return *(*int)(unsafe.Pointer(a)) }
`,
	})
	got := cell(t, &gosource.Finder{Dir: dir}, `import ("reflect"; "example.com/net/value")
type T struct { A int; b string }
x := &T{1, "two"}
n := 7
value.PointerOf(reflect.ValueOf(x)) == value.PointerOf(reflect.ValueOf(x)), value.Field(reflect.ValueOf(x).Elem(), 1), value.Sum([]int32{1, 2, 3}), value.Aligned(new(int64)), value.Named(&n)`)
	if want := "true\ntwo\n6\ntrue\n7\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The cause of an import that fails is the first thing that is said.
func TestCauseFirst(t *testing.T) {
	needGo(t)
	files := map[string]string{"go.mod": "module example.com/net\n\ngo 1.21\n", "p8/p.go": "package p8\nimport _ \"example.com/missing/q\"\n", "c/c.go": "package c\nimport _ \"example.com/net/cgo\"\n", "cgo/c.go": "package cgo\nimport \"C\"\n",
		"bad/bad.go": "package bad\nvar X int = \"x\"\n", "onbad/on.go": "package onbad\nimport _ \"example.com/net/bad\"\n"}
	for i := range 8 {
		files[fmt.Sprintf("p%d/p.go", i)] = fmt.Sprintf("package p%d\nimport _ \"example.com/net/p%d\"\n", i, i+1)
	}
	dir := write(t, files)
	for _, tt := range []struct{ path, want string }{
		{"p0", "cell:1:8: could not import example.com/net/p0 (package example.com/missing/q is not compiled into this kernel and not in the module of " + dir + ": run !go get example.com/missing/q@latest in a cell; it is imported by example.com/net/p8, … by example.com/net/p0)\n"},
		{"p8", "cell:1:8: could not import example.com/net/p8 (package example.com/missing/q is not compiled into this kernel and not in the module of " + dir + ": run !go get example.com/missing/q@latest in a cell; it is imported by example.com/net/p8)\n"},
		{"c", "cell:1:8: could not import example.com/net/c (package example.com/net/cgo needs cgo (it is partly in C) and cannot be interpreted: look for one in Go alone; it is imported by example.com/net/c)\n"},
		{"onbad", "cell:1:8: could not import example.com/net/onbad (package example.com/net/bad: example.com/net/bad/bad.go:2:13: cannot use \"x\" (untyped string constant) as int value in variable declaration; it is imported by example.com/net/onbad)\n"},
	} {
		if got := cell(t, &gosource.Finder{Dir: dir}, `import "example.com/net/`+tt.path+`"`); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.path, got, tt.want)
		}
	}
}

// golang.org/x/sys/unix, which packages ask about the terminal that they colour,
// makes its system calls.
func TestSystemCalls(t *testing.T) {
	needGo(t)
	if runtime.GOOS != "linux" {
		t.Skip("on Linux only")
	}
	if bind.Lookup("syscall") == nil {
		t.Skip("package syscall is not compiled in")
	}
	got := cell(t, &gosource.Finder{}, "import (\"os\"; \"golang.org/x/sys/unix\")", `f, _ := os.CreateTemp("", "")
_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
var name unix.Utsname
unix.Getpid() == os.Getpid(), err == unix.ENOTTY, unix.Uname(&name), unix.ByteSliceToString(name.Sysname[:])
`, "os.Remove(f.Name())")
	if want := "true\ntrue\n<invalid reflect.Value>\nLinux\n<invalid reflect.Value>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRefusedPackages(t *testing.T) {
	needGo(t)
	dir := write(t, map[string]string{
		"go.mod":      "module example.com/net\n\ngo 1.21\n\nrequire modernc.org/libc v0.0.0\n\nreplace modernc.org/libc => ./libc\n",
		"libc/go.mod": "module modernc.org/libc\n\ngo 1.21\n", "libc/libc.go": "package libc\n",
		"db/db.go": "package db\nimport _ \"modernc.org/libc\"\n",
	})
	got := cell(t, &gosource.Finder{Dir: dir}, `import "example.com/net/db"`)
	if want := "cell:1:8: could not import example.com/net/db (package modernc.org/libc cannot be interpreted: it is C translated to Go"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
}

func TestWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	got := cell(t, &gosource.Finder{}, `import "example.com/pkg"`)
	if want := "install Go (https://go.dev/dl), then run !go get example.com/pkg@latest"; !strings.Contains(got, want) {
		t.Errorf("got %q, want it to hold %q", got, want)
	}
	if got, want := cell(t, &gosource.Finder{}, `import "fmtt"`), "package fmtt is not compiled into this kernel"; !strings.Contains(got, want) {
		t.Errorf("got %q, want it to hold %q", got, want)
	}
}

// A notebook in no module has one kept for it.
func TestKeptModule(t *testing.T) {
	needGo(t)
	home, err := os.MkdirTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(home) // not TempDir: the go command writes there behind our back
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	for range 2 {
		kept, err := gosource.KeptModule()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(kept, "go.mod")); err != nil || !strings.HasPrefix(string(text), "module notebook\n") {
			t.Errorf("%s: got %q, %v, want a module", kept, text, err)
		}
	}
	outside := t.TempDir()
	if gosource.InModule(outside) {
		t.Skip(outside, " is in a module")
	}
	got := cell(t, &gosource.Finder{Dir: outside}, `import "example.com/pkg"`)
	if want := filepath.Join("dlfs", "module") + ": run !go get example.com/pkg@latest"; !strings.Contains(got, want) {
		t.Errorf("got %q, want it to hold %q", got, want)
	}
}

func TestChangesModule(t *testing.T) {
	for command, want := range map[string]bool{"go get example.com/pkg@latest": true, " go  mod tidy": true, "go": false, "go run .": false, "gofmt get": false, "ls": false} {
		if got := gosource.ChangesModule(command); got != want {
			t.Errorf("ChangesModule(%q) = %t, want %t", command, got, want)
		}
	}
}
