package interp_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
)

var corpus = flag.Bool("corpus", false, "run the programs of Go's own test directory, each in a process of its own (so does naming the test with -run)")

const corpusChild = "DLFS_CORPUS_FILE"

func TestMain(m *testing.M) {
	if file := os.Getenv(corpusChild); file != "" {
		os.Exit(runCorpusFile(file))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// runCorpusFile runs one program and exits as it would.
func runCorpusFile(file string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 125
	}
	s := newSession()
	err = s.Program(context.Background(), filepath.Base(file), string(text), interp.IO{Stdout: os.Stdout, Stderr: os.Stderr, Stdin: os.Stdin})
	if err == nil {
		return 0
	}
	if e, ok := err.(*interp.Exit); ok {
		return e.Code
	}
	fmt.Fprintln(os.Stderr, err)
	return 2
}

// notPlain finds the imports of what serves the runtime and the toolchain.
var notPlain = regexp.MustCompile(`(?m)^\s*(?:import\s+)?(?:[\w.]+\s+)?"(?:runtime|runtime/[\w/]+|unsafe|reflect|os/exec|internal/[\w/]+)"`)

// asked reports whether the corpus is to run: it takes minutes, so that a run
// of all tests leaves it out.
func asked() bool {
	return *corpus || strings.Contains(flag.Lookup("test.run").Value.String(), "TestGoCorpus")
}

// TestGoCorpus runs every "// run" program of Go's own tests that takes no
// arguments. What cannot pass is listed with its reason in
// testdata/corpus.txt. The last two lines say how many pass: of those that are
// plain, and of all.
func TestGoCorpus(t *testing.T) {
	if !asked() {
		t.Skip("takes minutes: go test ./interp -run TestGoCorpus -v")
	}
	files := corpusFiles(t)
	known := corpusList(t)
	why := make([]string, len(files))
	var group sync.WaitGroup
	slots := make(chan bool, runtime.NumCPU())
	for i, file := range files {
		slots <- true
		group.Go(func() {
			patience := corpusTime
			if _, listed := known[file.name]; listed {
				patience = listedTime
			}
			why[i] = corpusRun(file.path, patience)
			<-slots
		})
	}
	group.Wait()
	var plain, plainOK, allOK int
	for i, file := range files {
		passes := why[i] == ""
		if file.plain {
			plain++
		}
		if passes {
			allOK++
		}
		if passes && file.plain {
			plainOK++
		}
		switch reason, listed := known[file.name]; {
		case passes && listed && strings.HasPrefix(reason, "runs the go command"): // of the tests' release, here
		case passes && listed:
			t.Errorf("%s passes: take it off testdata/corpus.txt", file.name)
		case !passes && !listed:
			t.Errorf("%s: %s", file.name, why[i])
		}
	}
	t.Cleanup(func() { // after t's own lines
		fmt.Printf("plain: %d of %d\nall: %d of %d\n", plainOK, plain, allOK, len(files))
	})
}

type corpusFile struct {
	name, path string
	plain      bool
}

func corpusFiles(t *testing.T) (list []corpusFile) {
	root, err := corpusRoot()
	if err != nil {
		t.Skip(err)
	}
	for _, dir := range []string{".", "chan", "interface", "ken", "typeparam", "fixedbugs"} {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*.go"))
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil || !strings.HasPrefix(string(text), "// run\n") {
				continue
			}
			name, _ := filepath.Rel(root, file)
			list = append(list, corpusFile{name, file, !notPlain.Match(text)})
		}
	}
	return list
}

// corpusRoot finds Go's own tests beside a go command of the PATH. A toolchain
// that the go command has fetched comes without them: those of the release that
// is installed do, too.
func corpusRoot() (string, error) {
	var roots []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if path, err := filepath.EvalSymlinks(filepath.Join(dir, "go")); err == nil {
			roots = append(roots, filepath.Dir(filepath.Dir(path)))
		}
	}
	if out, err := exec.Command("go", "env", "GOROOT").Output(); err == nil {
		roots = append(roots, strings.TrimSpace(string(out)))
	}
	for _, root := range roots {
		if _, err := os.Stat(filepath.Join(root, "test", "fixedbugs")); err == nil {
			return filepath.Join(root, "test"), nil
		}
	}
	return "", fmt.Errorf("no GOROOT of %q has the directory test", roots)
}

func corpusList(t *testing.T) map[string]string {
	data, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if name, why, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(name, "#") {
			known[name] = why
		}
	}
	return known
}

// corpusTime is what a program gets: the slowest need 15 seconds of a processor
// that they have for themselves.
const corpusTime = 4 * time.Minute

// listedTime is what one gets that is known to fail: some of them wait for the
// garbage collector without end.
const listedTime = 20 * time.Second

// corpusRun returns why a program fails, or nothing.
func corpusRun(file string, patience time.Duration) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), corpusChild+"="+file)
	cmd.Dir = filepath.Dir(file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	want, _ := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
	switch {
	case ctx.Err() != nil:
		return "it does not end"
	case err != nil:
		first, _, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
		return fmt.Sprintf("%v: %.200s", err, first)
	case out.String() != string(want):
		return fmt.Sprintf("output %.80q, want %.80q", out.String(), want)
	}
	return ""
}
