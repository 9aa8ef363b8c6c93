package dlfs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// SaveONNX writes a network to a file in the ONNX format, by which it runs in
// other programs, on a phone or in a browser (section 7.5; the format is not in
// the book). The file is complete or, after an error, as it was before. See
// [WriteONNX].
func SaveONNX(path string, n *Network) error {
	var b bytes.Buffer
	if err := WriteONNX(&b, n); err != nil {
		return err
	}
	if err := atomicfile.Write(path, b.Bytes()); err != nil {
		return fmt.Errorf("dlfs: SaveONNX: %w", err)
	}
	return nil
}

// WriteONNX writes a network in the ONNX format, for inference in single
// precision (section 7.5). It has the input x, N×D for any N, rows as for
// Predict, and the output scores, N×M as Predict gives them. With a
// [SoftmaxWithLoss] or [SigmoidWithLoss] there is the output probabilities, too.
//
// All layers of this package can be written; there is an error that names the
// layer if one is of another type, or a weight is too great for single
// precision.
//
// Reference: ONNX, Open Neural Network Exchange, operator set 13.
func WriteONNX(w io.Writer, n *Network) error {
	n.enter("WriteONNX")
	defer n.leave()
	e := &onnx{values: map[string]bool{"x": true, "scores": true, "probabilities": true}, at: "x"}
	err := e.layers(n.Layers)
	if err == nil {
		err = e.err
	}
	if err != nil {
		return fmt.Errorf("dlfs: WriteONNX: %w", err)
	}
	e.flat()
	e.node("Identity", []string{e.at}, "scores")
	outputs := []string{"scores"}
	switch n.LastLayer.(type) {
	case *SoftmaxWithLoss:
		e.node("Softmax", []string{"scores"}, "probabilities", intAttribute("axis", 1))
		outputs = append(outputs, "probabilities")
	case *SigmoidWithLoss:
		e.node("Sigmoid", []string{"scores"}, "probabilities")
		outputs = append(outputs, "probabilities")
	}
	if _, err := w.Write(e.model(outputs)); err != nil {
		return fmt.Errorf("dlfs: WriteONNX: %w", err)
	}
	return nil
}

// The operator set, and the version of the file format that came with it.
const (
	onnxOperators = 13
	onnxFormat    = 7
)

// The types of numbers in the format.
const (
	onnxFloat = 1
	onnxInt64 = 7
)

// onnx is a graph in the making.
type onnx struct {
	nodes, tensors []byte // fields of a GraphProto
	values         map[string]bool
	at             string // the value that the next layer gets
	images         Shape  // of it, if it has four dimensions
	width, in      int    // its columns, and those of x; 0: not known
	err            error
}

// layers adds layers.
func (e *onnx) layers(s Sequential) error {
	for i, l := range s {
		if err := e.layer(l); err != nil {
			return fmt.Errorf("layer %d, %T: %w", i, l, err)
		}
	}
	return nil
}

func (e *onnx) layer(l Layer) error {
	switch l := l.(type) {
	case Sequential:
		return e.layers(l)
	case *Frozen:
		return e.layers(l.net.Layers)
	case *Affine:
		return e.affine(l)
	case *Convolution:
		return e.convolution(l)
	case *MaxPooling:
		if err := e.take(l.In); err != nil {
			return err
		}
		e.op("MaxPool", nil, windowAttributes(l.Window)...)
		e.images = l.Output()
		e.width = e.images.Size()
	case *BatchNorm:
		return e.norm(l)
	case *ReLU:
		e.op("Relu", nil)
	case *Sigmoid:
		e.op("Sigmoid", nil)
	case *Tanh:
		e.op("Tanh", nil)
	case *Dropout:
		stays := mat.NewDense(1, 1, []float64{1 - l.Ratio})
		e.op("Mul", []string{e.floats("stays", stays, nil)})
	default:
		return fmt.Errorf("only layers of this package can be written")
	}
	return nil
}

// columns notes that the next layer takes d columns.
func (e *onnx) columns(d int) error {
	switch {
	case e.width == 0 && e.in == 0:
		e.in = d
	case e.width != 0 && e.width != d:
		return fmt.Errorf("it takes %d columns and gets %d", d, e.width)
	}
	e.width = d
	return nil
}

func (e *onnx) affine(l *Affine) error {
	d, m := l.W.Value.Dims()
	if err := e.columns(d); err != nil {
		return err
	}
	e.flat()
	e.op("Gemm", []string{e.floats(l.W.Name, l.W.Value, []int{d, m}), e.floats(l.B.Name, l.B.Value, []int{m})})
	e.width = m
	return nil
}

func (e *onnx) convolution(l *Convolution) error {
	if err := e.take(l.In); err != nil {
		return err
	}
	out := l.Output()
	w := e.floats(l.W.Name, l.W.Value, []int{out.C, l.In.C, l.Window.H, l.Window.W})
	e.op("Conv", []string{w, e.floats(l.B.Name, l.B.Value, []int{out.C})}, windowAttributes(l.Window)...)
	e.images, e.width = out, out.Size()
	return nil
}

// norm adds a BatchNorm: over columns or, with Channels, over images, of which
// it does not matter how their pixels lie.
func (e *onnx) norm(l *BatchNorm) error {
	_, d := l.Gamma.Value.Dims()
	before := e.images
	if l.Channels == 0 {
		if err := e.columns(d); err != nil {
			return err
		}
		e.flat()
	} else if before.C != d {
		e.reshape(0, d, -1) // 0 is N, as it is
	}
	var inputs []string
	for _, p := range []*Param{l.Gamma, l.Beta, l.Mean, l.Variance} {
		inputs = append(inputs, e.floats(p.Name, p.Value, []int{d}))
	}
	e.op("BatchNormalization", inputs, floatAttribute("epsilon", batchNormEpsilon))
	if l.Channels != 0 && before.C != d {
		e.images = Shape{}
		e.reshape(0, -1)
	}
	return nil
}

// take brings the value into the shape of images.
func (e *onnx) take(s Shape) error {
	if err := e.columns(s.Size()); err != nil {
		return err
	}
	if e.images != s {
		e.reshape(-1, s.C, s.H, s.W)
		e.images = s
	}
	return nil
}

// flat brings images into rows.
func (e *onnx) flat() {
	if e.images != (Shape{}) {
		e.reshape(-1, e.width)
		e.images = Shape{}
	}
}

func (e *onnx) reshape(dims ...int) {
	raw := make([]byte, 0, 8*len(dims))
	for _, d := range dims {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(int64(d)))
	}
	e.op("Reshape", []string{e.tensor("shape", onnxInt64, []int{len(dims)}, raw)})
}

// op adds an operator that takes the value and others, and gives the next.
func (e *onnx) op(kind string, others []string, attributes ...[]byte) {
	to := e.name("y")
	e.node(kind, append([]string{e.at}, others...), to, attributes...)
	e.at = to
}

// name returns a name that is not yet in use.
func (e *onnx) name(base string) string {
	name := base
	for k := 1; e.values[name]; k++ {
		name = base + "_" + strconv.Itoa(k)
	}
	e.values[name] = true
	return name
}

// floats adds numbers of a shape, row by row, and returns their name.
func (e *onnx) floats(name string, m *mat.Dense, shape []int) string {
	var raw []byte
	r, _ := m.Dims()
	for i := range r {
		for _, v := range m.RawRowView(i) {
			if DTypeFloat32.infinite(v) && e.err == nil {
				e.err = fmt.Errorf("%s has the number %g, too great for single precision", name, v)
			}
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(v)))
		}
	}
	return e.tensor(name, onnxFloat, shape, raw)
}
