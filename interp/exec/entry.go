package exec

// The way from compiled into interpreted code, for the signatures that
// border.go tells of; any other comes through closure.handle.

// typedClosure is a func value that compiled code calls without reflect. It is
// laid out as the compiler lays out a function literal that captures one
// pointer.
type typedClosure struct {
	code uintptr
	self *closure
}

// entries make such func values, by signature.
var entries map[string]func(cl *closure) ptr

func makeEntries() map[string]func(cl *closure) ptr {
	return map[string]func(cl *closure) ptr{
		":": func(cl *closure) ptr {
			fn := func() { th, nf := cl.begin(); cl.end(th, nf) }
			return *(*ptr)(ptr(&fn))
		},
		"f:f": func(cl *closure) ptr {
			fn := func(x float64) float64 {
				th, nf := cl.enter()
				p := cl.c.sig.params
				*at[float64](nf, p[0].off) = x
				th.fromOutside(hdr(nf).body, nf)
				r := *at[float64](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		"iif:f": func(cl *closure) ptr {
			fn := func(i, j int, v float64) float64 {
				th, nf := cl.enter()
				p := cl.c.sig.params
				*at[int](nf, p[0].off), *at[int](nf, p[1].off), *at[float64](nf, p[2].off) = i, j, v
				th.fromOutside(hdr(nf).body, nf)
				r := *at[float64](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		"ii:b": func(cl *closure) ptr {
			fn := func(i, j int) bool {
				th, nf := cl.enter()
				p := cl.c.sig.params
				*at[int](nf, p[0].off), *at[int](nf, p[1].off) = i, j
				th.fromOutside(hdr(nf).body, nf)
				r := *at[bool](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		"i:b": func(cl *closure) ptr {
			fn := func(i int) bool {
				th, nf := cl.enter()
				*at[int](nf, cl.c.sig.params[0].off) = i
				th.fromOutside(hdr(nf).body, nf)
				r := *at[bool](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		"ip:b": func(cl *closure) ptr { // yield of display.Range
			fn := func(i int, q ptr) bool {
				th, nf := cl.enter()
				p := cl.c.sig.params
				*at[int](nf, p[0].off), *at[ptr](nf, p[1].off) = i, q
				th.fromOutside(hdr(nf).body, nf)
				r := *at[bool](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		":f": func(cl *closure) ptr {
			fn := func() float64 {
				th, nf := cl.begin()
				r := *at[float64](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
		"p:p": func(cl *closure) ptr {
			fn := func(x ptr) ptr {
				th, nf := cl.enter()
				*at[ptr](nf, cl.c.sig.params[0].off) = x
				th.fromOutside(hdr(nf).body, nf)
				r := *at[ptr](nf, cl.c.sig.results[0].off)
				cl.end(th, nf)
				return r
			}
			return *(*ptr)(ptr(&fn))
		},
	}
}

// entryCodes are the code addresses of the func values that entries make.
var entryCodes = map[uintptr]bool{}

func init() {
	entries = makeEntries()
	for _, make := range entries {
		entryCodes[(*typedClosure)(make(&closure{})).code] = true
	}
}

// enter begins a call from compiled code.
func (cl *closure) enter() (*Thread, frame) {
	run := cl.c.m.owner(cl.run)
	run.enterable()
	th := run.thread()
	nf := th.enter(cl.c.compiled())
	if cl.free != nil {
		cl.c.setFree(nf, cl.free)
	}
	return th, nf
}

// begin is enter for a function without parameters, which it calls.
func (cl *closure) begin() (*Thread, frame) {
	th, nf := cl.enter()
	th.fromOutside(hdr(nf).body, nf)
	return th, nf
}

// end ends a call from compiled code.
func (cl *closure) end(th *Thread, nf frame) {
	leave(nf)
	th.run.threads.Put(th)
}
