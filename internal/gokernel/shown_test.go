package gokernel

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// Whatever the methods of a value do when it is shown, the kernel goes on.
func TestMethodsOfShownValues(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, `import ("os"; "runtime")
type Fails struct{}
func (Fails) String() string { panic("oh") }
type Exits struct{}
func (Exits) String() string { os.Exit(1); return "" }
type Recurs struct{}
func (r Recurs) String() string { return r.String() + "!" }
type Ends struct{}
func (Ends) String() string { runtime.Goexit(); return "" }`)
	for _, tt := range []struct{ code, want string }{
		{"Fails{}", "oh"},
		{"[]any{1, Fails{}}", "oh"},
		{"Exits{}", "exit status 1"},
		{"Recurs{}", "too deep"},
		{"Ends{}", ""},
		{"Fails{}, 1", "oh"},
	} {
		if got := must(t, e, &recorder{}, tt.code); !strings.Contains(got, tt.want) {
			t.Errorf("%s is shown as %q, want %q in it", tt.code, got, tt.want)
		}
	}
	if k := interruptedRun(t, e, "type Loops struct{}\nfunc (Loops) String() string { for {} }\nLoops{}"); k.Name != "interrupted" {
		t.Errorf("a String method that does not end: %v", k)
	}
}

func TestValuesAskedForAfterAnInterrupt(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, `type says struct{ s string }
func (s says) String() string { if s.s == "" { panic(s.s) }; for s.s == "loop" {}; return s.s }
good, bad := says{"good"}, says{}
type list []list
endless := list{nil}
endless[0] = endless`)
	interruptedRun(t, e, "for {\n}")
	for name, want := range map[string]string{"good": "= good", "bad": "PANIC", "endless": "contains itself"} {
		if got, _ := e.Inspect(name, 1, 0).Data["text/plain"].(string); !strings.Contains(got, want) {
			t.Errorf("what is known of %s: %q, want %q in it", name, got, want)
		}
	}
	must(t, e, &recorder{}, "slow := says{\"loop\"}")
	if got, _ := e.Inspect("slow", 4, 0).Data["text/plain"].(string); got != "var slow says" {
		t.Errorf("what is known of a value whose String method does not end: %q", got)
	}
	if got := must(t, e, &recorder{}, "slow = says{}\n%who var"); !strings.Contains(got, "good") || !strings.Contains(got, "PANIC") {
		t.Errorf("%%who: %s", got)
	}
}

func TestFormsThatAreNoJSON(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, `import "math"
type Fails struct{}
func (Fails) MarshalJSON() ([]byte, error) { panic("oh") }`)
	for _, tt := range []struct{ code, text string }{
		{`display.JSON(map[string]any{"loss": math.NaN()})`, "map[loss:NaN] (json: unsupported value: NaN)"},
		{`display.JSON(func() {})`, "(json: unsupported type: func())"},
		{`display.JSON([]int{1})`, "[1]"},
	} {
		res, err := run(t, e, &recorder{}, "import \"github.com/dlfs-go/book/display\"\n"+tt.code)
		text, _ := res.Data["text/plain"].(string)
		if _, ok := res.Data["application/json"]; err != nil || !strings.Contains(text, tt.text) || ok != (tt.text == "[1]") {
			t.Errorf("%s: %v, %v; want the text %q", tt.code, res.Data, err, tt.text)
		}
	}
	_, err := run(t, e, &recorder{}, "display.JSON(Fails{})")
	var k *kernel.Error
	if !errors.As(err, &k) || !strings.Contains(k.Value, "oh") {
		t.Errorf("a MarshalJSON that panics: %v", err)
	}
}

func TestPanicValueThatDoesNotEnd(t *testing.T) {
	e := evaluator(t)
	_, err := run(t, e, &recorder{}, "type e struct{}\nfunc (e) Error() string { for {} }\npanic(e{})")
	var k *kernel.Error
	if !errors.As(err, &k) || !strings.Contains(k.Value, "whose Error or String method does not end") {
		t.Errorf("a panic with an error that loops: %v", err)
	}
}

func TestEventsAreOfTheCell(t *testing.T) {
	e := evaluator(t)
	r := &recorder{}
	must(t, e, r, "import \"fmt\"\nfunc by(n int) func(int) { return func(i int) { fmt.Println(10 / (i - n)) } }\nf := by(3)")
	interruptedRun(t, e, "for {\n}")
	must(t, e, r, "1")
	comm := e.wrap(&kernel.Comm{})
	comm.OnMessage = func(x any) { callInt(e, t, int(x.(float64))) }
	for _, data := range []string{"5", "3", "4"} {
		e.event(func() { comm.OnMessage(decoded(t, data)) })
	}
	got := r.String()
	if !strings.Contains(got, "stdout: 5\n") || !strings.Contains(got, "divide by zero") || !strings.Contains(got, "10\n") {
		t.Errorf("three events print %q", got)
	}
	time.AfterFunc(50*time.Millisecond, e.Interrupt)
	e.event(func() { select {} })
}

func decoded(t *testing.T, data string) (v any) {
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// callInt calls the cells' f.
func callInt(e *Evaluator, t *testing.T, i int) {
	for _, n := range e.session.Names() {
		if n.Name == "f" {
			n.Value.Interface().(func(int))(i)
			return
		}
	}
	t.Error("no f")
}
