package site

import (
	"encoding/xml"
	"io"
	"strings"
)

// tight takes away the spaces of a sign after a bracket and before the mark
// between rows, and the invisible sign between a function and its argument:
// exp(x), but log y.
var tight = strings.NewReplacer("( ", "(", "\u2061(", "(", "\u2061", " ", "{ ", "{", " ;", ";")

// A mathNode is an element of MathML, or the text in one.
type mathNode struct {
	name, text string
	prefix     bool // a sign
	children   []*mathNode
}

// mathText writes a formula in one line of plain text, as one would type it:
// 10^(−4), e_k/S^2. It returns "" for what is not XML.
func mathText(mathML string) string {
	d := xml.NewDecoder(strings.NewReader(mathML))
	d.Strict = false
	root := &mathNode{}
	open := []*mathNode{root}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return strings.Join(strings.Fields(tight.Replace(root.String())), " ")
		}
		if err != nil {
			return ""
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &mathNode{name: t.Name.Local}
			for _, a := range t.Attr {
				n.prefix = n.prefix || a.Name.Local == "form" && a.Value == "prefix"
			}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &mathNode{text: string(t)})
		}
	}
}

// part returns a child, in brackets if it holds one of some characters.
func (n *mathNode) part(i int, any string) string {
	if i >= len(n.children) {
		return ""
	}
	s := n.children[i].String()
	if strings.ContainsAny(s, any) {
		return "(" + s + ")"
	}
	return s
}

func (n *mathNode) String() string {
	part := func(i int) string { return n.part(i, " +−⋅×/=,_^") }
	switch n.name {
	case "mfrac":
		return n.part(0, " +−⋅×/=,") + "/" + n.part(1, " +−⋅×/=,")
	case "mover":
		if len(n.children) > 1 && n.children[1].String() == "^" {
			return part(0) + "\u0302"
		}
		return part(0) + "^" + part(1)
	case "msup":
		return part(0) + "^" + part(1)
	case "msub", "munder":
		return part(0) + "_" + part(1)
	case "msubsup", "munderover":
		return part(0) + "_" + part(1) + "^" + part(2)
	case "msqrt":
		return "√" + part(0)
	case "mspace":
		return " "
	}
	var b strings.Builder
	b.WriteString(n.text)
	for i, c := range n.children {
		s := c.String()
		if i == 0 {
			s = strings.TrimPrefix(s, " ") // a sign
			if c.name == "mo" {
				s = strings.TrimSuffix(s, " ")
			}
		}
		b.WriteString(s)
	}
	return n.spaced(b.String())
}

// spaced puts spaces around a relation and an operator, and after a comma, a
// cell of a table and a row.
func (n *mathNode) spaced(s string) string {
	switch {
	case n.name == "mtd", n.name == "mo" && s == ",":
		return s + " "
	case n.name == "mtr":
		return s + "; "
	case n.name == "mo" && !n.prefix && strings.Contains("+−=≈≤≥<>→←∈×⋅⊙", s):
		return " " + s + " "
	}
	return s
}
