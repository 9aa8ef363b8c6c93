//go:build unix

package gokernel

import (
	"fmt"
	"os"
	"sync"
	"syscall"
)

// captured is a standard stream of the process, led through a pipe to the
// running cell: compiled code and child processes write to it without asking.
type captured struct {
	fd    int
	saved *os.File // what the stream was before
	r     *os.File // the pipe's reading end, nil after stop
	rfd   int      // its descriptor; Fd would make it block
	to    func(text []byte)

	mu  sync.Mutex // held while text is on its way from the pipe to a cell
	buf [16 << 10]byte
}

// capture takes over the stream with the descriptor fd until stop is called.
func capture(fd int, to func(text []byte)) (*captured, error) {
	saved, err := syscall.Dup(fd)
	if err != nil {
		return nil, fmt.Errorf("capturing the stream %d: %w", fd, err)
	}
	syscall.CloseOnExec(saved)
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		syscall.Close(saved)
		return nil, fmt.Errorf("capturing the stream %d: %w", fd, err)
	}
	// Only the reading end must not block: a writer that finds the pipe full waits.
	syscall.CloseOnExec(p[0])
	syscall.SetNonblock(p[0], true)
	err = dup2(p[1], fd)
	syscall.Close(p[1])
	if err != nil {
		syscall.Close(p[0])
		syscall.Close(saved)
		return nil, fmt.Errorf("capturing the stream %d: %w", fd, err)
	}
	c := &captured{fd: fd, saved: os.NewFile(uintptr(saved), "saved"), r: os.NewFile(uintptr(p[0]), "captured"), rfd: p[0], to: to}
	raw, err := c.r.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("capturing the stream %d: %w", fd, err)
	}
	go raw.Read(func(uintptr) (ended bool) { return c.drain() })
	return c, nil
}

// drain hands on what is in the pipe, and reports whether nothing more will
// come. When it returns, all that was written before has arrived.
func (c *captured) drain() (ended bool) {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.r == nil {
		return true
	}
	for {
		n, err := syscall.Read(c.rfd, c.buf[:])
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return false
		case err != nil || n <= 0:
			return true
		default:
			c.to(c.buf[:n])
		}
	}
}

// stop gives the stream back. A child process that still writes finds the
// pipe closed.
func (c *captured) stop() {
	if c == nil {
		return
	}
	dup2(int(c.saved.Fd()), c.fd)
	c.drain()
	c.mu.Lock()
	r := c.r
	c.r = nil
	c.mu.Unlock()
	if r != nil {
		r.Close() // waits for who reads, who may wait for mu
	}
}
