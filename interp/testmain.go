//go:build unknowngo || (!go1.28 && !futurego)

package interp

import (
	"errors"
	"flag"
	"io"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp/exec"
)

// Tests in cells. testing.Main is the only way to run them: it ends the process
// by itself, as does a test that panics.

func init() {
	addNatives(map[string]exec.Native{
		"testing.Main": func(th *exec.Thread, args, _ []reflect.Value) {
			match, _ := args[0].Interface().(func(pat, str string) (bool, error))
			tests, _ := args[1].Interface().([]testing.InternalTest)
			benchmarks, _ := args[2].Interface().([]testing.InternalBenchmark)
			examples, _ := args[3].Interface().([]testing.InternalExample)
			code := runTests(match, tests, benchmarks, examples)
			th.Run().CheckStop() // by the panic of a test, which is to be shown
			if code != 0 {
				panic(exec.Exit{Code: code})
			}
		},
		"(*testing.T).Run": func(_ *exec.Thread, args, results []reflect.Value) {
			t, f := args[0].Interface().(*testing.T), args[2].Interface().(func(*testing.T))
			ok := t.Run(args[1].String(), contained(f))
			if len(results) > 0 {
				results[0].SetBool(ok)
			}
		},
	})
}

// runTests is testing.Main up to the exit. The flags of the process are not
// those of the tests.
func runTests(match func(pat, str string) (bool, error), tests []testing.InternalTest, benchmarks []testing.InternalBenchmark, examples []testing.InternalExample) int {
	list := make([]testing.InternalTest, len(tests))
	for i, t := range tests {
		list[i] = testing.InternalTest{Name: t.Name, F: contained(t.F)}
	}
	m := testing.MainStart(testDeps(match), list, benchmarks, nil, examples)
	args := os.Args
	os.Args = args[:1]
	defer func() { os.Args = args }()
	if !flag.Parsed() {
		flag.Parse()
	}
	return m.Run()
}

// contained makes a test that fails where f panics: the panic of a test ends the
// process.
func contained(f func(*testing.T)) func(*testing.T) {
	if f == nil {
		return nil
	}
	return func(t *testing.T) {
		returned := false
		defer func() {
			if returned || t.Skipped() {
				return
			}
			if v := recover(); v != nil {
				t.Errorf("panic: %v", v)
			}
			t.FailNow() // the goroutine of a panic that has been shown ends without a word
		}()
		f(t)
		returned = true
	}
}

// testDeps is what package testing asks of the go command. There is nothing of
// it in a cell but the choice of tests.
type testDeps func(pat, str string) (bool, error)

type corpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

var errNoFuzzing = errors.New("fuzzing needs go test")

func (d testDeps) MatchString(pat, str string) (bool, error) { return d(pat, str) }

func (testDeps) ImportPath() string                          { return "" }
func (testDeps) ModulePath() string                          { return "" }
func (testDeps) SetPanicOnExit0(bool)                        {}
func (testDeps) StartCPUProfile(io.Writer) error             { return nil }
func (testDeps) StopCPUProfile()                             {}
func (testDeps) StartTestLog(io.Writer)                      {}
func (testDeps) StopTestLog() error                          { return nil }
func (testDeps) WriteProfileTo(string, io.Writer, int) error { return nil }
func (testDeps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error {
	return errNoFuzzing
}
func (testDeps) RunFuzzWorker(func(corpusEntry) error) error { return errNoFuzzing }
func (testDeps) ReadCorpus(string, []reflect.Type) ([]corpusEntry, error) {
	return nil, nil
}
func (testDeps) CheckCorpus([]any, []reflect.Type) error { return nil }
func (testDeps) ResetCoverage()                          {}
func (testDeps) SnapshotCoverage()                       {}
func (testDeps) InitRuntimeCoverage() (mode string, tearDown func(string, string) (string, error), snapcov func() float64) {
	return "", nil, nil
}
