package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/kernel/spec"
)

func doctorCommand() *cobra.Command {
	var f specFlags
	cmd := &cobra.Command{
		Use: "doctor", Short: "Find out why Jupyter does not start the kernel", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.resolve(); err != nil {
				return err
			}
			found, err := spec.Doctor(cmd.Context(), f.Options)
			if err != nil {
				return err
			}
			for _, x := range found {
				fmt.Fprintln(cmd.OutOrStdout(), x)
			}
			if len(found) > 0 {
				return fmt.Errorf("%d to mend", len(found))
			}
			fmt.Fprintln(cmd.OutOrStdout(), "the kernel is installed and Jupyter sees it")
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
