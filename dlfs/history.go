package dlfs

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Progress is where a [Trainer] stands after an iteration (section 4.5.3).
type Progress struct {
	Iteration, Iterations int // 1 to Iterations
	Epoch, Epochs         int // 1 to Epochs
	Loss                  float64
	Evaluated             bool    // whether the accuracies are of this iteration
	TrainAcc, TestAcc     float64 // NaN for a model that has none, as for regression

	TrainLoss, TestLoss float64 // of the last evaluation, without dropout
	Stopped             string  // why the training ends here, before its last epoch
}

// History is what a training leaves to draw (section 4.5.3).
type History struct {
	Loss              []float64 // of each iteration's batch, before its update
	TrainAcc, TestAcc []float64 // of each evaluation; none for a regression

	TrainLoss, TestLoss []float64 // of each evaluation
	Evaluated           []int     // the iteration of each evaluation, from 1 on
	Stopped             string    // why the training ended before its last epoch

	first int // iteration of Loss[0], if it was resumed
}

// Add notes an iteration.
func (h *History) Add(p Progress) {
	if len(h.Loss) == 0 {
		h.first = p.Iteration
	}
	h.Loss = append(h.Loss, p.Loss)
	h.Stopped = p.Stopped
	if !p.Evaluated {
		return
	}
	h.Evaluated = append(h.Evaluated, p.Iteration)
	h.TrainLoss, h.TestLoss = append(h.TrainLoss, p.TrainLoss), append(h.TestLoss, p.TestLoss)
	if !math.IsNaN(p.TrainAcc) {
		h.TrainAcc, h.TestAcc = append(h.TrainAcc, p.TrainAcc), append(h.TestAcc, p.TestAcc)
	}
}

// WriteCSV writes a line for each iteration, under the names iteration, loss,
// train_loss, test_loss, train_acc and test_acc (section 4.5.3). The last four
// are empty where nothing was evaluated. Numbers have all their digits.
func (h History) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"iteration", "loss", "train_loss", "test_loss", "train_acc", "test_acc"}) // Flush has its error
	first, next := max(1, h.first), 0
	for i, loss := range h.Loss {
		line := []string{strconv.Itoa(first + i), number64(loss), "", "", "", ""}
		if next < len(h.Evaluated) && h.Evaluated[next] == first+i {
			for k, column := range [][]float64{h.TrainLoss, h.TestLoss, h.TrainAcc, h.TestAcc} {
				if next < len(column) {
					line[2+k] = number64(column[next])
				}
			}
			next++
		}
		out.Write(line)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("dlfs: History.WriteCSV: %w", err)
	}
	return nil
}

func number64(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
