package interp_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cells embed is what go run embeds: the files of the folder that the
// kernel is in.
func TestEmbed(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": "hello\n", "b.txt": "b", "d/x.txt": "x", "d/.dot": ".", "d/e/y.txt": "y", "한글 파일.txt": "k"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	const walk = "\nfunc all(f embed.FS) (list []string) {\n\tfs.WalkDir(f, \".\", func(p string, d fs.DirEntry, err error) error { list = append(list, p); return err })\n\treturn list\n}\n"
	for _, tt := range []struct {
		name  string
		cells []string
		want  string
	}{
		{"a string", []string{"import _ \"embed\"\n//go:embed a.txt\nvar s string\ns"}, "=> hello\n\n"},
		{"bytes", []string{"import _ \"embed\"\n\n//go:embed a.txt\n// with a comment\n\nvar b []byte\nlen(b)"}, "=> 6\n"},
		{"a type of its own", []string{"type text string\n//go:embed b.txt\nvar s text\ns"}, "=> b\n"},
		{"in a group", []string{"var (\n\tn = 1\n\t//go:embed a.txt\n\ta string\n\t//go:embed b.txt\n\tb string\n)\na + b"}, "=> hello\nb\n"},
		{"a folder", []string{"import (\"embed\"; \"io/fs\")" + walk, "//go:embed d\n//go:embed *.txt\nvar files embed.FS\nall(files)"}, "=> [. a.txt b.txt d d/e d/e/y.txt d/x.txt 한글 파일.txt]\n"},
		{"all of a folder", []string{"import (\"embed\"; \"io/fs\")" + walk + "//go:embed all:d\nvar files embed.FS", "all(files)"}, "=> [. d d/.dot d/e d/e/y.txt d/x.txt]\n"},
		{"quotes", []string{"//go:embed \"한글 파일.txt\"\nvar s string\ns"}, "=> k\n"},
		{"for a function", []string{"//go:embed a.txt\nvar s string\nfunc f() int { return len(s) }", "f()", "//go:embed b.txt\nvar s string", "f()"}, "=> 6\n=> 1\n"},
		{"before what uses it", []string{"//go:embed a.txt\nvar s string\nvar n = len(s)\nn"}, "=> 6\n"},
		{"text that looks like it", []string{"s := `\n//go:embed none\n`\nlen(s)"}, "=> 17\n"},
		{"another word", []string{"//go:embedded none\nvar s string\ns"}, "=> \n"},
		{"no file", []string{"n := 1\n//go:embed none.txt\nvar s string"}, "! In:2:1: pattern none.txt: no matching files found in " + dir + "\n"},
		{"several files", []string{"//go:embed *.txt\nvar s string"}, "! In:1:1: invalid go:embed: multiple files for type string\n"},
		{"outside", []string{"//go:embed ../a.txt\nvar s string"}, "! In:1:1: pattern ../a.txt: invalid pattern syntax: it is a path below the folder, without a dot or two as an element in " + dir + "\n"},
		{"of another type", []string{"//go:embed a.txt\nvar n int"}, "! In:1:1: go:embed cannot apply to var of another type than string, []byte or embed.FS\n"},
		{"with a value", []string{"//go:embed a.txt\nvar s = \"x\""}, "! In:1:1: go:embed cannot apply to var with initializer\n"},
		{"two variables", []string{"//go:embed a.txt\nvar s, t string"}, "! In:1:1: go:embed cannot apply to multiple vars\n"},
		{"in a function", []string{"func f() {\n\t//go:embed a.txt\n\tvar s string\n\t_ = s\n}"}, "! In:2:2: go:embed cannot apply to var inside func\n"},
		{"before something else", []string{"//go:embed a.txt\nfunc f() {}"}, "! In:1:1: misplaced go:embed directive: a line such as var data string is to follow\n"},
		{"before a short declaration", []string{"//go:embed a.txt\ns := \"\""}, "! In:1:1: misplaced go:embed directive: a line such as var data string is to follow\n"},
		{"without a pattern", []string{"//go:embed\nvar s string"}, "! In:1:1: a //go:embed comment has no pattern\n"},
		{"what was there stays", []string{"x := 1\nfunc f() int { return 1 }", "x := 2\nfunc f() int { return 2 }\n//go:embed none\nvar s string", "x + f()"}, "! In:3:1: pattern none: no matching files found in " + dir + "\n=> 2\n"},
	} {
		s, got := newSession(), ""
		for _, code := range tt.cells {
			got += eval(context.Background(), s, "In", code)
		}
		s.Close()
		if got != tt.want {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, strings.Join(tt.cells, "\n--\n"), got, tt.want)
		}
	}
}
