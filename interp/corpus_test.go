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
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
)

var corpus = flag.Bool("corpus", false, "run the programs of Go's own test directory, each in a process of its own")

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

var notPlain = regexp.MustCompile(`(?m)^\s*(?:import\s+)?(?:[\w.]+\s+)?"(?:runtime|runtime/[\w/]+|unsafe|reflect|syscall|os/exec|internal/[\w/]+)"`)

// TestGoCorpus runs every "// run" program of Go's own tests that takes no
// arguments. What cannot pass is listed with its reason in
// testdata/corpus.txt.
func TestGoCorpus(t *testing.T) {
	if !*corpus {
		t.Skip("takes minutes: go test ./interp -run TestGoCorpus -corpus -v")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	root := filepath.Join(strings.TrimSpace(string(goroot)), "test")
	if _, err := os.Stat(root); err != nil {
		t.Skip("GOROOT has no test directory")
	}
	known := corpusList(t)
	var plain, plainOK, all, allOK int
	for _, dir := range []string{".", "chan", "interface", "ken", "typeparam", "fixedbugs"} {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*.go"))
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil || !strings.HasPrefix(string(text), "// run\n") {
				continue
			}
			name, _ := filepath.Rel(root, file)
			all++
			isPlain := !notPlain.Match(text)
			if isPlain {
				plain++
			}
			why := corpusRun(file)
			if why == "" {
				allOK++
				if isPlain {
					plainOK++
				}
			}
			switch _, listed := known[name]; {
			case why == "" && listed:
				t.Errorf("%s passes: take it off testdata/corpus.txt", name)
			case why != "" && !listed:
				t.Errorf("%s: %s", name, why)
			}
		}
	}
	t.Logf("plain: %d of %d", plainOK, plain)
	t.Logf("all: %d of %d", allOK, all)
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

// corpusRun returns why a program fails, or nothing.
func corpusRun(file string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
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
