// Onecell evaluates its standard input as a cell and prints what a notebook
// would show. It is the smallest program with the whole engine: by it the
// engine is tried on other systems, and its size and start are measured.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

func main() {
	if err := run(os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(stdin io.Reader, stdout, stderr io.Writer) error {
	code, err := io.ReadAll(stdin)
	if err != nil {
		return err
	}
	s := interp.New(interp.Options{Packages: bind.Lookup, Absent: bind.Absent})
	result, err := s.Eval(context.Background(), interp.Cell{Name: "cell", Code: string(code)}, interp.IO{Stdout: stdout, Stderr: stderr})
	if err != nil {
		return err
	}
	for _, v := range result.Values {
		fmt.Fprintf(stdout, "%+v\n", v)
	}
	return nil
}
