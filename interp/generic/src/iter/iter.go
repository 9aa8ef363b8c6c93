// Package iter is the standard library's, as the interpreter runs it.
package iter

// Seq is an iterator over single values.
type Seq[V any] func(yield func(V) bool)

// Seq2 is an iterator over pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// Pull turns seq around: the caller asks for the values.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	next2, stop := Pull2(func(yield func(V, struct{}) bool) {
		seq(func(v V) bool { return yield(v, struct{}{}) })
	})
	return func() (V, bool) {
		v, _, ok := next2()
		return v, ok
	}, stop
}

type pair[K, V any] struct {
	k  K
	v  V
	ok bool
}

// Pull2 turns seq around: the caller asks for the pairs. The iterator runs in
// a goroutine of its own, one step at a time.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var (
		ask      = make(chan bool) // true for the next pair, false to stop
		give     = make(chan pair[K, V])
		started  bool
		done     bool
		panicked any
	)
	run := func() {
		defer close(give)
		defer func() { panicked = recover() }()
		if !<-ask {
			return
		}
		seq(func(k K, v V) bool {
			give <- pair[K, V]{k, v, true}
			return <-ask
		})
	}
	request := func(more bool) (p pair[K, V]) {
		if !started {
			started = true
			go run()
		}
		ask <- more
		p = <-give
		if !p.ok {
			done = true
			if panicked != nil {
				panic(panicked)
			}
		}
		return p
	}
	next = func() (K, V, bool) {
		if done {
			var p pair[K, V]
			return p.k, p.v, false
		}
		p := request(true)
		return p.k, p.v, p.ok
	}
	stop = func() {
		if done {
			return
		}
		if !started {
			done = true
			return
		}
		request(false)
		done = true
	}
	return next, stop
}
