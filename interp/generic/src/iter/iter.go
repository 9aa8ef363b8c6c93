// Package iter is the standard library's, as the interpreter runs it.
package iter

// Seq is an iterator over single values.
type Seq[V any] func(yield func(V) bool)

// Seq2 is an iterator over pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// goexit is runtime.Goexit. Package runtime itself imports this one.
func goexit()

// Pull turns seq around: the caller asks for the values.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	p := &pull[V, struct{}]{name: "iter.Pull"}
	p.seq = func() { seq(func(v V) bool { return p.yield(v, struct{}{}) }) }
	return func() (V, bool) {
		v, _, ok := p.next()
		return v, ok
	}, p.stop
}

// Pull2 turns seq around: the caller asks for the pairs.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	p := &pull[K, V]{name: "iter.Pull2"}
	p.seq = func() { seq(p.yield) }
	return p.next, p.stop
}

// pull is an iterator that runs in a goroutine of its own, in turns with the
// one that asks for its values.
type pull[K, V any] struct {
	name     string
	seq      func()
	asked    bool // for a value that has not come yet
	done     bool
	k        K
	v        V
	ok       bool
	resume   chan struct{} // nil until the goroutine runs
	back     chan struct{}
	panicked any
	exited   bool // by runtime.Goexit
}

func (p *pull[K, V]) next() (k K, v V, ok bool) {
	if p.done {
		return k, v, false
	}
	if p.asked {
		panic(p.name + ": next called again before yield")
	}
	p.asked = true
	p.step()
	return p.k, p.v, p.ok
}

func (p *pull[K, V]) stop() {
	if p.done {
		return
	}
	p.done = true
	if p.resume != nil {
		p.step()
	}
}

func (p *pull[K, V]) yield(k K, v V) bool {
	if p.done {
		return false
	}
	if !p.asked {
		panic(p.name + ": yield called again before next")
	}
	p.asked = false
	p.k, p.v, p.ok = k, v, true
	p.back <- struct{}{}
	<-p.resume
	return !p.done
}

// step lets the iterator run until it has a value or ends, and fails as it
// does.
func (p *pull[K, V]) step() {
	if p.resume == nil {
		p.resume, p.back = make(chan struct{}), make(chan struct{})
		go p.run()
	} else {
		p.resume <- struct{}{}
	}
	<-p.back
	if p.panicked != nil {
		panic(p.panicked)
	}
	if p.exited {
		goexit()
	}
}

func (p *pull[K, V]) run() {
	returned := false
	defer func() {
		p.panicked = recover()
		p.exited = !returned && p.panicked == nil
		p.done = true
		close(p.back)
	}()
	p.seq()
	var none pull[K, V]
	p.k, p.v, p.ok = none.k, none.v, false
	returned = true
}
