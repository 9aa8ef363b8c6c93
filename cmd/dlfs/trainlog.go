package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	book "github.com/dlfs-go/book/dlfs"
)

// trainLog is a file with a line for each epoch. Each is written at once, so
// that another program can draw them while the training runs.
type trainLog struct {
	file *os.File
	csv  bool
}

// logLine is what a line says. The order is that of the columns.
type logLine struct {
	Epoch     int     `json:"epoch"`
	Iteration int     `json:"iteration"`
	Loss      float64 `json:"loss"`
	TrainLoss float64 `json:"train_loss"`
	TestLoss  float64 `json:"test_loss"`
	TrainAcc  float64 `json:"train_acc"`
	TestAcc   float64 `json:"test_acc"`
}

var logColumns = []string{"epoch", "iteration", "loss", "train_loss", "test_loss", "train_acc", "test_acc"}

// openLog makes the file anew or, for a training that goes on, writes behind
// what is there. It returns nil without a name.
func openLog(name string, more bool) (*trainLog, error) {
	if name == "" {
		return nil, nil
	}
	mode := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if more {
		mode = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(name, mode, 0o644)
	if err != nil {
		return nil, err
	}
	l := &trainLog{f, filepath.Ext(name) == ".csv"}
	info, err := f.Stat()
	if err == nil && l.csv && info.Size() == 0 {
		err = l.record(logColumns)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

func (l *trainLog) record(fields []string) error {
	w := csv.NewWriter(l.file)
	w.Write(fields) // Flush has its error
	w.Flush()
	return w.Error()
}

// add writes the line of an epoch.
func (l *trainLog) add(p book.Progress) error {
	if l == nil {
		return nil
	}
	if l.csv {
		fields := []string{strconv.Itoa(p.Epoch), strconv.Itoa(p.Iteration)}
		for _, v := range []float64{p.Loss, p.TrainLoss, p.TestLoss, p.TrainAcc, p.TestAcc} {
			fields = append(fields, strconv.FormatFloat(v, 'g', -1, 64))
		}
		return l.record(fields)
	}
	line, err := json.Marshal(logLine{p.Epoch, p.Iteration, p.Loss, p.TrainLoss, p.TestLoss, p.TrainAcc, p.TestAcc})
	if err != nil {
		return fmt.Errorf("%s: %w", l.file.Name(), err)
	}
	_, err = l.file.Write(append(line, '\n'))
	return err
}

func (l *trainLog) close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}
