package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/kernel/spec"
)

type specFlags struct {
	spec.Options
	user, sysPrefix bool
}

func (f *specFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.Name, "name", "dlfs", "name of the kernel; gophernotes lets notebooks made for it open")
	cmd.Flags().StringVar(&f.Prefix, "prefix", "", "install below this folder, as in PREFIX/share/jupyter")
	cmd.Flags().BoolVar(&f.sysPrefix, "sys-prefix", false, "install in the active virtual environment")
	cmd.Flags().BoolVar(&f.user, "user", false, "install for this user (the default)")
	cmd.Flags().StringVar(&f.Executable, "executable", "", "program that Jupyter starts (default: this one)")
	cmd.MarkFlagsMutuallyExclusive("prefix", "sys-prefix", "user")
}

func (f *specFlags) addForce(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.Force, "force", false, "replace or remove what is there, even if it is another kernel's")
}

func (f *specFlags) resolve() (err error) {
	if f.sysPrefix {
		if f.Prefix = os.Getenv("VIRTUAL_ENV"); f.Prefix == "" {
			if f.Prefix = os.Getenv("CONDA_PREFIX"); f.Prefix == "" {
				return errors.New("--sys-prefix needs an active virtual environment: neither VIRTUAL_ENV nor CONDA_PREFIX is set")
			}
		}
	}
	if f.Executable == "" {
		f.Executable, err = gokernel.Executable()
	}
	return err
}

func installCommand() *cobra.Command {
	var f specFlags
	cmd := &cobra.Command{
		Use: "install", Short: "Make Jupyter know this kernel", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.resolve(); err != nil {
				return err
			}
			dir, err := spec.Install(f.Options)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "installed the kernel in", dir)
			return nil
		},
	}
	f.add(cmd)
	f.addForce(cmd)
	cmd.Flags().StringVar(&f.DisplayName, "display-name", "", "name shown in Jupyter")
	return cmd
}

func uninstallCommand() *cobra.Command {
	var f specFlags
	cmd := &cobra.Command{
		Use: "uninstall", Short: "Make Jupyter forget this kernel", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.resolve(); err != nil {
				return err
			}
			dir, err := spec.Uninstall(f.Options)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "removed", dir)
			return nil
		},
	}
	f.add(cmd)
	f.addForce(cmd)
	return cmd
}
