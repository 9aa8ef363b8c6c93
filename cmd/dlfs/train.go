package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	book "github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
	"github.com/dlfs-go/book/internal/atomicfile"
)

// trainFlags are what the command line says of a training.
type trainFlags struct {
	output, data, from, log string
	resume                  bool
	epochs, batch           int
	lr                      float64
	seed                    uint64
}

func trainCommand() *cobra.Command {
	var f trainFlags
	cmd := &cobra.Command{
		Use: "train [NAME]", Short: "Train a network of the book and save its weights", Args: cobra.MaximumNArgs(1),
		Long: "Train makes the weights that are part of package dlfs, or others from data in\n" +
			"MNIST's format. After each epoch, and when it is interrupted, it saves where it\n" +
			"stands; --resume goes on from there to the same weights as without a stop.\n" +
			"Without a name it lists the networks:\n\n" + recipeTable(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(cmd.OutOrStdout(), recipeTable())
				return err
			}
			recipe, err := book.FindRecipe(args[0])
			if err != nil {
				return err
			}
			if recipe, err = f.apply(cmd, recipe); err != nil {
				return err
			}
			if f.output == "" {
				f.output = recipe.Name + ".npz"
			}
			t := &training{trainFlags: f, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr(), start: time.Now()}
			return t.run(cmd.Context(), recipe)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "write the weights to this file (default NAME.npz)")
	flags.StringVar(&f.data, "data", "", "take the four files in this directory instead of MNIST")
	flags.BoolVar(&f.resume, "resume", false, "go on where the training of the same output was stopped")
	flags.StringVar(&f.from, "from", "", "start with the weights in this file instead of random ones")
	flags.StringVar(&f.log, "log", "", "write a line for each epoch to this file, .csv or .jsonl")
	flags.IntVar(&f.epochs, "epochs", 0, "train so many epochs (default as in the table)")
	flags.IntVar(&f.batch, "batch", 0, "learn from so many images at once (default 100)")
	flags.Float64Var(&f.lr, "lr", 0, "one learning rate for all epochs (default: that of the recipe, which falls)")
	flags.Uint64Var(&f.seed, "seed", 0, "seed of all random numbers (default as in the table)")
	return cmd
}

// apply returns the recipe with what the command line wants otherwise.
func (f *trainFlags) apply(cmd *cobra.Command, r book.Recipe) (book.Recipe, error) {
	given := cmd.Flags().Changed
	switch {
	case given("epochs") && f.epochs < 1:
		return r, fmt.Errorf("--epochs is %d, want 1 or more", f.epochs)
	case given("batch") && f.batch < 1:
		return r, fmt.Errorf("--batch is %d, want 1 or more", f.batch)
	case given("lr") && !(f.lr > 0 && f.lr < 1e6):
		return r, fmt.Errorf("--lr is %g, want more than 0", f.lr)
	case f.log != "" && filepath.Ext(f.log) != ".csv" && filepath.Ext(f.log) != ".jsonl":
		return r, fmt.Errorf("--log %s: want a name that ends in .csv or .jsonl", f.log)
	case f.resume && (f.from != "" || given("batch") || given("lr") || given("seed") || given("epochs")):
		return r, errors.New("--resume goes on with the settings that the training had: leave out --from, --epochs, --batch, --lr and --seed")
	}
	if given("epochs") {
		r.Stages = stages(r.Stages, f.epochs)
	}
	if given("lr") {
		r.Stages = []book.Stage{{Epochs: r.Epochs(), LR: f.lr}}
	}
	if given("seed") {
		r.Seed = f.seed
	}
	r.BatchSize = f.batch
	return r, nil
}

// stages returns the first so many epochs, the last stage as long as need be.
func stages(all []book.Stage, epochs int) []book.Stage {
	var out []book.Stage
	for i, s := range all {
		if s.Epochs >= epochs || i == len(all)-1 {
			return append(out, book.Stage{Epochs: epochs, LR: s.LR})
		}
		out, epochs = append(out, s), epochs-s.Epochs
	}
	return out
}

// recipeTable lists the networks that can be trained.
func recipeTable() string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tSEED\tEPOCHS\tACCURACY\tABOUT")
	for _, r := range book.Recipes {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.2f %%\t%s\n", r.Name, r.Seed, r.Epochs(), 100*r.Accuracy, r.About)
	}
	t.Flush() // into a strings.Builder, which takes everything
	return b.String()
}

// A training is one run of the command.
type training struct {
	trainFlags
	out, err io.Writer
	start    time.Time
	log      *trainLog
	session  *book.Session
	images   *mnist.Set
}

// checkpoint is the file beside the output that holds where the training
// stands; "" if the output is not a file that could have one beside it.
func (t *training) checkpoint() string {
	if atomicfile.InPlace(t.output) {
		return ""
	}
	return strings.TrimSuffix(t.output, ".npz") + ".checkpoint.npz"
}

