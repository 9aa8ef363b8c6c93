package kernel

import (
	"os"
	"time"
)

// ParentDeath returns a channel that is closed within a second after the
// process that started this one has ended. A kernel without a front end has
// nobody to end it. On Windows nothing tells, and it stays open.
func ParentDeath() <-chan struct{} {
	died := make(chan struct{})
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(time.Second)
		}
		close(died)
	}()
	return died
}
