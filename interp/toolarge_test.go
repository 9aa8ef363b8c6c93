package interp_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// A size that is a constant is looked at as one in a variable is: what there is
// no memory for is an error of the cell. Each cell runs as it stands, in a
// function, and in a goroutine.
func TestTooLarge(t *testing.T) {
	const (
		full   = `panic: runtime error: out of memory: \S+ \SB asked for, and .* left of .*`
		length = `panic: runtime error: makeslice: len out of range`
		frame  = `cell:\d+:\d+: not supported: a function whose values take .*: use a slice, or a pointer to the array`
		space  = `cell:\d+:\d+: not supported: the type .*, which is larger than the address space`
	)
	for _, tt := range []struct{ code, want string }{
		{"x := make([]float64, 60000*60000); _ = x", full},
		{"n := 60000; x := make([]float64, n*n); _ = x", full},
		{"x := make([]int, 1<<40); _ = x", full},
		{"x := make([]byte, 0, 1<<46); _ = x", full},
		{"x := make([]byte, 5, 1<<40); x[0] = 1", full},
		{"x := make([]int, 1<<62); _ = x", length},
		{"x := make([]int, 0, 1<<62); _ = x", `panic: runtime error: makeslice: cap out of range`},
		{"x := make([][1<<40]int, 1<<20); _ = x", length},
		{"x := new([1<<44]byte); _ = x", full},
		{"x := &[1<<44]byte{}; _ = x", full},
		{"x := &[1<<40]byte{5: 1}; _ = x", full},
		{"x := [200000][200000]float64{}; x[1][1] = 1", full},
		{"var x [100000][100000]float64; x[1][2] = 1", full},
		{"type T struct { n int; a [1 << 40]byte }; x := new(T); x.n = 1", full},
		{"type T struct { n int; a [1 << 40]byte }; var x T; x.n = 1", full},
		{"type T struct { n int; a [1 << 40]byte }; x := T{n: 2}; x.n = 1", frame},
		{"type T struct { n int; a [1 << 40]byte }; x := []*T{{n: 1}}; x[0].n = 1", full},
		{"x := [][1<<40]byte{{1}}; x[0][0] = 1", frame},
		{"x := map[string][1<<40]byte{}; x[\"a\"] = [1<<40]byte{}", frame},
		{"x := map[string][1<<40]byte{}; _ = x[\"a\"][0]", frame},
		{"x := map[string][1<<40]byte{\"a\": {}}; _ = x", frame},
		{"x := make(map[int]int, 1<<34); _ = x", full},
		{"x := make(chan int, 1<<34); _ = x", full},
		{"x := make(chan [1<<20]byte, 1); _ = x", `cell:\d+:\d+: not supported: a channel of .*`},
		{"var x any = [1<<40]byte{}; _ = x", frame},
		{"x := [1<<40]byte(make([]byte, 3)); x[0] = 1", frame},
		{"x := func() (r [1<<40]byte) { return }; _ = x()[0]", frame + "|" + full},
		{"var x [1<<62]int; x[0] = 1", space},
		{"var x struct { a, b [1<<46]int }; x.a[0] = 1", space},
		{"x := make([]struct{ a [1<<40]byte }, 8); _ = x", full},
		{"x := make(map[[1<<40]byte]int); _ = x", ""},
		{"x := make([]struct{}, 1<<62); _ = x", ""},
		{"var x [1<<62]struct{}; _ = x", ""},
		{"var x [1<<21]int; x[5] = 1; y := x; y[0] = 2; _ = y", ""},
		{"x := [1<<22]int{5: 1}; p := &x; p[0] = x[5]; *p = [1<<22]int{}; _ = p", ""},
		{"for i := range 3 { var x [1<<20]int; if x[i] != 0 { panic(\"old\") }; x[i]++; x[i+1] = x[i] }", ""},
	} {
		for _, code := range []string{
			tt.code,
			"func f() {\n" + tt.code + "\n}\nf()",
			"func f() {\n" + tt.code + "\n}\ndone := make(chan int)\ngo func() {\n\tf()\n\tclose(done)\n}()\n<-done",
		} {
			tooLarge(t, code, tt.want)
		}
	}
}

func tooLarge(t *testing.T, code, want string) {
	s := interp.New(interp.Options{Packages: bind.Lookup, Memory: 1 << 30})
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	got := ""
	if _, err := show(ctx, s, "cell", code); err != nil {
		got = err.Error()
	}
	if !regexp.MustCompile(`^(` + want + `)( \(in a goroutine\))?(\n\tcell:\d+.*)*$`).MatchString(got) {
		t.Errorf("the cell\n%s\ngot  %s\nwant %s", code, got, want)
	}
	if got := eval(ctx, s, "after", "20 + 22"); got != "=> 42\n" {
		t.Errorf("after the cell\n%s\nthe next one shows %s", code, got)
	}
}
