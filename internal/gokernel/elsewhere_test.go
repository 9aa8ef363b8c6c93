package gokernel

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

const noteOfMain = "|stderr: main has run; later cells see what this cell declares, and may call main() again\n"

// What programs and notebooks of other kernels hold, runs.
func TestCellsFromElsewhere(t *testing.T) {
	t.Setenv("DLFS_TEST_SET", "")
	for _, tt := range []struct {
		name  string
		cells []string
		out   string // what all of them print
	}{
		{"a program", []string{"package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hi\")\n}"}, "stdout: hi\n" + noteOfMain},
		{"its declarations later", []string{"package main\nimport \"fmt\"\ntype P struct{ X int }\nfunc twice(n int) int { return 2 * n }\nfunc main() { fmt.Println(twice(2)) }", "fmt.Println(twice(3), P{1})\nmain()"}, "stdout: 4\n" + noteOfMain + "|stdout: 6 {1}\n4\n"},
		{"in Go's order", []string{"package main\nimport \"fmt\"\nvar v = w + 1\nvar w = 3\nfunc init() { w = 10 }\nfunc main() { fmt.Println(v, w) }"}, "stdout: 4 10\n" + noteOfMain},
		{"main alone", []string{"import \"fmt\"\nx := 2", "func main() {\n\tfmt.Println(x)\n}"}, "stdout: 2\n" + noteOfMain},
		{"a second time without the note", []string{"import \"fmt\"", "func main() { fmt.Println(1) }", "func main() { fmt.Println(2) }"}, "stdout: 1\n" + noteOfMain + "|stdout: 2\n"},
		{"main that the cell calls", []string{"import \"fmt\"\nfunc main() { fmt.Println(1) }\nmain()"}, "stdout: 1\n"},
		{"a method called main", []string{"import \"fmt\"\ntype T int\nfunc (T) main() { fmt.Println(1) }"}, ""},
		{"gonb", []string{"import \"fmt\"\nfunc f() int { return 3 }\n%%\nx := f()\nfmt.Println(x)"}, "stdout: 3\n"},
		{"gonb, first line", []string{"%%\nimport \"fmt\"\nfmt.Println(1)"}, "stdout: 1\n"},
		{"gonb, main", []string{"import \"fmt\"\n%main\nfmt.Println(1)", "%%main\nfmt.Println(2)"}, "stdout: 1\n2\n"},
		{"gonb, arguments", []string{"import (\"fmt\"; \"os\")\n%% -n 3\nfmt.Println(os.Args[1:])"}, "stdout: [-n 3]\n"},
		{"gonb, in a raw string", []string{"import \"fmt\"\ns := `\n%%\n`\nfmt.Println(len(s))"}, "stdout: 4\n"},
		{"gophernotes", []string{":import \"fmt\"", "fmt.Println(1)"}, "stdout: 1\n"},
		{"gophernotes, without quotes", []string{":import fmt\nfmt.Println(1)"}, "stdout: 1\n"},
		{"gophernotes, two", []string{"  :import \"fmt\" \"strings\"\nfmt.Println(strings.ToUpper(\"a\"))"}, "stdout: A\n"},
		{"a variable of the environment", []string{"%env DLFS_TEST_SET a b", "!echo $DLFS_TEST_SET"}, "stdout: a b\n"},
		{"with spaces", []string{"%env DLFS_TEST_SET = a=b", "!echo $DLFS_TEST_SET"}, "stdout: a=b\n"},
		{"a long command", []string{"import \"fmt\"\n!echo one \\\n  two \\\n  three\nfmt.Println(1)"}, "stdout: one two three\n1\n"},
		{"not of a pointer", []string{"import \"fmt\"\np := new(bool)\nfmt.Println(\n!*p)", "!*p"}, "stdout: true\n"},
		{"imports of its own", []string{"%autoimport on", "fmt.Println(strings.ToUpper(\"a\"), rand.New(rand.NewSource(1)) != nil)", "%autoimport off\nfmt.Println(1)"}, "stdout: A true\n1\n"},
		{"imports for a type", []string{"%autoimport on\nvar b strings.Builder\nfunc show(w io.Writer) { fmt.Fprint(w, b.Len()) }\nshow(os.Stdout)"}, "stdout: 0"},
		{"a name that is declared", []string{"%autoimport on\nstrings := struct{ n int }{3}\nfmt.Println(strings.n)"}, "stdout: 3\n"},
	} {
		e, r := evaluator(t), &recorder{}
		for _, code := range tt.cells {
			if _, err := run(t, e, r, code); err != nil {
				t.Errorf("%s: %q: %v", tt.name, code, err)
			}
		}
		if got := r.String(); got != tt.out {
			t.Errorf("%s: %q prints %q, want %q", tt.name, tt.cells, got, tt.out)
		}
	}
}

