// Command dlfs runs the notebooks of the book: as a Jupyter kernel, by itself,
// or as web pages.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/interp"
)

func main() {
	ctx, stop := interruptible()
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "dlfs:", strings.TrimPrefix(err.Error(), "dlfs: ")) // of the package
		stop()
		os.Exit(1)
	}
}

// interruptible returns a context that the first Ctrl-C ends. The second one
// ends the process, whatever it waits for.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "dlfs",
		Short: "“Deep Learning from Scratch” in Go: its notebooks, its kernel, its pages",
		// An error is said once, by main; how to use a command is said when asked.
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(installCommand(), uninstallCommand(), kernelCommand(), runCommand(), htmlCommand(), serveCommand(), epubCommand(), pdfCommand(), twinCommand(), trainCommand(), benchCommand(), doctorCommand(), versionCommand())
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the versions of dlfs and of Go", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintf(cmd.OutOrStdout(), "dlfs %s: cells in Go %s, built by %s for %s/%s\n",
				gokernel.Version, strings.TrimPrefix(interp.GoVersion, "go"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
