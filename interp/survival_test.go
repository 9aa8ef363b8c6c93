package interp_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// mishap is what a cell does, and what its reader sees. Interrupt: it does not
// end by itself, and the reader interrupts it.
type mishap struct {
	name, code string
	want       string // a regular expression for all of what is shown
	interrupt  bool
}

const interruptCell = true

var mishaps = []mishap{
	{"panic", `panic("oh")`, `! panic: oh\n! \tcell:1\n`, false},
	{"panic with a variable before it", "before := 5\npanic(before)", `! panic: int\(5\)\n! \tcell:2\n`, false},
	{"it has the variable", "before", "=> 5\n", false},
	{"panic in a goroutine", "go func() { panic(\"oh\") }()\ntime.Sleep(time.Minute)", `! panic: oh \(in a goroutine\)\n! \tcell:1 in func literal\n! \tcell:1\n`, false},
	{"panic in a goroutine of compiled code", "time.AfterFunc(0, func() { panic(\"oh\") })\ntime.Sleep(time.Minute)", `! panic: oh \(in a goroutine\)\n! \tcell:1 in func literal\n`, false},
	{"panic in a handler", "_, err := http.Get(server.URL + \"/panic\")\nerr != nil", `(?s).*! panic: in a handler \(in a goroutine\)\n! \tsetup:\d+ in handle\n.*`, false},
	{"panic in a WaitGroup's goroutine", "var group sync.WaitGroup\ngroup.Go(func() { panic(\"oh\") })\ngroup.Wait()", `! panic: oh \(in a goroutine\)\n! \tcell:2 in func literal\n`, false},
	{"endless recursion", "func down(n int) int { return down(n+1) + 1 }\ndown(0)", `! panic: runtime error: stack overflow: the recursion is too deep\n(! \tcell:1 in down\n)+`, false},
	{"endless recursion through compiled code", "type loop struct{}\nfunc (l loop) String() string { return fmt.Sprint(l) }\nlen(fmt.Sprint(loop{})) > 0", `=> true\n`, false},
	{"endless recursion through callbacks", "func less(i, j int) bool { sort.Slice(two, less); return true }\nvar two = []int{1, 2}\nless(0, 0)", `! panic: runtime error: stack overflow: the recursion is too deep\n(! \tcell:\d.*\n)+`, false},

	{"for {}", "for {\n}", `! interrupted\n! \tcell:1\n`, interruptCell},
	{"a loop with a body", "for i := 0; ; i++ {\n\tkept[\"loop\"] = i\n}", `! interrupted\n! \tcell:\d\n`, interruptCell},
	{"a loop in a function", "func spin() {\n\tfor {\n\t\ttime.Now()\n\t}\n}\nspin()", `! interrupted\n! \tcell:3 in spin\n! \tcell:6\n`, interruptCell},
	{"a recursion without a loop", "func hop(n int) int {\n\tif n < 2 {\n\t\treturn n\n\t}\n\treturn hop(n-1) + hop(n-2)\n}\nhop(90)", `! interrupted\n(! \tcell:5 in hop\n)+`, interruptCell},
	{"a recursion of two", "func hanoi(n int, a, b string) {\n\tif n > 0 {\n\t\thalf(n, a, b)\n\t\thalf(n, b, a)\n\t}\n}\nfunc half(n int, a, b string) { hanoi(n-1, a, b) }\nhanoi(64, \"a\", \"b\")", `! interrupted\n(! \tcell:\d in (half|hanoi)\n)+`, interruptCell},
	{"deferred calls of a stopped cell", "func tidy() { fmt.Println(\"tidied\") }\nfunc() {\n\tdefer func() { tidy() }()\n\tfor {\n\t}\n}()", `tidied\n! interrupted\n! \tcell:\d in func literal\n! \tcell:6\n`, interruptCell},
	{"a loop that prints", "for { fmt.Println() }", `\n+! interrupted\n! \tcell:1\n`, interruptCell},
	{"a loop that recovers", "func() {\n\tdefer func() { fmt.Println(\"recover sees\", recover()) }()\n\tfor {\n\t}\n}()", `recover sees <nil>\n! interrupted\n! \tcell:\d in func literal\n! \tcell:5\n`, interruptCell},
	{"select {}", "select {}", `! interrupted\n! \tcell:1\n`, interruptCell},
	{"receive from a nil channel", "var none chan int\n<-none", `! interrupted\n! \tcell:2\n`, interruptCell},
	{"receive from an idle channel", "<-make(chan int)", `! interrupted\n! \tcell:1\n`, interruptCell},
	{"send to an idle channel", "make(chan int) <- 1", `! interrupted\n! \tcell:1\n`, interruptCell},
	{"select of idle channels", "select {\ncase <-make(chan int):\ncase make(chan bool) <- true:\n}", `! interrupted\n! \tcell:\d\n`, interruptCell},
	{"a long Sleep", "time.Sleep(time.Hour)", `! interrupted\n! \tcell:1\n`, interruptCell},
	{"a WaitGroup", "var wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()", `! interrupted\n! \tcell:3\n`, interruptCell},
	{"a Mutex", "var mu sync.Mutex\nmu.Lock()\nmu.Lock()", `! interrupted\n! \tcell:3\n`, interruptCell},
	{"a Mutex as a Locker", "var rw sync.RWMutex\nvar lock sync.Locker = &rw\nlock.Lock()\nlock.Lock()", `! interrupted\n! \tcell:4\n`, interruptCell},
	{"a Cond", "var cmu sync.Mutex\ncond := sync.NewCond(&cmu)\ncmu.Lock()\ncond.Wait()", `! interrupted\n! \tcell:4\n`, interruptCell},
	{"a compiled call that does not return", "r, w := io.Pipe()\nr.Read(make([]byte, 1))", `! interrupted inside \(\*io\.PipeReader\)\.Read, which is compiled and cannot be stopped: the cell is left behind in it\n! \tcell:2\n`, interruptCell},
	{"a func value of a cell that is stopped", "func ascending(sign int) func(i, j int) bool {\n\treturn func(i, j int) bool { return sign*two[i] < sign*two[j] }\n}\nless2 := ascending(-1)\nfor {\n}", `! interrupted\n! \tcell:5\n`, interruptCell},
	{"compiled code calls it later", "sort.Slice(two, less2)\ntwo[0] > two[1]", "=> true\n", false},
	{"what it declared is there", "w.CloseWithError(io.EOF)", `(=> <nil>\n)?`, false},

	{"os.Exit", "os.Exit(3)", `! os.Exit\(3\) was called: the cell ends, the session goes on\n`, false},
	{"os.Exit after a variable", "declared := 7\nos.Exit(0)", `! os.Exit\(0\) was called: the cell ends, the session goes on\n`, false},
	{"it has that variable", "declared", "=> 7\n", false},
	{"os.Exit in a goroutine", "go os.Exit(3)\ntime.Sleep(time.Minute)", `! os.Exit\(3\) was called: the cell ends, the session goes on\n`, false},
	{"log.Fatal", "log.SetPrefix(\"pre \")\ndefer log.SetPrefix(\"\") // which os.Exit does not wait for\nlog.Fatal(\"oh\")", `pre \d{4}/\d\d/\d\d \d\d:\d\d:\d\d oh\n! os.Exit\(1\) was called: the cell ends, the session goes on\n`, false},
	{"log.Fatalf", "log.SetPrefix(\"\")\nlog.SetFlags(0)\nlog.Fatalf(\"oh %d\", 1)", `oh 1\n! os.Exit\(1\) was called: the cell ends, the session goes on\n`, false},
	{"flags of the standard logger", "log.SetFlags(log.LstdFlags)", ``, false},
	{"os.Exit as a value", "exits := []func(int){os.Exit}\nexits[0](3)", `! os.Exit\(3\) was called: the cell ends, the session goes on\n`, false},
	{"Fatal of a logger", "log.New(os.Stdout, \"pre \", 0).Fatalf(\"oh %d\", 1)", `pre oh 1\n! os.Exit\(1\) was called: the cell ends, the session goes on\n`, false},
	{"flags that exit", "flag.NewFlagSet(\"set\", flag.ExitOnError).Parse([]string{\"-no\"})", `flag provided but not defined: -no\nUsage of set:\n! os.Exit\(2\) was called: the cell ends, the session goes on\n`, false},
	{"Unlock of an unlocked Mutex", "var unlocked sync.Mutex\ndefer func() { recover() }()\nunlocked.Unlock()", `! fatal error: sync: unlock of unlocked mutex\n! \tcell:3\n`, false},
	{"Unlock of an RWMutex locked for reading", "var reading sync.RWMutex\nreading.RLock()\nreading.Unlock()", `! fatal error: sync: Unlock of unlocked RWMutex\n! \tcell:3\n`, false},
	{"RUnlock of an unlocked RWMutex", "var unread sync.RWMutex\nunread.RUnlock()", `! fatal error: sync: RUnlock of unlocked RWMutex\n! \tcell:2\n`, false},
	{"Wait of a Cond without its lock", "unheld := sync.NewCond(&sync.Mutex{})\nunheld.Wait()", `! fatal error: sync: unlock of unlocked mutex\n! \tcell:2\n`, false},
	{"Wait of a Cond without a lock", "sync.NewCond(nil).Wait()", `! panic: runtime error: invalid memory address or nil pointer dereference\n! \tcell:1\n`, false},
	{"Wait of no WaitGroup", "var noGroup *sync.WaitGroup\nnoGroup.Wait()", `! panic: runtime error: invalid memory address or nil pointer dereference\n! \tcell:2\n`, false},
	{"Goexit by compiled code", "var tt testing.T\ndefer fmt.Println(\"deferred\")\ntt.FailNow()", "deferred\n", false},
	{"a breakpoint", "runtime.Breakpoint()", "", false},
	{"log.Panic", "log.Panic(\"oh\")", `(?s).*! panic: oh\n! \tcell:1\n`, false},
	{"runtime.Goexit as a value", "goexits := []func(){runtime.Goexit}\ndefer fmt.Println(\"deferred\")\ngoexits[0]()", "deferred\n", false},
	{"runtime.Goexit", "defer fmt.Println(\"deferred\")\nruntime.Goexit()\nfmt.Println(\"never\")", "deferred\n", false},

	{"many lines", "for i := range 1_000_000 {\n\tfmt.Println(i)\n}", `(?s)0\n1\n.*999999\n`, false},
	{"a huge slice", "size := 1 << 40\nmake([]byte, size)", `! panic: runtime error: out of memory: 1.1 TB asked for, and .* left of .*\n! \tcell:2\n`, false},
	{"a slice too large for any machine", "size := 1 << 60\nmake([]byte, size)", `! panic: runtime error: makeslice: len out of range\n! \tcell:2\n`, false},
	{"a huge matrix", "mat.NewDense(1_000_000, 1_000_000, nil)", `! panic: runtime error: out of memory: 8.0 TB asked for, and .* left of .*\n! \tcell:1\n`, false},
	{"a huge string", "strings.Repeat(\"x\", 1<<40)", `! panic: runtime error: out of memory: 1.1 TB asked for, and .* left of .*\n! \tcell:1\n`, false},
	{"a slice that doubles", "b := []byte{1}\nfor { b = append(b, b...) }", `! (panic: runtime error|fatal error): out of memory: .*\n! \tcell:2\n`, false},
	{"a string that doubles", "s := \"x\"\nfor { s += s }", `! (panic: runtime error|fatal error): out of memory: .*\n! \tcell:2\n`, false},
	{"a list that grows", "type node struct { next *node; data [1000]int }\nvar list *node\nfor { list = &node{next: list} }", `! fatal error: out of memory: the values of all cells take .*, and may take .*\n! \tcell:3\n`, false},
	{"room is made", "list = nil\nruntime.GC()", ``, false},
	{"more room is made", "b, s = nil, \"\"\nruntime.GC()", ``, false},

	{"concurrent map writes", "shared := map[int]int{}\nfor range 4 {\n\tgo func() {\n\t\tfor i := 0; ; i++ { shared[i%100]++ }\n\t}()\n}\ntime.Sleep(time.Minute)", `! fatal error: concurrent map (writes|read and map write) \(in a goroutine\)\n! \tcell:4 in func literal\n! \tcell:3\n`, false},
	{"a map read while it is written", "read := map[int]int{}\ngo func() {\n\tfor i := 0; ; i++ { read[i%100] = i }\n}()\nfor { _ = read[5] }", `! fatal error: concurrent map (writes|read and map write).*\n(! \tcell:.*\n)+`, false},
	{"a map ranged over while it is written", "ranged := map[int]int{1: 1, 2: 2}\ngo func() {\n\tfor i := 0; ; i++ { ranged[i%100] = i }\n}()\nfor { for range ranged {} }", `! fatal error: concurrent map (writes|iteration and map write).*\n(! \tcell:.*\n)+`, false},

	{"a map that contains itself", "self := map[string]any{}\nself[\"self\"] = self\nfmt.Println(self)", `! panic: a value that contains itself cannot be printed: it has no end\n! \tcell:3\n`, false},
	{"a slice that contains itself", "type nest []nest\nown := nest{nil}\nown[0] = own\nfmt.Printf(\"%v\", own)", `! panic: a value that contains itself cannot be printed: it has no end\n! \tcell:4\n`, false},
	{"a list that goes round", "type ring struct { next *ring; v any }\nround := &ring{}\nround.next = round\nfmt.Println(round) // addresses\nround.v", `&\{0x[0-9a-f]+ <nil>\}\n=> <nil>\n`, false},
	{"panic in a callback", "sort.Slice([]int{2, 1}, func(i, j int) bool { panic(\"oh\") })", `! panic: oh\n! \tcell:1 in func literal\n! \tcell:1\n`, false},
	{"panic in a method called from compiled code", "type bad struct{}\nfunc (bad) Error() string { panic(\"oh\") }\nfmt.Println(bad{})", `(?s)%!v\(PANIC=Error method: oh\)\n`, false},
	{"panic in a method of a heap", "type pile []int\nfunc (pile) Len() int { return 3 }\nfunc (pile) Less(i, j int) bool { panic(\"oh\") }\nfunc (pile) Swap(i, j int) {}\nsort.Sort(pile{})", `! panic: oh\n! \tcell:3 in pile.Less\n! \tcell:5\n`, false},
	{"unlimited goroutines", "for { go func() { select {} }() }", `! (panic: too many goroutines: a cell may run 100000 at a time|fatal error: out of memory: the values of all cells and \d+ goroutines take .*, and may take .*)\n! \tcell:1\n`, false},
	{"endless recursion that defers", "func deferring(n int) int {\n\tdefer func() {}()\n\treturn deferring(n+1) + 1\n}\ndeferring(0)", `(?s)! panic: runtime error: stack overflow: the recursion is too deep\n! \tcell:3 in deferring\n.*`, false},
}

