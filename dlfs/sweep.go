package dlfs

import (
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/par"
)

// A rule changes numbers of a parameter by their gradients; a and b are what
// it keeps for each number, as far as it keeps something. Several calls, for
// numbers that do not overlap, may run at the same time.
type rule interface {
	change(value, grad, a, b []float64)
}

// memory is what an optimizer keeps for each parameter.
type memory map[*Param][]float64

// each applies the rule to every parameter. Each number has so many others in
// memory, 0 at first.
func (m *memory) each(name string, params []*Param, numbers int, r rule) {
	for _, p := range params {
		checkGrad(name, p)
		rows, cols := p.Value.Dims()
		kept := m.of(p, numbers)
		apply(r, p, kept[:rows*cols], kept[rows*cols:])
	}
}

// of returns what is kept for a parameter, so many numbers for each of its own.
func (m *memory) of(p *Param, numbers int) []float64 {
	if *m == nil {
		*m = memory{}
	}
	rows, cols := p.Value.Dims()
	if size := rows * cols * numbers; len((*m)[p]) != size {
		(*m)[p] = make([]float64, size)
	}
	return (*m)[p]
}

// state is what is kept as parameters with names of their own.
func (m *memory) state(params []*Param, names ...string) []*Param {
	var all []*Param
	for i, p := range distinct(params) {
		rows, cols := p.Value.Dims()
		kept := m.of(params[i], len(names))
		for k, name := range names {
			v := mat.NewDense(rows, cols, kept[k*rows*cols:][:rows*cols])
			all = append(all, &Param{Name: p.Name + "." + name, Value: v})
		}
	}
	return all
}

func checkGrad(name string, p *Param) {
	if p.Grad == nil {
		panicf("%s.Update: %s has no gradient", name, p.Name)
	}
	r, c := p.Value.Dims()
	if gr, gc := p.Grad.Dims(); gr != r || gc != c {
		panicf("%s.Update: the gradient of %s is %d×%d, want %d×%d", name, p.Name, gr, gc, r, c)
	}
}

// apply changes a parameter: all of it at once if the rows of its matrices
// follow each other.
func apply(r rule, p *Param, a, b []float64) {
	value, grad := p.Value.RawMatrix(), p.Grad.RawMatrix()
	n := value.Cols
	if value.Stride == n && grad.Stride == n {
		size := value.Rows * n
		sweepOver(r, value.Data[:size], grad.Data[:size], a, b)
		return
	}
	for i := range value.Rows {
		r.change(p.Value.RawRowView(i), p.Grad.RawRowView(i), cut(a, i*n, (i+1)*n), cut(b, i*n, (i+1)*n))
	}
}

// cut returns x[lo:hi], or nothing of nothing.
func cut(x []float64, lo, hi int) []float64 {
	if len(x) == 0 {
		return nil
	}
	return x[lo:hi]
}

// A sweep is a rule on its way through the numbers of a parameter, on all
// cores.
type sweep struct {
	rule              rule
	value, grad, a, b []float64
	part              func(i int)
}

// sweepSize is how many numbers are changed by one call.
const sweepSize = 1 << 13

var sweeps = sync.Pool{New: func() any {
	s := &sweep{}
	s.part = func(i int) {
		lo, hi := i*sweepSize, min((i+1)*sweepSize, len(s.value))
		s.rule.change(s.value[lo:hi], s.grad[lo:hi], cut(s.a, lo, hi), cut(s.b, lo, hi))
	}
	return s
}}

func sweepOver(r rule, value, grad, a, b []float64) {
	s := sweeps.Get().(*sweep)
	s.rule, s.value, s.grad, s.a, s.b = r, value, grad, a, b
	par.Do((len(value)+sweepSize-1)/sweepSize, s.part)
	s.rule, s.value, s.grad, s.a, s.b = nil, nil, nil, nil, nil
	sweeps.Put(s)
}
