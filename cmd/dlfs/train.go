package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	book "github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
	"github.com/dlfs-go/book/internal/atomicfile"
)

func trainCommand() *cobra.Command {
	var output, data string
	cmd := &cobra.Command{
		Use: "train [NAME]", Short: "Train a network of the book and save its weights", Args: cobra.MaximumNArgs(1),
		Long: "Train makes the weights that are part of package dlfs, or others from data in\n" +
			"MNIST's format. Without a name it lists the networks.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listRecipes(cmd.OutOrStdout())
			}
			recipe, err := book.FindRecipe(args[0])
			if err != nil {
				return err
			}
			if output == "" {
				output = recipe.Name + ".npz"
			}
			return train(cmd.Context(), cmd.OutOrStdout(), recipe, data, output)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the weights to this file (default NAME.npz)")
	cmd.Flags().StringVar(&data, "data", "", "take the four files in this directory instead of MNIST")
	return cmd
}

func listRecipes(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tSEED\tEPOCHS\tACCURACY\tABOUT")
	for _, r := range book.Recipes {
		epochs := 0
		for _, s := range r.Stages {
			epochs += s.Epochs
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%.2f %%\t%s\n", r.Name, r.Seed, epochs, 100*r.Accuracy, r.About)
	}
	return t.Flush()
}

// train trains, prints a line for every epoch, and writes the weights when all
// is done.
func train(ctx context.Context, w io.Writer, r book.Recipe, dir, output string) error {
	load := mnist.Load
	if dir != "" {
		load = func() (train, test *mnist.Set, err error) {
			if train, test, err = mnist.LoadDir(dir); err != nil {
				err = fmt.Errorf("%s: %w", dir, err)
			}
			return train, test, err
		}
	}
	images, test, err := load()
	if err != nil {
		return err
	}
	if images.Rows != 28 || images.Cols != 28 {
		return fmt.Errorf("%s: the images are %d×%d, want 28×28", dir, images.Rows, images.Cols)
	}
	// What cannot be written is better known before the half hour.
	if err := atomicfile.Check(output); err != nil {
		return fmt.Errorf("%s cannot be written: %w", output, err)
	}
	start := time.Now()
	net, err := r.Train(ctx, images, test, func(p book.Progress) {
		if p.Evaluated {
			fmt.Fprintf(w, "epoch %d of %d: loss %.4f, accuracy %.3f in training, %.3f in test, %s\n",
				p.Epoch, p.Epochs, p.Loss, p.TrainAcc, p.TestAcc, time.Since(start).Round(time.Second))
		}
	})
	if err != nil {
		return err
	}
	if err := r.Save(output, net); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: accuracy %.4f on %d test images, %s\n",
		output, book.AccuracyOn(net, test, test.Len()), test.Len(), time.Since(start).Round(time.Second))
	return nil
}
