package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// dlfs runs the command with arguments.
func dlfs(t *testing.T, args ...string) (out string, err error) {
	t.Helper()
	var b bytes.Buffer
	cmd := command()
	cmd.SetArgs(args)
	cmd.SetOut(&b)
	cmd.SetErr(&b)
	err = cmd.ExecuteContext(t.Context())
	return b.String(), err
}

// write makes a notebook of code cells.
func write(t *testing.T, cells ...string) string {
	t.Helper()
	nb := &notebook.Notebook{Metadata: map[string]any{}}
	for i, c := range cells {
		nb.Cells = append(nb.Cells, &notebook.Cell{ID: string(rune('a' + i)), Kind: notebook.Code, Source: c})
	}
	path := filepath.Join(t.TempDir(), "nb.ipynb")
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRun(t *testing.T) {
	path := write(t, "import \"fmt\"\nfmt.Println(\"hi\")", "x := 6\nx * 7")
	before, _ := os.ReadFile(path)
	if _, err := dlfs(t, "run", path); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("run without --inplace changes the notebook")
	}
	out := filepath.Join(t.TempDir(), "out.ipynb")
	if _, err := dlfs(t, "run", "-o", out, path); err != nil {
		t.Fatal(err)
	}
	if _, err := dlfs(t, "run", "--inplace", path); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{out, path} {
		nb, err := notebook.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if o := nb.Cells[0].Outputs; len(o) != 1 || o[0].Text != "hi\n" {
			t.Errorf("%s: first cell %+v, want hi", p, o)
		}
		if o := nb.Cells[1].Outputs; len(o) != 1 || o[0].Data["text/plain"] != "42" || nb.Cells[1].Count != 2 {
			t.Errorf("%s: second cell %+v, want 42", p, o)
		}
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	os.WriteFile(file, []byte("{"), 0o644)
	conn := filepath.Join(dir, "conn.json")
	os.WriteFile(conn, []byte(`{"transport": "tcp", "ip": "127.0.0.1", "shell_port": 0}`), 0o644)
	failing := write(t, "x := 1", "\nx / (x - 1)")
	python := filepath.Join(dir, "python.ipynb")
	os.WriteFile(python, []byte(`{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}, "cells": [{"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "import math"}]}`), 0o644)
	for _, tt := range []struct {
		name string
		args []string
		want []string // parts of the error
	}{
		{"no notebook", []string{"run", "no/such.ipynb"}, []string{"no/such.ipynb", "no such file"}},
		{"not a notebook", []string{"run", file}, []string{file, "not JSON"}},
		{"failing cell", []string{"run", failing}, []string{failing, "cell 2 (b), line 2", "divide by zero"}},
		{"time", []string{"run", "--timeout", "50ms", write(t, "for {}")}, []string{"cell 1 (a)", "longer than 50ms"}},
		{"no time", []string{"run", "--timeout", "-1s", failing}, []string{"--timeout is -1s"}},
		{"another language", []string{"run", "--allow-errors", python}, []string{python, "for python, not for Go"}},
		{"html of another language", []string{"html", "-o", filepath.Join(dir, "site"), python}, []string{python, "for python, not for Go"}},
		{"two for -o", []string{"run", "-o", "x", "a", "b"}, []string{"-o takes one notebook"}},
		{"unwritable", []string{"run", "-o", filepath.Join(dir, "no", "x.ipynb"), write(t, "1")}, []string{"no/x.ipynb", "no such file"}},
		{"unwritable, known before the run", []string{"run", "-o", filepath.Join(dir, "no", "x.ipynb"), failing}, []string{"no/x.ipynb cannot be written"}},
		{"run of nothing", []string{"run"}, []string{"run needs a notebook"}},
		{"twin of nothing", []string{"twin"}, []string{"twin needs a translated notebook"}},
		{"twin of an original", []string{"twin", "--update", filepath.Join("..", "..", "notebooks", "en", "ch02.ipynb")}, []string{"is an original", "notebooks/ko/ch02.ipynb"}},
		{"twin without an original", []string{"twin", failing}, []string{failing + " has no original", filepath.Join("en", filepath.Base(failing))}},
		{"serve outside of the book", []string{"serve"}, []string{"no folder notebooks here"}},
		{"html without -o", []string{"html"}, []string{"-o"}},
		{"html of nothing", []string{"html", "-o", dir, filepath.Join(dir, "no")}, []string{"no such file"}},
		{"html below a file", []string{"html", "-o", filepath.Join(file, "site"), write(t, "1")}, []string{"not a directory"}},
		{"html of a failing notebook", []string{"html", "-o", filepath.Join(dir, "site"), failing}, []string{failing, "line 2"}},
		{"no connection file", []string{"kernel", "no.json"}, []string{"connection file", "no.json"}},
		{"bad connection file", []string{"kernel", file}, []string{file, "JSON"}},
		{"bad port", []string{"kernel", conn}, []string{conn, "_port is 0"}},
		{"install below a file", []string{"install", "--executable", "/usr/bin/dlfs", "--prefix", file}, []string{"not a directory"}},
		{"nothing installed", []string{"doctor", "--executable", "/usr/bin/dlfs", "--prefix", dir}, []string{"to mend"}},
		{"unknown command", []string{"nope"}, []string{"unknown command"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := dlfs(t, tt.args...)
			if err == nil {
				t.Fatal("no error")
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q lacks %q", err, w)
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "site")); err == nil {
		t.Error("pages of a failing notebook are half written")
	}
}

func TestHTMLRunsWhatWasNotRun(t *testing.T) {
	path, site := write(t, "1 + 2"), filepath.Join(t.TempDir(), "site")
	if out, err := dlfs(t, "html", "-o", site, path); err != nil || !strings.Contains(out, "running "+path) {
		t.Fatalf("%s, %v", out, err)
	}
	page, err := os.ReadFile(filepath.Join(site, "nb.html"))
	if err != nil || !strings.Contains(string(page), "3</pre>") {
		t.Errorf("the page lacks the result: %v", err)
	}
}

func TestInstall(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(dir, "user"))
	t.Setenv("VIRTUAL_ENV", filepath.Join(dir, "venv"))
	t.Setenv("CONDA_PREFIX", filepath.Join(dir, "conda"))
	for _, tt := range []struct {
		name   string
		flags  []string
		folder string
	}{
		{"for the user", nil, "user/kernels/dlfs"},
		{"for the user, said", []string{"--user"}, "user/kernels/dlfs"},
		{"in a prefix", []string{"--prefix", filepath.Join(dir, "p")}, "p/share/jupyter/kernels/dlfs"},
		{"in a virtual environment", []string{"--sys-prefix"}, "venv/share/jupyter/kernels/dlfs"},
		{"under another name", []string{"--name", "gophernotes"}, "user/kernels/gophernotes"},
	} {
		install := append([]string{"install", "--executable", "/usr/bin/dlfs", "--display-name", "My Go"}, tt.flags...)
		folder := filepath.Join(dir, filepath.FromSlash(tt.folder))
		for range 2 { // again is no error
			if out, err := dlfs(t, install...); err != nil || !strings.Contains(out, folder) {
				t.Errorf("%s: %q, %v, want %s", tt.name, out, err, folder)
			}
		}
		spec, err := os.ReadFile(filepath.Join(folder, "kernel.json"))
		if err != nil || !strings.Contains(string(spec), `"display_name": "My Go"`) || !strings.Contains(string(spec), `"/usr/bin/dlfs"`) || !strings.Contains(string(spec), `"interrupt_mode": "message"`) {
			t.Errorf("%s: the kernelspec is %s, %v", tt.name, spec, err)
		}
		if out, err := dlfs(t, append([]string{"uninstall"}, tt.flags...)...); err != nil || !strings.Contains(out, folder) {
			t.Errorf("%s: uninstall: %q, %v", tt.name, out, err)
		}
		if _, err := os.Stat(folder); err == nil {
			t.Errorf("%s: uninstall leaves %s", tt.name, folder)
		}
		if _, err := dlfs(t, append([]string{"uninstall"}, tt.flags...)...); err == nil || !strings.Contains(err.Error(), "no kernel is installed in "+folder) {
			t.Errorf("%s: uninstall of nothing: %v", tt.name, err)
		}
	}
}

func TestInstallErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"no environment", "VIRTUAL_ENV", []string{"install", "--sys-prefix"}},
		{"two places", "were all set", []string{"install", "--user", "--prefix", dir}},
		{"a name with a slash", "may hold only letters", []string{"install", "--executable", "/usr/bin/dlfs", "--prefix", dir, "--name", "a/b"}},
		{"a relative program", "must be an absolute path", []string{"install", "--executable", "dlfs", "--prefix", dir}},
		{"a copy of go run", "go run", []string{"install", "--executable", "/tmp/go-build1/b001/exe/dlfs", "--prefix", dir}},
		{"a file in the way", "not a directory", []string{"install", "--executable", "/usr/bin/dlfs", "--prefix", file}},
		{"a doctor who finds nothing", "1 to mend", []string{"doctor", "--prefix", dir}},
	} {
		if out, err := dlfs(t, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, %v, want an error that says %q", tt.name, out, err, tt.want)
		}
	}
	if out, err := dlfs(t, "version"); err != nil || !strings.HasPrefix(out, "dlfs ") {
		t.Errorf("version: %q, %v", out, err)
	}
}

func TestHistoryFile(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("AppData", home)
	t.Setenv("DLFS_HISTORY", "none") // restored after the test
	os.Unsetenv("DLFS_HISTORY")
	if got := historyFile(); !strings.HasPrefix(got, home) || filepath.Base(got) != "history.jsonl" {
		t.Errorf("history in %s, want history.jsonl below %s", got, home)
	}
	for _, want := range []string{"", "/tmp/mine"} {
		if os.Setenv("DLFS_HISTORY", want); historyFile() != want {
			t.Errorf("DLFS_HISTORY=%s: history in %q", want, historyFile())
		}
	}
}
