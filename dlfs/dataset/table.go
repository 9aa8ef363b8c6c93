package dataset

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/dlfs"
)

// CSV reads a table from a file: a line of names, then a line for each example,
// numbers but for the column of that name, which holds the class (section
// 3.6.1). Classes are sorted, as numbers if all are, and may be words. There is
// an error with the file, the line and the column of what is not a number.
func CSV(file, label string) (*Set, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	defer f.Close()
	s, err := ReadCSV(f, label)
	if err != nil {
		return nil, fmt.Errorf("dataset: %s: %w", file, err)
	}
	return s, nil
}

// ReadCSV is [CSV] for what comes from a reader (section 3.6.1).
func ReadCSV(r io.Reader, label string) (*Set, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err == io.EOF {
		return nil, errors.New("it is empty, want a line of names")
	} else if err != nil {
		return nil, err
	}
	names := slices.Clone(header)
	names[0] = strings.TrimPrefix(names[0], "\ufeff") // as Excel writes it
	at := slices.Index(names, label)
	if at < 0 {
		return nil, fmt.Errorf("line 1: there is no column %q, but %s", label, quoted(names))
	}
	if len(names) < 2 {
		return nil, errors.New("line 1: there is no column besides that of the classes")
	}
	s := &Set{Shape: dlfs.Shape{C: 1, H: 1, W: len(names) - 1}}
	var classes []string
	for {
		record, err := in.Read()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err // it says the line
		}
		for i, field := range record {
			line, column := in.FieldPos(i)
			if i == at {
				if classes = append(classes, strings.TrimSpace(field)); classes[len(classes)-1] == "" {
					return nil, fmt.Errorf("line %d, column %d (%s): there is no class", line, column, names[i])
				}
				continue
			}
			v, err := strconv.ParseFloat(strings.TrimSpace(field), 32)
			if err != nil {
				return nil, fmt.Errorf("line %d, column %d (%s): %q is not a number that single precision has", line, column, names[i], shorten(field))
			}
			s.Values = append(s.Values, float32(v))
		}
	}
	if len(classes) == 0 {
		return nil, errors.New("there is no line after that of the names")
	}
	s.classify(classes)
	return s, nil
}

func quoted(names []string) string {
	const most = 20
	var out []string
	for _, n := range names[:min(len(names), most)] {
		out = append(out, strconv.Quote(shorten(n)))
	}
	if len(names) > most {
		out = append(out, fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(out, ", ")
}

// shorten cuts what a message cites from a file.
func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// classify sets Names and Labels from the class of each example.
func (s *Set) classify(classes []string) {
	s.Names = slices.Clone(classes)
	slices.SortFunc(s.Names, func(a, b string) int {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		switch {
		case errX == nil && errY == nil && x < y:
			return -1
		case errX == nil && errY == nil && x > y:
			return 1
		case errX == nil && errY != nil: // numbers before words
			return -1
		case errX != nil && errY == nil:
			return 1
		}
		return strings.Compare(a, b)
	})
	s.Names = slices.Compact(s.Names)
	index := map[string]int{}
	for i, n := range s.Names {
		index[n] = i
	}
	for _, c := range classes {
		s.Labels = append(s.Labels, index[c])
	}
}

// NPZ reads two arrays of a file that NumPy's savez wrote (section 3.6.1): x,
// N×D, N×H×W or N×C×H×W, and the labels, N whole numbers from 0 on or N×M
// one-hot. Classes are called 0, 1, 2, …: as many as the greatest label says.
// Bytes are divided by 255, other numbers are taken as they are.
func NPZ(file, x, labels string) (*Set, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	arrays, err := dlfs.ReadNPZ(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("dataset: %s: %w", file, err)
	}
	var found [2]dlfs.Array
	for i, name := range []string{x, labels} {
		k := slices.IndexFunc(arrays, func(a dlfs.Array) bool { return a.Name == name })
		if k < 0 {
			var names []string
			for _, a := range arrays {
				names = append(names, a.Name)
			}
			return nil, fmt.Errorf("dataset: %s: there is no array of numbers %q, but %s", file, name, quoted(names))
		}
		found[i] = arrays[k]
	}
	s, err := FromArrays(found[0], found[1])
	if err != nil {
		return nil, fmt.Errorf("dataset: %s: %w", file, err)
	}
	return s, nil
}

// NPY is [NPZ] for two files that NumPy's save wrote (section 3.6.1).
func NPY(x, labels string) (*Set, error) {
	var found [2]dlfs.Array
	for i, file := range []string{x, labels} {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("dataset: %w", err)
		}
		found[i], err = dlfs.ReadNPY(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("dataset: %s: %w", file, err)
		}
		found[i].Name = file
	}
	s, err := FromArrays(found[0], found[1])
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	return s, nil
}

// FromArrays makes a set of two arrays, as [NPZ] does (section 3.6.1).
func FromArrays(x, labels dlfs.Array) (*Set, error) {
	s := &Set{}
	switch d := x.Shape; {
	case len(d) == 2:
		s.Shape = dlfs.Shape{C: 1, H: 1, W: d[1]}
	case len(d) == 3:
		s.Shape = dlfs.Shape{C: 1, H: d[1], W: d[2]}
	case len(d) == 4:
		s.Shape = dlfs.Shape{C: d[1], H: d[2], W: d[3]}
	}
	n := 0
	if len(x.Shape) > 0 {
		n = x.Shape[0]
	}
	if s.Shape.Size() == 0 || n == 0 || n*s.Shape.Size() != len(x.Data) {
		return nil, fmt.Errorf("array %s has the shape %v, want N×D, N×H×W or N×C×H×W", x.Name, x.Shape)
	}
	if len(labels.Shape) == 0 || labels.Shape[0] != n {
		return nil, fmt.Errorf("array %s has the shape %v, array %s %v: want as many labels as examples", labels.Name, labels.Shape, x.Name, x.Shape)
	}
	if err := s.label(labels, n); err != nil {
		return nil, err
	}
	scale := 1.0
	if x.DType == "u1" {
		scale = 255
	}
	s.Values = make([]float32, len(x.Data))
	for i, v := range x.Data {
		s.Values[i] = float32(v / scale)
	}
	return s, nil
}

// maxClasses bounds what a single label can ask for.
const maxClasses = 1 << 16

// label sets the labels from N numbers or N rows.
func (s *Set) label(a dlfs.Array, n int) error {
	width := len(a.Data) / n
	classes := width
	for i := range n {
		row := a.Data[i*width:][:width]
		if len(a.Shape) == 1 || width == 1 {
			c := row[0]
			if c < 0 || c >= maxClasses || c != float64(int(c)) {
				return fmt.Errorf("array %s: label %d is %g, want a whole number from 0 to %d", a.Name, i, c, maxClasses-1)
			}
			s.Labels = append(s.Labels, int(c))
			classes = max(classes, int(c)+1)
			continue
		}
		at := slices.Index(row, 1)
		if at < 0 || slices.ContainsFunc(row, func(v float64) bool { return v != 0 && v != 1 }) || slices.Contains(row[at+1:], 1) {
			return fmt.Errorf("array %s: row %d is not one-hot: want a single 1", a.Name, i)
		}
		s.Labels = append(s.Labels, at)
	}
	for c := range classes {
		s.Names = append(s.Names, strconv.Itoa(c))
	}
	return nil
}
