package exec

// op is what is left of an instruction, or of several: it works on a frame.
type op func(f frame)

// block is what runs without a branch. next gives the block that follows, nil
// at the end, where next itself may be nil; jump is that block where it is always the same.
type block struct {
	ops  []op
	next func(f frame) *block
	jump *block

	// ops once more, for loop
	n             int
	test          bool // there are none, and something follows
	first, second op
	rest          []op
}

// seal ends the making of b.
func (b *block) seal() {
	b.n = len(b.ops)
	b.test = b.n == 0 && b.next != nil
	if b.n > 0 {
		b.first = b.ops[0]
	}
	if b.n > 1 {
		b.second, b.rest = b.ops[1], b.ops[2:]
	}
}

// call runs a frame of b whose parameters are set, for caller or, if that is
// nil, for compiled code.
func (b *body) call(f, caller frame) {
	h := hdr(f)
	h.caller, h.depth = caller, 0
	if caller != nil {
		h.depth = hdr(caller).depth + 1
		if h.depth > int(deepest.Load()) {
			h.th.tooDeep(f)
		}
	}
	loop(f, b.start)
}

func loop(f frame, b *block) {
	for {
		switch b.n { // most blocks are short
		case 0:
		case 1:
			b.first(f)
		case 2:
			b.first(f)
			b.second(f)
		default:
			b.first(f)
			b.second(f)
			for _, o := range b.rest {
				o(f)
			}
		}
		if b.next == nil {
			return
		}
		if b = b.next(f); b == nil {
			return
		}
	}
}