// heavy are the mishaps that take too much for the race detector.
var heavy = []string{"endless recursion", "endless recursion that defers", "many lines", "unlimited goroutines", "a slice that doubles", "a string that doubles", "more room is made"}

// TestSurvival runs cells that would end a program. The variables of the
// session are there after each.
func TestSurvival(t *testing.T) {
	s := interp.New(interp.Options{Packages: bind.Lookup, Paths: bind.Paths, Memory: 1200 << 20})
	defer s.Close()
	ctx := context.Background()
	setup := eval(ctx, s, "setup", `import ("flag"; "fmt"; "io"; "log"; "net/http"; "net/http/httptest"; "os"; "runtime"; "sort"; "strings"; "sync"; "testing"; "time"; "gonum.org/v1/gonum/mat")
kept := map[string]int{"a": 1}
numbers := []int{1, 2, 3}
func handle(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/panic" {
		panic("in a handler")
	}
}
server := httptest.NewServer(http.HandlerFunc(handle))
func intact() bool { return kept["a"] == 1 && len(numbers) == 3 && numbers[2] == 3 }`)
	if setup != "" {
		t.Fatal(setup)
	}
	for _, c := range mishaps {
		if raceDetector && slices.Contains(heavy, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			var watch *time.Timer
			if c.interrupt {
				watch = time.AfterFunc(50*time.Millisecond, s.Interrupt)
				defer watch.Stop()
			}
			got := eval(ctx, s, "cell", c.code)
			if ctx.Err() != nil {
				t.Fatal("it did not end")
			}
			if !regexp.MustCompile(`^(?:` + c.want + `)$`).MatchString(got) {
				t.Errorf("the cell\n%s\nshows\n%s\nwant\n%s", c.code, shortened(got), c.want)
			}
			s.Interrupt() // goroutines that it left
			if got := eval(ctx, s, "after", "intact()"); got != "=> true\n" {
				t.Errorf("afterwards the variables are not as they were: %s", got)
			}
		})
	}
}

