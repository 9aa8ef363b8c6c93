package interp_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// randomProgram writes functions of nested loops and branches over ints, floats
// and slices, and a main that prints what they return. It always ends: loops
// count, and indices are taken modulo the length.
type randomProgram struct {
	rng  *rand.Rand
	text strings.Builder
	loop int
}

func (p *randomProgram) pick(s ...string) string { return s[p.rng.IntN(len(s))] }

func (p *randomProgram) int(depth int) string {
	switch p.rng.IntN(8 - min(depth, 4)) {
	case 0, 1:
		return p.pick("a", "b", "c", "i")
	case 2:
		return fmt.Sprintf("(%d)", p.rng.IntN(9)-4)
	case 3:
		return "(int(" + p.pick("x", "y", "z") + "*" + p.float(depth+1) + ")&1023)"
	case 4:
		return "(" + p.int(depth+1) + p.pick("%", "&") + fmt.Sprint(1+p.rng.IntN(7)) + ")"
	case 5:
		return "n[" + p.index(depth+1) + "]"
	}
	return "(" + p.int(depth+1) + p.pick("+", "-", "*", "|", "^") + p.int(depth+1) + ")"
}

func (p *randomProgram) index(depth int) string {
	return "uint(" + p.pick("a", "b", "c", "i") + "+" + p.int(depth) + ")%4"
}

func (p *randomProgram) float(depth int) string {
	switch p.rng.IntN(7 - min(depth, 4)) {
	case 0, 1:
		return p.pick("x", "y", "z")
	case 2:
		return fmt.Sprintf("(%.2f)", p.rng.Float64()*4-2)
	case 3:
		return p.pick("f", "global", "st.f") + "[" + p.index(depth+1) + "]"
	case 4:
		return "float64(" + p.int(depth+1) + ")"
	}
	return "(" + p.float(depth+1) + p.pick("+", "-", "*") + p.float(depth+1) + ")"
}

func (p *randomProgram) condition() string {
	if p.rng.IntN(2) == 0 {
		return p.int(2) + p.pick("<", "<=", ">", "==", "!=") + p.int(2)
	}
	return p.float(2) + p.pick("<", ">=", ">") + p.float(2)
}

func (p *randomProgram) statement(depth int) {
	w := func(format string, args ...any) {
		fmt.Fprintf(&p.text, strings.Repeat("\t", depth)+format+"\n", args...)
	}
	kind := p.rng.IntN(10)
	if depth > 3 {
		kind = p.rng.IntN(7)
	}
	switch kind {
	case 0, 1:
		w("%s %s %s", p.pick("a", "b", "c"), p.pick("=", "+=", "-="), p.int(0))
	case 2:
		w("%s %s %s", p.pick("x", "y", "z"), p.pick("=", "+=", "-="), p.float(0))
	case 3:
		w("%s[%s] %s %s", p.pick("f", "global", "st.f"), p.index(1), p.pick("=", "+=", "*="), p.float(0))
	case 4:
		w("n[%s] %s %s", p.index(1), p.pick("=", "+="), p.int(0))
	case 5:
		w("a, b, c = %s, %s, %s", p.pick("b", "c", p.int(1)), p.pick("a", "c"), p.pick("a", "b", p.int(1)))
	case 6:
		w("x, y = y, x+%s", p.float(1))
	case 7:
		w("if %s {", p.condition())
		p.block(depth + 1)
		w("} else {")
		p.block(depth + 1)
		w("}")
	default:
		p.loop++
		v := fmt.Sprintf("k%d", p.loop)
		w("for %s := 0; %s < %d; %s++ {", v, v, 2+p.rng.IntN(4), v)
		w("\ti := i + %s", v)
		w("\t_ = i")
		p.block(depth + 1)
		if p.rng.IntN(3) == 0 {
			w("\tif %s { %s }", p.condition(), p.pick("break", "continue"))
		}
		w("}")
	}
}

func (p *randomProgram) block(depth int) {
	for range 1 + p.rng.IntN(4) {
		p.statement(depth)
	}
}

func (p *randomProgram) String() string {
	p.text.WriteString("package main\n\nimport \"fmt\"\n\nvar global = []float64{1, 2, 3, 4}\n\ntype box struct{ f []float64 }\n\n")
	const functions = 60
	for k := range functions {
		fmt.Fprintf(&p.text, "func f%d(i, a int, x float64, f []float64, st *box) (int, float64, string) {\n", k)
		p.text.WriteString("\tb, c, y, z, n := 1, 2, 0.5, -1.5, []int{3, 1, 4, 1}\n")
		p.block(1)
		p.text.WriteString("\treturn a - b*c, x + y - z, fmt.Sprint(n, f, global, st.f)\n}\n\n")
	}
	p.text.WriteString("func main() {\n")
	for k := range functions {
		fmt.Fprintf(&p.text, "\tfmt.Println(f%d(%d, %d, %.1f, []float64{1, -1, 2, -2}, &box{[]float64{5, 6, 7, 8}}))\n", k, k%3, k%5, float64(k)/4)
	}
	p.text.WriteString("}\n")
	return p.text.String()
}

// TestRandomPrograms holds the interpreter against the compiler with programs
// that nobody would write: what the engine folds, moves and puts in shared slots
// must not show.
func TestRandomPrograms(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	const programs = 4
	for seed := range uint64(programs) {
		p := &randomProgram{rng: rand.New(rand.NewPCG(seed, 1))}
		text := p.String()
		file := filepath.Join(t.TempDir(), "program.go")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		want, err := exec.Command("go", "run", file).CombinedOutput()
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, want)
		}
		got := strings.Split(runProgram(text), "\n")
		for i, line := range strings.Split(string(want), "\n") {
			if i >= len(got) || got[i] != line {
				t.Errorf("seed %d, f%d: got %q, want %q", seed, i, at(got, i), line)
			}
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
