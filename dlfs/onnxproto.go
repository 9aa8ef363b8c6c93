package dlfs

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of ONNX that a network needs, field by field.
//
// Reference: onnx.proto of ONNX, whose numbers of fields these are.

func textField(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func bytesField(b []byte, field protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), v)
}

func intField(b []byte, field protowire.Number, v int) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(int64(v)))
}

// node adds a NodeProto.
func (e *onnx) node(kind string, inputs []string, output string, attributes ...[]byte) {
	var b []byte
	for _, in := range inputs {
		b = textField(b, 1, in)
	}
	b = textField(b, 2, output)
	b = textField(b, 4, kind)
	for _, a := range attributes {
		b = bytesField(b, 5, a)
	}
	e.nodes = bytesField(e.nodes, 1, b)
}

// tensor adds a TensorProto and returns its name.
func (e *onnx) tensor(base string, kind int, shape []int, raw []byte) string {
	name := e.name(base)
	var b []byte
	for _, d := range shape {
		b = intField(b, 1, d)
	}
	b = intField(b, 2, kind)
	b = textField(b, 8, name)
	b = bytesField(b, 9, raw)
	e.tensors = bytesField(e.tensors, 5, b)
	return name
}

// The kinds of an AttributeProto.
const (
	attributeFloat = 1
	attributeInt   = 2
	attributeInts  = 7
)

func intAttribute(name string, v int) []byte {
	return intField(intField(textField(nil, 1, name), 3, v), 20, attributeInt)
}

func intsAttribute(name string, values ...int) []byte {
	b := textField(nil, 1, name)
	for _, v := range values {
		b = intField(b, 8, v)
	}
	return intField(b, 20, attributeInts)
}

func floatAttribute(name string, v float64) []byte {
	b := protowire.AppendTag(textField(nil, 1, name), 2, protowire.Fixed32Type)
	return intField(protowire.AppendFixed32(b, math.Float32bits(float32(v))), 20, attributeFloat)
}

// windowAttributes say how a filter or a pooling moves.
func windowAttributes(w Window) [][]byte {
	return [][]byte{
		intsAttribute("kernel_shape", w.H, w.W),
		intsAttribute("strides", w.stride(), w.stride()),
		intsAttribute("pads", w.Pad, w.Pad, w.Pad, w.Pad),
	}
}

// value is a ValueInfoProto: floats, N×columns. Without columns, these are not
// said.
func value(name string, columns int) []byte {
	shape := bytesField(nil, 1, textField(nil, 2, "N"))
	if columns > 0 {
		shape = bytesField(shape, 1, intField(nil, 1, columns))
	} else {
		shape = bytesField(shape, 1, textField(nil, 2, "D"))
	}
	tensor := bytesField(intField(nil, 1, onnxFloat), 2, shape)
	return bytesField(textField(nil, 1, name), 2, bytesField(nil, 1, tensor))
}

// model is the ModelProto of all that was added.
func (e *onnx) model(outputs []string) []byte {
	graph := textField(e.nodes, 2, "network")
	graph = append(graph, e.tensors...)
	graph = bytesField(graph, 11, value("x", e.in))
	for _, name := range outputs {
		graph = bytesField(graph, 12, value(name, e.width))
	}
	b := intField(nil, 1, onnxFormat)
	b = textField(b, 2, "dlfs")
	b = bytesField(b, 7, graph)
	return bytesField(b, 8, intField(nil, 2, onnxOperators))
}
