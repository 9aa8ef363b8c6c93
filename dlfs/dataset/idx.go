package dataset

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
)

// EMNIST reads a split of the EMNIST letters and digits from a directory,
// "letters" or "balanced" for example: the files emnist-SPLIT-train-…, with or
// without .gz (section 3.6.1; the set is not in the book). EMNIST's pictures lie
// on their side; they are turned here, so that they look as MNIST's do. Classes
// have their letters as names if the split's mapping file is there, else
// numbers.
//
// Reference: Cohen, Afshar, Tapson, van Schaik: EMNIST: an extension of MNIST to
// handwritten letters, 2017.
func EMNIST(dir, split string) (train, test *Set, err error) {
	fsys := os.DirFS(dir)
	names, err := mapping(fsys, "emnist-"+split+"-mapping.txt")
	if err != nil {
		return nil, nil, fmt.Errorf("dataset: %s: %w", dir, err)
	}
	var sets [2]*Set
	for i, part := range []string{"train", "test"} {
		base := "emnist-" + split + "-" + part + "-"
		s, err := IDX(fsys, base+"images-idx3-ubyte", base+"labels-idx1-ubyte", names)
		if err != nil {
			return nil, nil, fmt.Errorf("dataset: %s: %w", dir, err)
		}
		s.transpose()
		sets[i] = s
	}
	// A label that only one part has is a class of both.
	if a, b := sets[0].Names, sets[1].Names; len(a) < len(b) {
		sets[0].Names = b
	} else {
		sets[1].Names = a
	}
	return sets[0], sets[1], nil
}

// mapping reads which label is which letter: lines of a label and a code of
// Unicode. Without the file there is none.
func mapping(fsys fs.FS, file string) (names map[int]string, err error) {
	f, err := fsys.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	names = map[int]string{}
	in := bufio.NewScanner(f)
	for line := 1; in.Scan(); line++ {
		fields := strings.Fields(in.Text())
		if len(fields) == 0 {
			continue
		}
		var numbers []int
		for _, field := range fields {
			n, err := strconv.Atoi(field)
			if err != nil || n < 0 || n > 0x10ffff {
				return nil, fmt.Errorf("%s: line %d: %q is not a number of a label or a letter", file, line, shorten(field))
			}
			numbers = append(numbers, n)
		}
		if len(numbers) < 2 {
			return nil, fmt.Errorf("%s: line %d: want a label and a letter", file, line)
		}
		var letters strings.Builder // “c” for C and c in the letters
		for _, n := range numbers[1:] {
			if letter := strings.ToLower(string(rune(n))); len(numbers) == 2 {
				letters.WriteRune(rune(n))
			} else if letters.Len() == 0 {
				letters.WriteString(letter)
			}
		}
		names[numbers[0]] = letters.String()
	}
	return names, in.Err()
}

// IDX reads images and labels in MNIST's format, of any size and with labels up
// to 255 (section 3.6.1). Files may end in .gz; the names are without it. names
// are those of the labels, the numbers themselves where there is none. If no
// label is 0, as in EMNIST's letters, classes begin with label 1.
func IDX(fsys fs.FS, images, labels string, names map[int]string) (*Set, error) {
	dims, pixels, err := mnist.ReadIDX(fsys, images, 3)
	if err != nil {
		return nil, err
	}
	_, raw, err := mnist.ReadIDX(fsys, labels, 1)
	if err != nil {
		return nil, err
	}
	if len(raw) != dims[0] {
		return nil, fmt.Errorf("%s has %d images, %s has %d labels", images, dims[0], labels, len(raw))
	}
	first, last := 255, 0
	for _, l := range raw {
		first, last = min(first, int(l)), max(last, int(l))
	}
	for l := range names {
		first = min(first, l)
		if l <= 255 {
			last = max(last, l)
		}
	}
	first = min(first, 1)
	s := &Set{Shape: dlfs.Shape{C: 1, H: dims[1], W: dims[2]}}
	for l := first; l <= last; l++ {
		name, ok := names[l]
		if !ok {
			name = strconv.Itoa(l)
		}
		s.Names = append(s.Names, name)
	}
	for _, l := range raw {
		s.Labels = append(s.Labels, int(l)-first)
	}
	s.Values = make([]float32, len(pixels))
	for i, p := range pixels {
		s.Values[i] = float32(p) / 255
	}
	return s, nil
}

// transpose swaps rows and columns of every image.
func (s *Set) transpose() {
	h, w := s.Shape.H, s.Shape.W
	turned := make([]float32, h*w)
	for i := range s.Len() {
		img := s.Example(i)
		for y := range h {
			for x := range w {
				turned[x*h+y] = img[y*w+x]
			}
		}
		copy(img, turned)
	}
	s.Shape.H, s.Shape.W = w, h
}
