// Echo is a Jupyter kernel without a language: package double, as a process.
// Its argument is a connection file.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/dlfs-go/book/internal/jupytertest/double"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/kernel/zmq"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "kernel" {
		args = args[1:]
	}
	if len(args) != 1 {
		return fmt.Errorf("usage: echo [kernel] FILE")
	}
	conn, err := kernel.LoadConnection(args[0])
	if err != nil {
		return err
	}
	transport, err := zmq.Listen(conn, nil)
	if err != nil {
		return err
	}
	ev := double.New()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() { <-kernel.ParentDeath(); stop() }()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			ev.Interrupt()
		}
	}()
	return kernel.Run(ctx, kernel.Options{
		Transport: transport, Evaluator: ev, Key: []byte(conn.Key), Log: log.New(os.Stderr, "echo: ", 0),
	})
}
