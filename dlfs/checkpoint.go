package dlfs

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// A Checkpoint is all that a training needs to go on later as if it had never
// stopped, bit for bit (section 7.5): what the model and the optimizer have
// learned, where the random numbers are, and where the training stands.
//
//	source := rand.NewPCG(1, 1)
//	c := &dlfs.Checkpoint{Model: net, Optimizer: adam, Sources: []*rand.PCG{source}}
//	trainer := &dlfs.Trainer{Model: net, Optimizer: adam, RNG: rand.New(source), …}
//	for c.Progress = range trainer.Steps() {
//		if c.Progress.Evaluated { // at the end of an epoch
//			err := c.Save("net.checkpoint.npz")
//			…
//		}
//	}
//
// In another program, with the same network, optimizer and sources, and any
// numbers in them, Load brings all back; then Trainer.From is c.Progress. With
// Shuffle, only the end of an epoch is a place to go on from.
//
// The file is an .npz: [LoadParams] reads the weights from it, too.
type Checkpoint struct {
	Name      string // of what is trained; Load wants the same
	Model     Model
	Optimizer Optimizer   // may be nil
	Sources   []*rand.PCG // of all generators in use, those of [Dropout] too
	Progress  Progress
	Note      string // whatever the program needs besides
}

// checkpointFile is the member of the .npz that is not an array.
const checkpointFile = "checkpoint.json"

// checkpointVersion changes when older files cannot be read any more.
const checkpointVersion = 1

type checkpointNote struct {
	Version   int
	Name      string
	Optimizer string
	Sources   [][]byte
	Progress  progressNote
	Note      string
}

// progressNote is Progress without what JSON cannot say: NaN.
type progressNote struct{ Iteration, Iterations, Epoch, Epochs int }

// state is what the arrays of the file hold.
func (c *Checkpoint) state() ([]*Param, error) {
	if c.Model == nil {
		return nil, errors.New("Model is nil")
	}
	all := stateOf(c.Model)
	if o, ok := c.Optimizer.(StatefulOptimizer); ok {
		all = append(all[:len(all):len(all)], o.State(c.Model.Params())...)
	}
	if name := repeated(all); name != "" {
		return nil, fmt.Errorf("two parameters are called %s", name)
	}
	return all, nil
}

// Save writes the checkpoint (section 7.5). The file is complete or, after an
// error, as it was before.
func (c *Checkpoint) Save(path string) error {
	b, err := c.encode()
	if err == nil {
		err = atomicfile.Write(path, b)
	}
	if err != nil {
		return fmt.Errorf("dlfs: Checkpoint.Save: %w", err)
	}
	return nil
}

func (c *Checkpoint) encode() ([]byte, error) {
	params, err := c.state()
	if err != nil {
		return nil, err
	}
	p := c.Progress
	note := checkpointNote{Version: checkpointVersion, Name: c.Name, Optimizer: fmt.Sprintf("%T", c.Optimizer), Note: c.Note,
		Progress: progressNote{p.Iteration, p.Iterations, p.Epoch, p.Epochs}}
	for _, s := range c.Sources {
		state, err := s.MarshalBinary()
		if err != nil {
			return nil, err
		}
		note.Sources = append(note.Sources, state)
	}
	text, err := json.MarshalIndent(note, "", "\t")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create(checkpointFile)
	if err == nil {
		_, err = f.Write(text)
	}
	if err == nil {
		err = writeArrays(z, DTypeFloat64, arraysOf(params))
	}
	if err == nil {
		err = z.Close()
	}
	return b.Bytes(), err
}

// Load reads a checkpoint into the model, the optimizer and the sources, and
// sets Progress and Note (section 7.5). They must be of the kinds and sizes that
// were saved; if not, or if the file is damaged, there is an error and nothing
// has changed.
func (c *Checkpoint) Load(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("dlfs: Checkpoint.Load: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		err = c.decode(f, info.Size())
	}
	if err != nil {
		return fmt.Errorf("dlfs: Checkpoint.Load: %s: %w", path, err)
	}
	return nil
}

func (c *Checkpoint) decode(r io.ReaderAt, size int64) error {
	note, err := readCheckpointNote(r, size)
	if err != nil {
		return err
	}
	switch kind := fmt.Sprintf("%T", c.Optimizer); {
	case note.Name != c.Name:
		return fmt.Errorf("it is of %q, want %q", note.Name, c.Name)
	case note.Optimizer != kind:
		return fmt.Errorf("its optimizer is %s, want %s", note.Optimizer, kind)
	case len(note.Sources) != len(c.Sources):
		return fmt.Errorf("it has %d sources of random numbers, want %d", len(note.Sources), len(c.Sources))
	}
	sources := make([]rand.PCG, len(c.Sources))
	for i := range sources {
		if err := sources[i].UnmarshalBinary(note.Sources[i]); err != nil {
			return fmt.Errorf("source %d: %w", i, err)
		}
	}
	params, err := c.state()
	if err != nil {
		return err
	}
	if err := loadParams(r, size, params); err != nil {
		return err
	}
	for i, s := range c.Sources {
		*s = sources[i]
	}
	p := note.Progress
	c.Progress, c.Note = Progress{Iteration: p.Iteration, Iterations: p.Iterations, Epoch: p.Epoch, Epochs: p.Epochs}, note.Note
	return nil
}

// ReadNote returns the Name and Note of a checkpoint, for a program that must
// know them before it can make the network (section 7.5).
func ReadNote(path string) (name, note string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", fmt.Errorf("dlfs: ReadNote: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	var n checkpointNote
	if err == nil {
		n, err = readCheckpointNote(f, info.Size())
	}
	if err != nil {
		return "", "", fmt.Errorf("dlfs: ReadNote: %s: %w", path, err)
	}
	return n.Name, n.Note, nil
}

func readCheckpointNote(r io.ReaderAt, size int64) (note checkpointNote, err error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return note, err
	}
	f, err := z.Open(checkpointFile)
	if err != nil {
		return note, fmt.Errorf("it is not a checkpoint: %w", err)
	}
	defer f.Close()
	const most = 1 << 20
	text, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return note, err
	}
	if err := json.Unmarshal(text, &note); err != nil {
		return note, fmt.Errorf("%s: %w", checkpointFile, err)
	}
	if note.Version != checkpointVersion {
		return note, fmt.Errorf("it has version %d, want %d", note.Version, checkpointVersion)
	}
	if p := note.Progress; p.Iteration < 0 || p.Iteration > p.Iterations {
		return note, fmt.Errorf("it stands at iteration %d of %d", p.Iteration, p.Iterations)
	}
	return note, nil
}
