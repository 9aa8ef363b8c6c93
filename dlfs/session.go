package dlfs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// A Session is a [Recipe] at work (section 7.5). It can stop at any iteration,
// save where it stands, and go on in another process to the same weights, bit
// for bit, as if it had not stopped.
type Session struct {
	Recipe  Recipe
	Network *Network
	Done    Progress // the last iteration

	adam    *Adam
	sources []*rand.PCG // of the network, then of the batches
	shuffle []byte      // the second source where the epoch began
}

// Start returns the recipe at work, before its first iteration (section 7.5).
func (r Recipe) Start() *Session {
	t := &Session{Recipe: r, adam: &Adam{}, sources: []*rand.PCG{rand.NewPCG(r.Seed, 0), rand.NewPCG(r.Seed, 1)}}
	t.Network = r.build(rand.New(t.sources[0]))
	return t
}

// Run trains from where the training stands to its end. After every iteration
// it calls progress, which may be nil. If ctx ends, it returns the error of ctx
// and stands at the last whole iteration; if the loss is not a number any more,
// it returns an error that says so, with the parameters from before.
func (t *Session) Run(ctx context.Context, train, test Data, progress func(Progress)) error {
	t.Network.Float32 = t.Recipe.Float32
	defer func() { t.Network.Float32 = false }()
	trainer := t.trainer(train, test)
	if trainer.From.Iteration >= trainer.iterations() {
		return nil
	}
	for p := range trainer.Steps() {
		if p.Stopped != "" {
			return fmt.Errorf("dlfs: recipe %s: %s", t.Recipe.Name, p.Stopped)
		}
		if t.Done = p; p.Evaluated {
			t.shuffle = position(t.sources[1])
		}
		if progress != nil {
			progress(p)
		}
		if err := ctx.Err(); err != nil && p.Iteration < p.Iterations {
			return fmt.Errorf("dlfs: recipe %s: %w", t.Recipe.Name, err)
		}
	}
	return nil
}

// trainer returns a trainer that goes on from Done.
func (t *Session) trainer(train, test Data) *Trainer {
	r, rng := t.Recipe, rand.New(t.sources[1])
	trainer := &Trainer{Model: t.Network, Optimizer: t.adam, Train: train, Test: test, RNG: rng,
		Epochs: r.Epochs(), BatchSize: r.BatchSize, EvaluateSamples: 1000, Shuffle: true,
		Schedule: StageSchedule(r.Stages...), From: t.Done}
	if r.Augment != (Augment{}) {
		a := r.Augment
		a.Shape, a.RNG = Shape{1, 28, 28}, rng
		trainer.Change = a.Batch
	}
	if t.shuffle == nil {
		t.shuffle = position(t.sources[1])
	}
	if t.Done.Iteration%trainer.perEpoch() != 0 {
		// In the midst of an epoch, its order is drawn again from where it was.
		var source rand.PCG
		if err := source.UnmarshalBinary(t.shuffle); err == nil {
			trainer.order = rand.New(&source).Perm(train.Len())
		}
	}
	return trainer
}

// position is where a source is.
func position(s *rand.PCG) []byte {
	b, err := s.MarshalBinary()
	if err != nil {
		panicf("Session: %v", err) // PCG never fails
	}
	return b
}

// trainingNote is what a checkpoint of a training says besides.
type trainingNote struct {
	Seed      uint64
	Stages    []Stage
	BatchSize int
	Float32   bool
	Augment   [3]float64
	Examples  int
	Shuffle   string
}

// Save writes where the training stands to a file (section 7.5), for
// [Recipe.Resume]. n is the number of examples that it learns from.
func (t *Session) Save(path string, n int) error {
	r := t.Recipe
	note, err := json.Marshal(trainingNote{r.Seed, r.Stages, r.BatchSize, r.Float32,
		[3]float64{r.Augment.MaxShift, r.Augment.MaxDegrees, r.Augment.MaxScale}, n, base64.StdEncoding.EncodeToString(t.shuffle)})
	if err != nil {
		return fmt.Errorf("dlfs: Session.Save: %w", err)
	}
	c := t.checkpoint()
	c.Note, c.Progress = string(note), t.Done
	return c.Save(path)
}

func (t *Session) checkpoint() *Checkpoint {
	return &Checkpoint{Name: t.Recipe.Name, Model: t.Network, Optimizer: t.adam, Sources: t.sources}
}

// Resume returns the training that [Session.Save] wrote to a file, with the
// seed, the stages and the batch size that it had; n is the number of examples
// that it goes on with. There is an error if the file is of another recipe, or
// of a training with another number of examples.
func (r Recipe) Resume(path string, n int) (*Session, error) {
	_, text, err := ReadNote(path)
	if err != nil {
		return nil, err
	}
	var note trainingNote
	if err := json.Unmarshal([]byte(text), &note); err != nil {
		return nil, fmt.Errorf("dlfs: Recipe.Resume: %s is not a checkpoint of a recipe: %w", path, err)
	}
	if note.Examples != n {
		return nil, fmt.Errorf("dlfs: Recipe.Resume: %s is of a training with %d examples, these are %d", path, note.Examples, n)
	}
	r.Seed, r.Stages, r.BatchSize, r.Float32 = note.Seed, note.Stages, note.BatchSize, note.Float32
	r.Augment.MaxShift, r.Augment.MaxDegrees, r.Augment.MaxScale = note.Augment[0], note.Augment[1], note.Augment[2]
	t := r.Start()
	c := t.checkpoint()
	if err := c.Load(path); err != nil {
		return nil, err
	}
	t.Done = c.Progress
	if t.shuffle, err = base64.StdEncoding.DecodeString(note.Shuffle); err != nil {
		return nil, fmt.Errorf("dlfs: Recipe.Resume: %s: where the epoch began: %w", path, err)
	}
	return t, nil
}