func shortened(s string) string {
	if len(s) > 600 {
		return s[:300] + "\n...\n" + s[len(s)-300:]
	}
	return strings.TrimSuffix(s, "\n")
}

// deadlocks are cells that no goroutine can wake, in a session that has called
// nothing that could.
var deadlocks = []struct{ name, code, want string }{
	{"send", "ch := make(chan int)\nch <- 1", "! \tcell:2\n"},
	{"receive", "<-ch", "! \tcell:1\n"},
	{"select {}", "select {}", "! \tcell:1\n"},
	{"a range over a channel nobody closes", "go func() { ch <- 5 }()\nfor v := range ch {\n\tfmt.Println(v)\n}", "! \tcell:2\n"},
	{"two that wait for each other", "a, b := make(chan int), make(chan int)\ngo func() { <-a; b <- 1 }()\n<-b\na <- 1", "! \tcell:3\n"},
	{"a lock", "var mu sync.Mutex\nmu.Lock()\nmu.Lock()", "! \tcell:3\n"},
	{"a WaitGroup", "var wg sync.WaitGroup\nwg.Add(2)\ngo wg.Done()\nwg.Wait()", "! \tcell:4\n"},
}

func TestDeadlock(t *testing.T) {
	s := newSession()
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if got := eval(ctx, s, "setup", `import ("fmt"; "sync"; "time")`); got != "" {
		t.Fatal(got)
	}
	for _, c := range deadlocks {
		const text = "! fatal error: all goroutines are asleep - deadlock!\n"
		if got := eval(ctx, s, "cell", c.code); !strings.HasSuffix(got, text+c.want) {
			t.Errorf("%s: the cell\n%s\nshows\n%s\nwant\n%s%s", c.name, c.code, got, text, c.want)
		}
		s.Interrupt()
	}
	live := "done := make(chan int)\ngo func() { time.Sleep(700 * time.Millisecond); done <- 3 }()\n<-done"
	if got := eval(ctx, s, "cell", live); got != "=> 3\n" {
		t.Errorf("a goroutine that sleeps longer than a deadlock is looked at: got %q, want its value", got)
	}
}

// TestBackground is about the goroutines that a cell leaves running: they are
// counted, and an interrupt or a reset ends them.
func TestBackground(t *testing.T) {
	s := newSession()
	defer s.Close()
	ctx := context.Background()
	start := "import \"time\"\nfor range 3 {\n\tgo func() { for { time.Sleep(time.Millisecond) } }()\n}\ngo func() { select {} }()"
	for _, end := range []struct {
		name string
		do   func()
	}{{"Interrupt", s.Interrupt}, {"Reset", s.Reset}} {
		if got := eval(ctx, s, "cell", start); got != "" {
			t.Fatal(got)
		}
		if n := s.Background(); n != 4 {
			t.Errorf("%d goroutines are said to be left running, want 4", n)
		}
		if got := eval(ctx, s, "cell", "1 == 1"); got != "=> true\n" {
			t.Errorf("a cell beside them shows %s", got)
		}
		end.do()
		for began := time.Now(); s.Background() > 0; {
			if time.Since(began) > 10*time.Second {
				t.Fatalf("%d goroutines are left 10 seconds after %s", s.Background(), end.name)
			}
		}
	}
}
