//go:build unix

package gokernel

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

const streamImports = `import ("bufio"; "encoding/json"; "fmt"; "log"; "os"; "os/exec"; "text/tabwriter"; "sync"; "github.com/dlfs-go/book/display")
log.SetFlags(0)`

func TestStreamsOfTheProcess(t *testing.T) {
	e := evaluator(t)
	if _, err := e.CaptureStreams(); err != nil {
		t.Fatal(err)
	}
	must(t, e, &recorder{}, streamImports)
	for _, tt := range []struct{ name, code, want string }{
		{"log", `log.Print("a"); log.Println("b"); log.Printf("%d", 3)`, "stderr: a\nb\n3\n"},
		{"a logger", `log.New(os.Stdout, "> ", 0).Print("a")`, "stdout: > a\n"},
		{"println", `println("a", 1)`, "stderr: a 1\n"},
		{"a file", `os.Stdout.WriteString("a"); fmt.Fprint(os.Stdout, "b"); os.Stderr.Write([]byte("c"))`, "stdout: ab|stderr: c"},
		{"compiled code in between", "fmt.Println(1)\njson.NewEncoder(os.Stdout).Encode(2)\nfmt.Println(3)", "stdout: 1\n2\n3\n"},
		{"tabwriter", "w := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', 0)\nfmt.Fprintln(w, \"a\\tb\")\nw.Flush();", "stdout: a b\n"},
		{"bufio", "b := bufio.NewWriter(os.Stdout)\nfmt.Fprint(b, \"x\")\nb.Flush();", "stdout: x"},
		{"a child", "c := exec.Command(\"sh\", \"-c\", \"echo out\")\nc.Stdout = os.Stdout\nc.Run();", "stdout: out\n"},
		{"a child's errors", "c := exec.Command(\"sh\", \"-c\", \"echo err >&2\")\nc.Stderr = os.Stderr\nc.Run();", "stderr: err\n"},
		{"a child that prints much", "c := exec.Command(\"sh\", \"-c\", \"seq 20000 | wc -l; seq 20000\")\nc.Stdout = os.Stdout\nc.Run();", "stdout: 20000\n" + seq(20000)},
	} {
		r := &recorder{}
		must(t, e, r, tt.code)
		if got := r.String(); got != tt.want {
			t.Errorf("%s: got %.200q, want %.200q", tt.name, got, tt.want)
		}
	}
}

func seq(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, i+1)
	}
	return b.String()
}

// What a goroutine prints belongs to the cell that started it.
func TestGoroutinesPrintWhereTheyWereStarted(t *testing.T) {
	e := evaluator(t)
	if _, err := e.CaptureStreams(); err != nil {
		t.Fatal(err)
	}
	must(t, e, &recorder{}, streamImports)
	first, second := &recorder{}, &recorder{}
	must(t, e, first, "start := make(chan bool)\nvar wg sync.WaitGroup\nwg.Add(1)\ngo func() {\n\tdefer wg.Done()\n\t<-start\n\tfmt.Println(\"a\")\n\tos.Stdout.WriteString(\"b\")\n\tlog.Print(\"c\")\n}()")
	must(t, e, second, "close(start)\nwg.Wait()\nfmt.Println(\"second\")")
	// The first cell also says that a goroutine goes on.
	if !strings.HasSuffix(first.String(), "stdout: a\nb|stderr: c\n") || second.String() != "stdout: second\n" {
		t.Errorf("first %q, second %q", first, second)
	}
}

func TestInput(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, streamImports)
	for _, tt := range []struct {
		name, code, want string
		answers          []string
	}{
		{"Scan", "var a, b int\nfmt.Scan(&a, &b)\na * b", "42", []string{"6", "7"}},
		{"Scan of one line", "var a, b int\nfmt.Scan(&a, &b)\na * b", "42", []string{"6 7"}},
		{"Scanln", "var s string\nfmt.Scanln(&s)\ns", "Ada", []string{"Ada"}},
		{"Scanf", "var n int\nfmt.Scanf(\"n=%d\\n\", &n)\nn", "5", []string{"n=5"}},
		{"Fscan", "var s string\nfmt.Fscan(os.Stdin, &s)\ns", "Ada", []string{"Ada"}},
		{"bufio.Reader", "rd := bufio.NewReader(os.Stdin)\nline, _ := rd.ReadString('\\n')\nline", "two words\n", []string{"two words"}},
		{"bufio.Reader of an earlier cell", "line, _ = rd.ReadString('\\n')\nline", "more\n", []string{"more"}},
		{"bufio.Scanner", "sc := bufio.NewScanner(os.Stdin)\nsc.Scan()\nsc.Text()", "a line", []string{"a line"}},
		{"os.Stdin.Read", "buf := make([]byte, 9)\nn, _ = os.Stdin.Read(buf)\nstring(buf[:n])", "xyz\n", []string{"xyz"}},
		{"display.Input", "s, err := display.Input(\"name?\")\ns", "Ada", []string{"Ada"}},
		{"display.Password", "s, err = display.Password(\"word?\")\ns", "open", []string{"open"}},
	} {
		r := &recorder{answers: tt.answers}
		if got := must(t, e, r, tt.code); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if len(r.answers) > 0 {
			t.Errorf("%s: %d questions were not asked", tt.name, len(r.answers))
		}
		asked := `asked "" false`
		switch tt.name {
		case "display.Input":
			asked = `asked "name?" false`
		case "display.Password":
			asked = `asked "word?" true`
		}
		if !strings.Contains(r.String(), asked) {
			t.Errorf("%s: %s, want %s", tt.name, r, asked)
		}
	}
	if got := must(t, e, &recorder{}, "_, err = display.Input(\"\")\nerr"); !strings.Contains(got, "does not ask") {
		t.Errorf("without a reader: %q", got)
	}
}

// A front end's silent question between cells takes no output away.
func TestLateOutputAfterASilentCell(t *testing.T) {
	e := evaluator(t)
	if _, err := e.CaptureStreams(); err != nil {
		t.Fatal(err)
	}
	must(t, e, &recorder{}, streamImports)
	seen, silent := &recorder{}, &recorder{}
	must(t, e, seen, "h := display.NewHandle()\nh.Show(1)\ngo1, done := make(chan bool), make(chan bool)\ngo func() {\n\t<-go1\n\th.Show(2)\n\tlog.New(os.Stderr, \"\", 0).Print(\"late\")\n\tclose(done)\n}()")
	if _, err := e.Execute(t.Context(), kernel.Cell{Code: "println(5)", Silent: true}, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Execute(t.Context(), kernel.Cell{Code: "close(go1)\n<-done", Silent: true}, silent); err != nil {
		t.Fatal(err)
	}
	if got := silent.String(); got != "stderr: 5\n|display|stderr: late\n" {
		t.Errorf("the silent cells have %q", got)
	}
	must(t, e, &recorder{}, "1")
	before := seen.String()
	if _, err := e.Execute(t.Context(), kernel.Cell{Code: "1", Silent: true}, silent); err != nil {
		t.Fatal(err)
	}
	os.Stderr.WriteString("later\n")
	e.drain()
	if seen.String() != before || silent.String() != "stderr: 5\n|display|stderr: late\n" {
		t.Errorf("what came later went to %q and %q", seen, silent)
	}
}
