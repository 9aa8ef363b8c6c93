package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/notebook"
	"github.com/dlfs-go/book/site"
)

func twinCommand() *cobra.Command {
	var update bool
	var accept []string
	cmd := &cobra.Command{
		Use: "twin NOTEBOOK…", Short: "Compare translated notebooks with their originals",
		Long: "Twin compares notebooks/ko/X.ipynb with notebooks/en/X.ipynb: the same cells, the same\n" +
			"code and outputs, and for each cell of text a note of the text it was written from,\n" +
			"so that it is known which must be written again. Where the twin has its own words\n" +
			"for a figure (in the metadata of the cell, below dlfs: \"alt\": [{\"text\": \"…\"}]), the\n" +
			"same holds for those. It also checks the terms. Beside the twin, words.json may have\n" +
			"words for strings in code: the code of the twin is then the original's with those, and\n" +
			"its outputs, of a run of its own, have the same numbers.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("twin needs a translated notebook: dlfs twin notebooks/ko/ch05.ipynb")
			}
			bad := 0
			for _, path := range args {
				found, err := compareTwin(path, update, accept)
				if err != nil {
					return err
				}
				for _, line := range found {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", path, line)
				}
				bad += len(found)
			}
			if bad > 0 {
				return fmt.Errorf("%d things to mend", bad)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&update, "update", false, "take over cells, code and outputs from the original first")
	cmd.Flags().StringSliceVar(&accept, "accept", nil, "ids of cells whose text, or words for figures, say what the original says now, or all")
	return cmd
}

func compareTwin(path string, update bool, accept []string) ([]string, error) {
	twin, err := notebook.ReadFile(path)
	if err != nil {
		return nil, err
	}
	original, err := originalOf(path)
	if err != nil {
		return nil, err
	}
	words, err := notebook.ReadLiterals(filepath.Join(filepath.Dir(path), "words.json"))
	if err != nil {
		return nil, err
	}
	if update {
		notebook.UpdateTwin(original, twin, words)
	}
	changed := update || len(accept) > 0
	if len(accept) > 0 {
		if len(accept) == 1 && accept[0] == "all" {
			accept = nil
		}
		if err := notebook.AcceptTwin(original, twin, accept...); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if changed {
		if err := twin.WriteFile(path); err != nil {
			return nil, err
		}
	}
	return append(notebook.CompareTwin(original, twin, words), site.CheckTerms(twin)...), nil
}

// originalOf reads the notebook of which path is the twin: that of the same
// name in the folder en beside.
func originalOf(path string) (*notebook.Notebook, error) {
	original := filepath.Join(filepath.Dir(path), "..", "en", filepath.Base(path))
	a, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	b, err := os.Stat(original)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s has no original: there is no %s", path, original)
	case err != nil:
		return nil, err
	case os.SameFile(a, b):
		return nil, fmt.Errorf("%s is an original: twin takes the notebook in another language, as notebooks/ko/%s", path, filepath.Base(path))
	}
	return notebook.ReadFile(original)
}
