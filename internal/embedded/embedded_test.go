package embedded

import (
	"embed"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var folder = fstest.MapFS{
	"a.txt": {Data: []byte("hello\n")}, "b.txt": {Data: []byte("b")}, "with space.txt": {Data: []byte("s")}, "_hidden": {Data: []byte("h")},
	"d/x.txt": {Data: []byte("x")}, "d/.dot": {Data: []byte(".")}, "d/_under": {Data: []byte("_")}, "d/e/y.txt": {Data: []byte("y")},
	"d/other/go.mod": {Data: []byte("module other\n")}, "d/other/z.txt": {Data: []byte("z")}, "empty/.keep": {Data: nil},
}

func TestFind(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"a.txt", "a.txt"},
		{"*.txt", "a.txt b.txt with space.txt"},
		{"a.txt b.txt a.txt", "a.txt b.txt"},
		{"\"with space.txt\" `b.txt`", "b.txt with space.txt"},
		{"_hidden", "_hidden"},
		{"d", "d/e/y.txt d/x.txt"},
		{"all:d", "d/.dot d/_under d/e/y.txt d/x.txt"},
		{"d/*.txt d/e", "d/e/y.txt d/x.txt"},
		{"none", "! pattern none: no matching files found"},
		{"../a.txt", "! pattern ../a.txt: invalid pattern"},
		{"/a.txt", "! pattern /a.txt: invalid pattern"},
		{"[", "! pattern [: invalid pattern"},
		{"empty", "! pattern empty: cannot embed directory empty: contains no embeddable files"},
		{"", "! a //go:embed comment"},
		{"\"a", "! invalid quoted string"},
		{"\"a\"b", "! invalid quoted string"},
	} {
		var got []string
		patterns, err := Patterns(tt.args)
		if err == nil {
			got, err = Find(folder, patterns)
		}
		text := strings.Join(got, " ")
		if err != nil {
			text = "! " + err.Error()
		}
		if text != tt.want && !(err != nil && strings.HasPrefix(text, tt.want)) {
			t.Errorf("//go:embed %s: %s, want %s", tt.args, text, tt.want)
		}
	}
}

func TestSet(t *testing.T) {
	type text string
	var s string
	var n text
	var b []byte
	var files embed.FS
	for _, v := range []any{&s, &n, &b} {
		if err := Set(reflect.ValueOf(v).Elem(), folder, []string{"a.txt"}); err != nil {
			t.Error(err)
		}
	}
	if s != "hello\n" || n != "hello\n" || string(b) != "hello\n" {
		t.Errorf("got %q, %q and %q", s, n, b)
	}
	if err := Set(reflect.ValueOf(&files).Elem(), folder, []string{"a.txt", "all:d"}); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(files, "a.txt", "d/x.txt", "d/e/y.txt", "d/.dot"); err != nil {
		t.Error(err)
	}
	if data, err := fs.ReadFile(files, "d/e/y.txt"); err != nil || string(data) != "y" {
		t.Errorf("d/e/y.txt: %q, %v", data, err)
	}
	list, err := files.ReadDir("d")
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	if err != nil || !slices.Equal(names, []string{".dot", "_under", "e", "x.txt"}) {
		t.Errorf("d has %q, %v", names, err)
	}
	var i int
	for v, want := range map[any]string{&s: "multiple files for type string", &i: "cannot apply to var of type int"} {
		if err := Set(reflect.ValueOf(v).Elem(), folder, []string{"*.txt"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v, want %q", v, err, want)
		}
	}
}
