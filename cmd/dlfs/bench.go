package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	book "github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/internal/peers"
	"github.com/dlfs-go/book/internal/simd"
)

func benchCommand() *cobra.Command {
	var asJSON bool
	var python string
	rounds := 7
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure the networks of the book, here and in NumPy and PyTorch", Args: cobra.NoArgs,
		Long: "Bench measures training steps of the book's networks with a batch of 100, and\n" +
			"matrix products, in milliseconds. If Python is there with NumPy or PyTorch, the\n" +
			"same is measured in them, in turns with this project, and the table shows how many\n" +
			"times faster this project is. The numbers are medians of the rounds.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rounds < 1 {
				return fmt.Errorf("bench: --rounds is %d, want 1 or more", rounds)
			}
			all := findPeers(cmd.Context(), python, cmd.ErrOrStderr())
			defer func() {
				for _, p := range all {
					p.Close()
				}
			}()
			results, err := peers.Run(cmd.Context(), all, rounds, func(round int) {
				fmt.Fprintf(cmd.ErrOrStderr(), "round %d of %d\n", round, rounds)
			})
			if err != nil {
				return fmt.Errorf("bench: %w", err)
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), results)
			}
			return printTable(cmd.OutOrStdout(), all, results)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().StringVar(&python, "python", os.Getenv("DLFS_PYTHON"), "the Python to look for NumPy and PyTorch in (default $DLFS_PYTHON or python3)")
	cmd.Flags().IntVar(&rounds, "rounds", rounds, "how often everything is measured")
	return cmd
}

// findPeers returns this project, in float64 and float32, and what Python has.
func findPeers(ctx context.Context, python string, stderr io.Writer) []peers.Peer {
	all := []peers.Peer{own("dlfs", false), own("dlfs32", true)}
	if python == "" {
		python = "python3"
	}
	for _, impl := range []string{"numpy", "torch32", "torch64"} {
		p, err := peers.Python(ctx, python, impl)
		if err != nil {
			fmt.Fprintf(stderr, "left out: %v\n", err)
			continue
		}
		all = append(all, p)
	}
	return all
}

// own is this project as a peer; in float32 it has only what differs.
func own(name string, single bool) *peers.Own {
	rng := rand.New(rand.NewPCG(1, 1))
	trainer := func(net *book.Network, o book.Optimizer) func() {
		net.Float32 = single
		x, t := uniform(rng, 100, 784), book.OneHot(make([]int, 100), 10)
		return func() {
			net.Gradient(x, t)
			o.Update(net.Params())
		}
	}
	o := &peers.Own{Name: name, Text: "this project in float64, " + kernels(), Jobs: map[string]func() func(){
		"TwoLayerNet/step": func() func() {
			return trainer(book.NewTwoLayerNet(784, 50, 10, rng).Network, book.SGD{LR: 0.1})
		},
		"SimpleConvNet/step": func() func() {
			return trainer(book.NewSimpleConvNet(book.SimpleConvNetConfig{}, rng).Network, &book.Adam{})
		},
		"DeepConvNet/step": func() func() {
			return trainer(book.NewDeepConvNet(book.DeepConvNetConfig{}, rng).Network, &book.Adam{})
		},
		"DeepConvNet/predict1000": func() func() {
			net := book.NewDeepConvNet(book.DeepConvNetConfig{}, rng).Network
			net.Float32 = single
			x := uniform(rng, 1000, 784)
			return func() { net.Predict(x) }
		},
	}}
	if single {
		o.Text = "the same in float32 (Network.Float32)"
		return o
	}
	o.Jobs["dgemm1000"] = func() func() {
		a, b, c := uniform(rng, 1000, 1000), uniform(rng, 1000, 1000), mat.NewDense(1000, 1000, nil)
		return func() { blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, a.RawMatrix(), b.RawMatrix(), 0, c.RawMatrix()) }
	}
	o.Jobs["sgemm1000"] = func() func() {
		m := func() blas32.General {
			g := blas32.General{Rows: 1000, Cols: 1000, Stride: 1000, Data: make([]float32, 1e6)}
			for i := range g.Data {
				g.Data[i] = rng.Float32()
			}
			return g
		}
		a, b, c := m(), m(), m()
		return func() { blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }
	}
	return o
}

// uniform returns random numbers between 0 and 1; zeros would be faster.
func uniform(rng *rand.Rand, r, c int) *mat.Dense {
	return book.Apply(func(float64) float64 { return rng.Float64() }, mat.NewDense(r, c, nil))
}

func kernels() string {
	name, _ := simd.Fast()
	return name + " kernels"
}

func printJSON(w io.Writer, results []peers.Result) error {
	e := json.NewEncoder(w)
	for _, r := range results {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// printTable prints a row for each measurement and, for each peer, its time and
// how many times faster dlfs is.
func printTable(w io.Writer, all []peers.Peer, results []peers.Result) error {
	ms := map[[2]string]float64{}
	for _, r := range results {
		ms[[2]string{r.Name, r.Impl}] = r.MS
	}
	fmt.Fprintf(w, "%d cores, %s/%s, %s; milliseconds, ×: times the time of dlfs\n", runtime.GOMAXPROCS(0), runtime.GOOS, runtime.GOARCH, runtime.Version())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	header := []string{""}
	for _, p := range all {
		header = append(header, p.Impl())
	}
	fmt.Fprintln(t, strings.Join(header, "\t")+"\t")
	for _, name := range peers.Names {
		row := []string{name}
		for _, p := range all {
			v, base := ms[[2]string{name, p.Impl()}], ms[[2]string{name, "dlfs"}]
			switch {
			case v == 0:
				row = append(row, "")
			case p.Impl() == "dlfs":
				row = append(row, fmt.Sprintf("%.2f", v))
			default:
				row = append(row, fmt.Sprintf("%.2f (%.2f×)", v, v/base))
			}
		}
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if peak := simd.Peak[float64](); peak > 0 {
		all := peak * float64(runtime.GOMAXPROCS(0))
		speed := 2e9 / (ms[[2]string{"dgemm1000", "dlfs"}] / 1000)
		fmt.Fprintf(w, "dgemm1000: %.0f GFLOPS, %.0f %% of the measured peak of %.0f\n", speed/1e9, 100*speed/all, all/1e9)
	}
	for _, p := range all {
		fmt.Fprintf(w, "%s: %s\n", p.Impl(), p.About())
	}
	return nil
}
