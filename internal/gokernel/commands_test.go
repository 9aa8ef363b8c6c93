package gokernel

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

func TestCommands(t *testing.T) {
	t.Setenv("DLFS_TEST_VALUE", "five")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := evaluator(t)
	must(t, e, &recorder{}, "import \"fmt\"\nx := 41\nok := true\ntype Point struct{ X int }\n// double doubles.\nfunc double(n int) int { return 2 * n }\nconst c = 3")
	for _, tt := range []struct {
		name, code  string
		result, out string // regular expressions
	}{
		{"time of a value", "%time double(x)", `^82$`, `^stdout: took [0-9.]+[nµm]?s\n$`},
		{"time of a statement", "%time x = 41", `^$`, `took`},
		{"time of the cell", "%%time\nfmt.Println(\"a\")\nx + 1", `^42$`, `^stdout: a\ntook`},
		{"timeit of a call", "%timeit double(x)", `^[0-9.]+[nµm]?s ± .* per loop`, `^$`},
		{"timeit of a value", "%timeit x + 1", `per loop`, `^$`},
		{"timeit of a builtin", "%timeit len(\"abc\")", `per loop`, `^$`},
		{"timeit of statements", "%timeit y := x; y++", `per loop`, `^$`},
		{"timeit of the cell", "%%timeit\nsum := 0\nfor i := range 10 {\n\tsum += i\n}", `per loop`, `^$`},
		{"who", "%who", `(?s)^Point +type.*\nc +const.*double +func +func\(n int\) int.*ok.*x +var +int +41$`, `^$`},
		{"who of a kind", "%who func", `^double +func +func\(n int\) int$`, `^$`},
		{"doc of a cell's function", "%doc double", `double doubles\.`, `^$`},
		{"doc of a package that is not imported", "%doc strings.Split", `(?s)Split\(s string, sep string\).*slices s into`, `^$`},
		{"help", "%help", `(?s)%timeit CODE.*!COMMAND`, `^$`},
		{"the environment", "%env DLFS_TEST_VALUE", `^five$`, `^$`},
		{"the shell", "!echo a; echo b >&2; ls", `^$`, `stdout: a|stderr: b`},
		{"the shell between Go", "x = 7\n!echo shell\nfmt.Println(x)\nx", `^7$`, `^stdout: shell\n7\n$`},
		{"not, of a variable", "!ok", `^false$`, `^$`},
		{"in a raw string", "s := `\n%time\n!no\n`\nlen(s)", `^11$`, `^$`},
		{"in a call", "fmt.Println(\n!ok,\n)", `^$`, `^stdout: false\n$`},
		{"cd", "%cd", `.`, `^$`},
		{"indented", "  %who const", `^c +const`, `^$`},
	} {
		r := &recorder{}
		res, err := run(t, e, r, tt.code)
		if err != nil {
			t.Errorf("%s: %q: %v", tt.name, tt.code, err)
			continue
		}
		got, _ := res.Data["text/plain"].(string)
		if !regexp.MustCompile(tt.result).MatchString(got) || !regexp.MustCompile(tt.out).MatchString(r.String()) {
			t.Errorf("%s: %q gives %q and prints %q, want %s and %s", tt.name, tt.code, got, r, tt.result, tt.out)
		}
	}
}

func TestCommandErrors(t *testing.T) {
	e := evaluator(t)
	for _, tt := range []struct{ code, want string }{
		{"%nothing", "there is no command %nothing; %help lists"},
		{"%Time x", "did you mean %time?"},
		{"%whos", "did you mean %who?"},
		{"%time", "%time wants code"},
		{"%timeit", "%timeit wants code"},
		{"%doc", "%doc wants a name"},
		{"%doc nothing.here", "nothing is known about nothing.here"},
		{"?nothing", "nothing is known about nothing"},
		{"%who things", "want one of var, func, type, const"},
		{"%cd /no/such/folder", "no such file"},
		{"%env DLFS_NOT_SET", "DLFS_NOT_SET is not set"},
		{"!exit 3", "ended with exit status 3"},
		{"!", "! wants a command"},
		{"!no-such-command-here", "ended with exit status 127"},
		{"\n\n%time undefinedName", "In [1]:3:"},
		{"\n%who\n1 +* 2", "In [1]:3:"},
		{"%timeit undefinedName", "undefined: undefinedName"},
	} {
		_, err := run(t, e, &recorder{}, tt.code)
		var k *kernel.Error
		if !errors.As(err, &k) || !strings.Contains(k.Value, tt.want) {
			t.Errorf("%q: error %v, want one that says %q", tt.code, err, tt.want)
		}
	}
}

