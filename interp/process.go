package interp

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"
	"sync"

	"github.com/dlfs-go/book/interp/exec"
)

// The functions here stand in for those that end the process by themselves,
// from within compiled code.
func init() {
	addNatives(map[string]exec.Native{
		"runtime.Breakpoint":     func(*exec.Thread, []reflect.Value, []reflect.Value) {},
		"log.Fatal":              standardFatal(fmt.Sprint),
		"log.Fatalln":            standardFatal(fmt.Sprintln),
		"log.Fatalf":             standardFatal(sprintf),
		"(*log.Logger).Fatal":    loggerFatal(fmt.Sprint),
		"(*log.Logger).Fatalln":  loggerFatal(fmt.Sprintln),
		"(*log.Logger).Fatalf":   loggerFatal(sprintf),
		"flag.Parse":             func(th *exec.Thread, _, _ []reflect.Value) { parseFlags(th, flag.CommandLine, os.Args[1:]) },
		"(*flag.FlagSet).Parse":  flagSetParse,
		"(*sync.Mutex).Unlock":   unlockMutex,
		"(*sync.RWMutex).Unlock": unlockRWMutex,
		"(*sync.RWMutex).RUnlock": func(_ *exec.Thread, args, _ []reflect.Value) {
			rw := args[0].Interface().(*sync.RWMutex)
			if rw.TryLock() {
				rw.Unlock()
				panic(exec.Fatal("sync: RUnlock of unlocked RWMutex"))
			}
			rw.RUnlock()
		},
	})
}

func sprintf(a ...any) string { return fmt.Sprintf(a[0].(string), a[1:]...) }

func standardFatal(sprint func(...any) string) exec.Native {
	fatal := loggerFatal(sprint)
	return func(th *exec.Thread, args, results []reflect.Value) {
		fatal(th, append([]reflect.Value{reflect.ValueOf(log.Default())}, args...), results)
	}
}

func loggerFatal(sprint func(...any) string) exec.Native {
	return func(th *exec.Thread, args, _ []reflect.Value) {
		a := anys(args[len(args)-1])
		if len(args) == 3 {
			a = append([]any{args[1].String()}, a...)
		}
		lg := args[0].Interface().(*log.Logger)
		log.New(writer(th, reflect.ValueOf(lg.Writer())), lg.Prefix(), lg.Flags()).Output(0, sprint(a...))
		panic(exec.Exit{Code: 1})
	}
}

func flagSetParse(th *exec.Thread, args, results []reflect.Value) {
	arguments, _ := args[1].Interface().([]string)
	err := parseFlags(th, args[0].Interface().(*flag.FlagSet), arguments)
	if len(results) > 0 {
		results[0].Set(reflect.ValueOf(&err).Elem())
	}
}

func parseFlags(th *exec.Thread, f *flag.FlagSet, arguments []string) error {
	if f.Output() == io.Writer(os.Stderr) {
		f.SetOutput(th.Run().Stderr)
		defer f.SetOutput(nil)
	}
	if f.ErrorHandling() != flag.ExitOnError {
		return f.Parse(arguments)
	}
	f.Init(f.Name(), flag.ContinueOnError)
	defer f.Init(f.Name(), flag.ExitOnError)
	switch err := f.Parse(arguments); err {
	case nil:
		return nil
	case flag.ErrHelp:
		panic(exec.Exit{Code: 0})
	}
	panic(exec.Exit{Code: 2})
}

// The runtime ends the process when it is told to unlock what is not locked: a
// lock that can be taken is not.

func unlockMutex(_ *exec.Thread, args, _ []reflect.Value) {
	mu := args[0].Interface().(*sync.Mutex)
	if mu.TryLock() {
		mu.Unlock()
		panic(exec.Fatal("sync: unlock of unlocked mutex"))
	}
	mu.Unlock()
}

func unlockRWMutex(_ *exec.Thread, args, _ []reflect.Value) {
	rw := args[0].Interface().(*sync.RWMutex)
	if rw.TryRLock() {
		rw.RUnlock()
		panic(exec.Fatal("sync: Unlock of unlocked RWMutex"))
	}
	rw.Unlock()
}