// run trains, prints a line for every epoch, and writes the weights when all
// is done.
func (t *training) run(ctx context.Context, r book.Recipe) error {
	if out, err := os.Stat(t.output); err == nil {
		// Weights on the standard output are not mixed with lines about them.
		if std, err := os.Stdout.Stat(); err == nil && os.SameFile(out, std) {
			t.out = t.err
		}
	}
	test, err := t.load()
	if err != nil {
		return err
	}
	// What cannot be written is better known before the half hour.
	if err := atomicfile.Check(t.output); err != nil {
		return fmt.Errorf("%s cannot be written: %w", t.output, err)
	}
	if err := t.begin(r); err != nil {
		return err
	}
	if t.log, err = openLog(t.trainFlags.log, t.resume); err != nil {
		return err
	}
	err = t.session.Run(ctx, t.images, test, t.note)
	err = errors.Join(t.log.close(), err)
	if errors.Is(err, context.Canceled) {
		return t.interrupted(r.Name)
	}
	if err != nil {
		return err
	}
	return t.finish(r, test)
}

// load reads the images, and returns those to test with.
func (t *training) load() (test *mnist.Set, err error) {
	if t.data == "" {
		t.images, test, err = mnist.Load()
		return test, err
	}
	if t.images, test, err = mnist.LoadDir(t.data); err != nil {
		return nil, fmt.Errorf("%s: %w", t.data, err)
	}
	if t.images.Rows != 28 || t.images.Cols != 28 {
		return nil, fmt.Errorf("%s: the images are %d×%d, want 28×28", t.data, t.images.Rows, t.images.Cols)
	}
	return test, nil
}

// begin makes the session: new, with given weights, or resumed.
func (t *training) begin(r book.Recipe) (err error) {
	if !t.resume {
		t.session = r.Start()
		if t.from == "" {
			return nil
		}
		return book.LoadParams(t.from, t.session.Network.State())
	}
	file := t.checkpoint()
	if t.session, err = r.Resume(file, t.images.Len()); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is nothing to resume: %s is not there; a training that was stopped leaves it beside its output", file)
	} else if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "going on after iteration %d of %d\n", t.session.Done.Iteration, t.session.Done.Iterations)
	return nil
}

// note says and saves where the training stands, at the end of an epoch.
func (t *training) note(p book.Progress) {
	if !p.Evaluated {
		return
	}
	fmt.Fprintf(t.out, "epoch %d of %d: loss %.4f, accuracy %.3f in training, %.3f in test, %s\n",
		p.Epoch, p.Epochs, p.Loss, p.TrainAcc, p.TestAcc, time.Since(t.start).Round(time.Second))
	if err := t.log.add(p); err != nil {
		fmt.Fprintf(t.err, "dlfs: %v\n", err)
	}
	if p.Epoch < p.Epochs {
		if err := t.save(); err != nil {
			fmt.Fprintf(t.err, "dlfs: the training goes on, but where it stands is not saved: %v\n", err)
		}
	}
}

func (t *training) save() error {
	if file := t.checkpoint(); file != "" {
		return t.session.Save(file, t.images.Len())
	}
	return nil
}

// interrupted saves where the training stands, and says how to go on.
func (t *training) interrupted(name string) error {
	p, file := t.session.Done, t.checkpoint()
	at := fmt.Sprintf("interrupted in epoch %d of %d, after iteration %d of %d", p.Epoch, p.Epochs, p.Iteration, p.Iterations)
	if file == "" {
		return fmt.Errorf("%s; %s is not a file, so nothing was saved", at, t.output)
	}
	if err := t.save(); err != nil {
		return fmt.Errorf("%s, and where it stands cannot be saved: %w", at, err)
	}
	again := []string{"dlfs train", name, "--resume", "-o", t.output}
	if t.data != "" {
		again = append(again, "--data", t.data)
	}
	return fmt.Errorf("%s; saved in %s. Go on with: %s", at, file, strings.Join(again, " "))
}

// finish saves the weights. If they have no room where they should go, they go
// to the directory for temporary files.
func (t *training) finish(r book.Recipe, test *mnist.Set) error {
	net := t.session.Network
	if err := r.Save(t.output, net); err != nil {
		other := filepath.Join(os.TempDir(), filepath.Base(t.output))
		if filepath.Dir(t.output) == filepath.Clean(os.TempDir()) || r.Save(other, net) != nil {
			return err
		}
		return fmt.Errorf("%w; the weights are in %s instead", err, other)
	}
	fmt.Fprintf(t.out, "%s: accuracy %.4f on %d test images, %s\n",
		t.output, book.AccuracyOn(net, test, test.Len()), test.Len(), time.Since(t.start).Round(time.Second))
	if file := t.checkpoint(); file != "" {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