func TestReset(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, "import \"fmt\"\nx := 1")
	must(t, e, &recorder{}, "%reset")
	for _, code := range []string{"x", "fmt.Println()"} {
		if _, err := run(t, e, &recorder{}, code); err == nil {
			t.Errorf("%s is known after %%reset", code)
		}
	}
	if got := must(t, e, &recorder{}, "x := \"new\"\nx"); got != "new" {
		t.Errorf("after %%reset x is %q", got)
	}
}

func TestInterruptOfTheShell(t *testing.T) {
	e := evaluator(t)
	ctx, cancel := context.WithCancel(context.Background())
	r := &recorder{}
	done := make(chan error, 1)
	go func() {
		_, err := e.Execute(ctx, kernel.Cell{Code: "!echo started; sleep 60 | cat"}, r)
		done <- err
	}()
	for r.String() == "" {
		select {
		case err := <-done:
			t.Fatalf("the command ended before it was interrupted: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	began := time.Now()
	cancel()
	if err := <-done; !errors.Is(err, interrupted) || time.Since(began) > 10*time.Second {
		t.Errorf("interrupted after %v: %v", time.Since(began), err)
	}
}

func TestAssistAroundCommands(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, "import \"strings\"\nfunc double(n int) int { return 2 * n }")
	for _, tt := range []struct{ code, want string }{
		{"%|", "%autoimport %cd %doc %env %help %reset %time %timeit %who"},
		{"%ti|", "%time %timeit"},
		{"x := 1\n%ti|", "%time %timeit"},
		{"%%ti|", "%%time %%timeit"},
		{"%time strings.SplitA|", "SplitAfter SplitAfterN SplitAfterSeq"},
		{"!echo é\nstrings.SplitA|", "SplitAfter SplitAfterN SplitAfterSeq"},
		{"?strings.SplitA|", "SplitAfter SplitAfterN SplitAfterSeq"},
	} {
		before, after, _ := strings.Cut(tt.code, "|")
		c := e.Complete(before+after, len([]rune(before)))
		var got []string
		for _, m := range c.Matches {
			got = append(got, m.Text)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q completes to %q, want %q", tt.code, got, tt.want)
		}
	}
	for _, tt := range []struct{ code, want string }{
		{"%tim|eit double(1)", "run code many times"},
		{"%timeit dou|ble(1)", "func double(n int) int"},
		{"!ls\ndouble(|", "func double(n int) int"},
		{"!ls dou|ble", ""},
	} {
		before, after, _ := strings.Cut(tt.code, "|")
		in := e.Inspect(before+after, len([]rune(before)), 0)
		text, _ := in.Data["text/plain"].(string)
		if in.Found != (tt.want != "") || !strings.Contains(text, tt.want) {
			t.Errorf("%q is %q, want %q", tt.code, text, tt.want)
		}
	}
	for code, want := range map[string]string{
		"%who": "complete", "!ls (": "complete", "!ls\nfor {": "incomplete", "%time f(": "incomplete", "%%timeit\nx": "incomplete", "%%timeit\nx\n\n": "complete", "?x": "complete",
	} {
		if got := e.IsComplete(code).Status; got != want {
			t.Errorf("%q is %s, want %s", code, got, want)
		}
	}
}

func TestPager(t *testing.T) {
	e := evaluator(t)
	for _, code := range []string{"?strings.Split", "strings.Split?", "??strings.Split", "? mat.Dense.Mul"} {
		r := &recorder{}
		must(t, e, r, code)
		if len(r.pages) != 1 {
			t.Errorf("%q opens %d pages, want 1", code, len(r.pages))
			continue
		}
		if keys := []string{"text/markdown", "text/plain"}; !slices.ContainsFunc(keys, func(k string) bool { return r.pages[0][k] != nil }) {
			t.Errorf("%q pages %v", code, r.pages[0])
		}
	}
}

func TestHelpIsMarkdownWithLinks(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, "import \"strings\"\nimport \"gonum.org/v1/gonum/mat\"\nm := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})")
	for _, tt := range []struct{ code, text, markdown string }{
		{"strings.Split", "It is equivalent to SplitN with a count of -1.", "[SplitN](https://pkg.go.dev/strings#SplitN)"},
		{"m", "var m *mat.Dense\n= 2×3\n⎡1  2  3⎤", "```go\nvar m *mat.Dense\n```"},
	} {
		in := e.Inspect(tt.code, len(tt.code), 0)
		text, _ := in.Data["text/plain"].(string)
		md, _ := in.Data["text/markdown"].(string)
		if !strings.Contains(text, tt.text) || !strings.Contains(md, tt.markdown) {
			t.Errorf("%s:\n%s\nwants %q\n%s\nwants %q", tt.code, text, tt.text, md, tt.markdown)
		}
	}
}
