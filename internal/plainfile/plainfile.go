// Package plainfile reads files that a reader names.
package plainfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Read returns the content of a regular file. A pipe or a device is refused:
// its end may never come, and nothing could stop the reading.
func Read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(path, info); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func check(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return fmt.Errorf("%s is a folder, not a file", path)
	case mode&fs.ModeNamedPipe != 0:
		return fmt.Errorf("%s is a pipe, not a file: write into a file first", path)
	default:
		return fmt.Errorf("%s is a device or a socket, not a file", path)
	}
}
