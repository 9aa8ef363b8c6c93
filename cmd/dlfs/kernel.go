package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/children"
	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/kernel/zmq"
)

func kernelCommand() *cobra.Command {
	return &cobra.Command{
		Use: "kernel FILE", Short: "Be a Jupyter kernel; Jupyter calls this", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return serveKernel(args[0]) },
	}
}

func serveKernel(file string) error {
	conn, err := kernel.LoadConnection(file)
	if err != nil {
		return err
	}
	logger := log.New(os.Stderr, "dlfs kernel: ", log.LstdFlags)
	transport, err := zmq.Listen(conn, logger.Printf)
	if err != nil {
		return fmt.Errorf("the sockets of %s: %w", file, err)
	}
	ev := gokernel.New()
	ev.OwnsChildren = true
	stderr, err := ev.CaptureStreams()
	logger.SetOutput(stderr)
	if err != nil {
		logger.Print(err)
	}
	for _, w := range conn.Warnings(file) {
		logger.Print(w)
	}
	debug.SetCrashOutput(stderr, debug.CrashOptions{}) // the captured one ends with the process
	if err := children.Adopt(); err != nil {
		logger.Printf("what cells start may outlive this kernel: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go watch(ev, cancel)
	return kernel.Run(ctx, kernel.Options{
		Transport: transport, Evaluator: ev, Key: []byte(conn.Key), Log: logger, History: historyFile(),
	})
}

// historyFile is where the cells of all sessions are remembered, for consoles
// and for the arrow keys: the file that DLFS_HISTORY names, none if that is set
// and empty.
func historyFile() string {
	if name, ok := os.LookupEnv("DLFS_HISTORY"); ok {
		return name
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "" // no home, no history
	}
	return filepath.Join(dir, "dlfs", "history.jsonl")
}

// watch makes SIGINT an interrupt of the cell, and SIGTERM and the death of
// the parent the end of the kernel.
func watch(ev kernel.Evaluator, cancel context.CancelFunc) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	died := kernel.ParentDeath()
	for {
		select {
		case s := <-signals:
			if s == os.Interrupt {
				ev.Interrupt()
				continue
			}
		case <-died:
		}
		cancel()
		return
	}
}
