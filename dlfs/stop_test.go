package dlfs

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// A loss that is not a number ends the training with a sentence, and the
// parameters are those from before.
func TestTrainerStopsAtNaN(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 1))
	for name, bad := range map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1)} {
		x := Randn(rng, 1, 20, 3)
		x.Set(13, 1, bad)
		n := NewMultiLayerNet(MultiLayerNetConfig{In: 3, Hidden: []int{4}, Out: 2}, rng)
		n.LastLayer = NewMeanSquaredError()
		tr := &Trainer{Model: n, Train: Examples{x, Randn(rng, 1, 20, 2)}, RNG: rng, BatchSize: 4, Shuffle: true}
		var last Progress
		for p := range tr.Steps() {
			last = p
		}
		if want := "the loss is "; !strings.HasPrefix(last.Stopped, want) || !strings.Contains(last.Stopped, fmt.Sprintf("iteration %d, epoch 1", last.Iteration)) || last.Iteration > 5 {
			t.Errorf("%s: iteration %d says %q", name, last.Iteration, last.Stopped)
		}
		for _, p := range n.Params() {
			if v := mat.Sum(p.Value); math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: %s is %v", name, p.Name, v)
			}
		}
	}
}

// falls is a model whose test loss is given, evaluation by evaluation.
type falls struct {
	*Network
	losses []float64
	at     *int
}

func (f falls) judge(x, t *mat.Dense) (float64, float64) {
	if _, d := x.Dims(); d == 1 { // the training data have one column
		return 0, 0
	}
	*f.at++
	return 0, f.losses[*f.at-1]
}

// Early stopping ends after so many evaluations without a better one, with the
// parameters of the best.
func TestEarlyStopping(t *testing.T) {
	for _, tt := range []struct {
		stop       EarlyStopping
		losses     []float64
		ends, best int
	}{
		{EarlyStopping{}, []float64{1, 2, 3, 4, 5}, 5, 5},
		{EarlyStopping{Patience: 2}, []float64{3, 2, 2.5, 2.1, 1}, 4, 2},
		{EarlyStopping{Patience: 2}, []float64{3, 2, 2.5, 1, 1.5}, 5, 4},
		{EarlyStopping{Patience: 1}, []float64{1, 1, 0, 0, 0}, 2, 1},
		{EarlyStopping{Patience: 1, MinDelta: 0.1}, []float64{1, 0.8, 0.75, 0, 0}, 3, 2},
	} {
		rng := rand.New(rand.NewPCG(14, 2))
		n := NewNetwork(NewAffine(rows(1, 1, 1), rows(1, 1, 0)))
		n.LastLayer = NewMeanSquaredError()
		m := falls{n, tt.losses, new(int)}
		tr := &Trainer{Model: m, Train: Examples{Randn(rng, 1, 4, 1), Randn(rng, 1, 4, 1)}, Test: Examples{Randn(rng, 1, 4, 2), Randn(rng, 1, 4, 1)},
			RNG: rng, Epochs: 5, Stop: tt.stop}
		var after []float64 // the weight after each epoch
		var last Progress
		for p := range tr.Steps() {
			after, last = append(after, n.Params()[0].Value.At(0, 0)), p
		}
		if last.Epoch != tt.ends || (last.Stopped != "") != (tt.stop.Patience > 0 && tt.ends < 5) {
			t.Errorf("%+v, losses %v: ends after epoch %d (%q), want %d", tt.stop, tt.losses, last.Epoch, last.Stopped, tt.ends)
		}
		if got, want := n.Params()[0].Value.At(0, 0), after[tt.best-1]; got != want {
			t.Errorf("%+v, losses %v: the weight is %v, want that of epoch %d, %v", tt.stop, tt.losses, got, tt.best, want)
		}
	}
}

func TestSchedules(t *testing.T) {
	for name, tt := range map[string]struct {
		s    Schedule
		want []float64
	}{
		"step":   {StepSchedule(1, 0.5, 2), []float64{1, 1, 0.5, 0.5, 0.25}},
		"cosine": {CosineSchedule(2, 4), []float64{2, 1 + math.Sqrt2/2, 1, 1 - math.Sqrt2/2, 0}},
		"stages": {StageSchedule(Stage{2, 0.1}, Stage{1, 0.01}), []float64{0.1, 0.1, 0.01, 0.01}},
	} {
		for i, want := range tt.want {
			if got := tt.s(i + 1); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: epoch %d has the rate %v, want %v", name, i+1, got, want)
			}
		}
	}
	for _, o := range []Optimizer{nil, SGD{}, &SGD{}, &Momentum{}, &Nesterov{}, &AdaGrad{}, &RMSProp{}, &Adam{}} {
		tr := testTrainer(1)
		tr.Epochs, tr.Optimizer = 2, o
		var rates []float64
		tr.Schedule = func(epoch int) float64 { rates = append(rates, float64(epoch)); return 1e-4 * float64(epoch) }
		tr.Run()
		if fmt.Sprint(rates) != "[1 2]" || !strings.Contains(fmt.Sprintf("%+v", tr.Optimizer), "LR:0.0002") {
			t.Errorf("%T: asked for %v, ends as %+v", o, rates, tr.Optimizer)
		}
	}
}

// The lines of a history, with what was not evaluated left empty.
func TestHistoryCSV(t *testing.T) {
	var h History
	for _, p := range []Progress{
		{Iteration: 5, Loss: 2}, {Iteration: 6, Loss: 1.5, Evaluated: true, TrainAcc: 0.5, TestAcc: 0.25, TrainLoss: 1, TestLoss: 3}, {Iteration: 7, Loss: 1},
	} {
		h.Add(p)
	}
	var b bytes.Buffer
	if err := h.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "iteration,loss,train_loss,test_loss,train_acc,test_acc\n5,2,,,,\n6,1.5,1,3,0.5,0.25\n7,1,,,,\n"
	if b.String() != want {
		t.Errorf("CSV\n%s\nwant\n%s", b.String(), want)
	}
}

// The loss of an evaluation is what Loss says of all the data.
func TestValidationLoss(t *testing.T) {
	tr := testTrainer(1)
	tr.Epochs = 1
	h := tr.Run()
	x, labels := tr.Test.(Examples).X, tr.Test.(Examples).T
	if got, want := h.TestLoss[0], tr.Model.Loss(x, labels); math.Abs(got-want) > 1e-12 {
		t.Errorf("validation loss %v, want %v", got, want)
	}
}