func TestErrorsInCellsFromElsewhere(t *testing.T) {
	for _, tt := range []struct{ code, want string }{
		{"package main\nfunc main() {\n\tvar p *int\n\t*p = 1\n}", "(In [1]:4)"},
		{"package main\nvar a = b\nvar b = a\nfunc main() {}", "initialization cycle"},
		{"package main\nimport \"os\"\nfunc main() { os.Exit(3) }", "os.Exit(3)"},
		{"import \"fmt\"\n%%\nfmt.Println(x)", "In [1]:3:13: undefined: x"},
		{":import \"no/such\"", "In [1]:1:"},
		{"fmt.Println(1)", `is import "fmt" missing?`},
		{"%autoimport on\nfmt.Prinln(1)", "fmt"},
		{"%autoimport on\nnosuch.Print(1)", "undefined: nosuch"},
		{"%autoimport maybe", "want on or off"},
		{"%%bash\nls", "there is no command %%bash; %help lists those that are (!COMMAND runs"},
		{"%%who\nx", "there is no command %%who; %help lists those that are (%who takes one line"},
		{"%%nothing\nx", "there is no command %%nothing;"},
		{"x := 1\n%%time\nx", "wants code"},
		{"%", "there is no command %; %help lists those that are"},
		{"%ls", "!ls lists files"},
	} {
		e := evaluator(t)
		_, err := run(t, e, &recorder{}, tt.code)
		var k *kernel.Error
		if !errors.As(err, &k) || !strings.Contains(k.Value, tt.want) || tt.code == "%" && strings.Contains(k.Value, "did you mean") {
			t.Errorf("%q: error %v, want one that says %q", tt.code, err, tt.want)
		}
	}
}

func TestAssistInCellsFromElsewhere(t *testing.T) {
	e := evaluator(t)
	for _, code := range []string{"import \"strings\"\n%%\nstrings.SplitA|", ":import \"strings\"\nstrings.SplitA|", "import \"strings\"\n!echo one \\\n two\nstrings.SplitA|"} {
		before := strings.TrimSuffix(code, "|")
		if c := e.Complete(before, len([]rune(before))); len(c.Matches) != 3 {
			t.Errorf("%q completes to %v, want 3", code, c.Matches)
		}
		if got := e.IsComplete(before + "fter").Status; got != "complete" && !strings.HasPrefix(code, "%%") {
			t.Errorf("%q is %s", before, got)
		}
	}
}

// !* runs in the module of the notebook.
func TestShellInTheModule(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	t.Chdir(t.TempDir())
	e, r := evaluator(t), &recorder{}
	must(t, e, r, "!*ls")
	if got := r.String(); !strings.Contains(got, "go.mod") {
		t.Errorf("!*ls prints %q, want go.mod", got)
	}
	if err := os.WriteFile("go.mod", []byte("module own\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r = &recorder{}
	must(t, e, r, "!*cat go.mod")
	if got := r.String(); got != "stdout: module own\n" {
		t.Errorf("!*cat go.mod in a module prints %q", got)
	}
}
