package bind

import "runtime"

// absent says why a package of the standard library is not compiled in, where
// it could not be interpreted either.
var absent = map[string]string{
	"net/http/pprof":   "its pages would be on every server of every cell, since they register themselves when a program starts: use runtime/pprof",
	"plugin":           "plugins are loaded by a program that is linked with C's loader, which this one is not",
	"runtime/cgo":      "it is for programs that are partly in C, and cells cannot be",
	"runtime/coverage": "it is for programs built by go build -cover, and cells are not built by the go command",
	"runtime/race":     "it has nothing to import: go build -race links it by itself, and cells are not built by the go command",
}

// Absent returns why a package of the standard library cannot be imported, or
// "" if nothing stands against it.
func Absent(path string) string {
	if _, ok := table[path]; ok {
		return ""
	}
	switch path {
	case "syscall":
		return "its bindings are made for Linux, macOS and Windows on their usual processors, not for " + runtime.GOOS + " on " + runtime.GOARCH
	case "log/syslog":
		return "there is no system log on " + runtime.GOOS + ": use log or log/slog"
	}
	return absent[path]
}
