package dlfs

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A part is a layer as a network knew it when it last named the parameters.
type part struct {
	layer         Layer
	w, b          *Param   // of a layer of this package, to compare without new memory
	params, state []*Param // of others
}

func partOf(l Layer) part {
	p := part{layer: l}
	switch l := l.(type) {
	case *Affine:
		p.w, p.b = l.W, l.B
	case *Convolution:
		p.w, p.b = l.W, l.B
	default:
		p.params, p.state = learned(l), remembered(l)
	}
	return p
}

// same reports whether l is still the layer of the part, with its parameters.
func (p part) same(l Layer) bool {
	switch l := l.(type) {
	case *Affine:
		return p.layer == Layer(l) && p.w == l.W && p.b == l.B
	case *Convolution:
		return p.layer == Layer(l) && p.w == l.W && p.b == l.B
	case *ReLU, *Sigmoid, *Tanh, *MaxPooling, *Dropout:
		return p.layer == l
	}
	return sameLayer(p.layer, l) && slices.Equal(p.params, learned(l)) && slices.Equal(p.state, remembered(l))
}

// sameLayer compares two layers as far as they have an identity: of a struct
// with a slice in it only the type counts.
func sameLayer(a, b Layer) bool {
	v, w := reflect.ValueOf(a), reflect.ValueOf(b)
	return v.Type() == w.Type() && (!v.Comparable() || !w.Comparable() || a == b)
}

func learned(l Layer) []*Param {
	if l, ok := l.(Parameterized); ok {
		return l.Params()
	}
	return nil
}

func remembered(l Layer) []*Param {
	if l, ok := l.(Stateful); ok {
		return l.State()
	}
	return nil
}

// follow names the parameters of Layers, if these are not what they were.
func (n *Network) follow() {
	if at, same := matches(n.parts, n.Layers, 0); same && at == len(n.parts) && n.params != nil {
		return
	}
	checkOwn(n.Layers)
	n.parts = nil
	for _, l := range n.Layers.leaves() {
		n.parts = append(n.parts, partOf(l))
	}
	n.params = append([]*Param{}, n.Layers.Params()...)
	number(append(slices.Clone(n.params), n.Layers.State()...))
}

// matches compares the layers with parts from at on, and returns where they end.
func matches(parts []part, layers Sequential, at int) (end int, same bool) {
	for _, l := range layers {
		if inner, ok := l.(Sequential); ok {
			if at, same = matches(parts, inner, at); !same {
				return at, false
			}
			continue
		}
		if at == len(parts) || !parts[at].same(l) {
			return at, false
		}
		at++
	}
	return at, true
}

// number gives each parameter the number that its name has come up with so far:
// the second W becomes W2. Those that a network has named before keep their
// names, which the others avoid.
func number(params []*Param) {
	count, taken := map[string]int{}, map[string]bool{}
	for _, p := range params {
		if p.named {
			taken[p.Name] = true
		}
	}
	for _, p := range params {
		base := baseName(p.Name)
		count[base]++
		if p.named {
			continue
		}
		for taken[base+strconv.Itoa(count[base])] {
			count[base]++
		}
		p.Name, p.named = base+strconv.Itoa(count[base]), true
		taken[p.Name] = true
	}
}

// baseName is a name without its number.
func baseName(name string) string { return strings.TrimRight(name, "0123456789") }

// distinct returns parameters that all have names of their own: itself, but for
// layers of two networks that have each named a W1. The second then gets the
// next number, in a copy that shares the values.
func distinct(params []*Param) []*Param {
	names := map[string]bool{}
	for _, p := range params {
		names[p.Name] = true
	}
	if len(names) == len(params) {
		return params
	}
	out, used := slices.Clone(params), map[string]bool{}
	for i, p := range params {
		name := p.Name
		for k := 1; used[name]; k++ {
			if next := baseName(p.Name) + strconv.Itoa(k); !names[next] {
				name = next
			}
		}
		if name != p.Name {
			view := *p
			view.Name = name
			out[i] = &view
		}
		used[name] = true
	}
	return out
}

// repeated returns a name that two parameters have, or "".
func repeated(params []*Param) string {
	names := map[string]bool{}
	for _, p := range params {
		if names[p.Name] {
			return p.Name
		}
		names[p.Name] = true
	}
	return ""
}
