package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stopper is an output that ends a context when it has read something.
type stopper struct {
	bytes.Buffer
	at   string
	stop func()
}

func (s *stopper) Write(b []byte) (int, error) {
	n, err := s.Buffer.Write(b)
	if strings.Contains(s.String(), s.at) {
		s.stop()
	}
	return n, err
}

// Ctrl-C saves where the training stands and says how to go on; the command that
// it says gives the same file as a training without a stop.
func TestTrainResumes(t *testing.T) {
	dir, data := t.TempDir(), dataSet(t, 230, 28)
	whole, part := filepath.Join(dir, "whole.npz"), filepath.Join(dir, "part.npz")
	settings := []string{"--data", data, "--epochs", "4", "--batch", "50", "--lr", "0.002", "--seed", "9"}
	args := append([]string{"train", "three-layer-net"}, settings...)
	if _, err := dlfs(t, append(args, "-o", whole, "--log", filepath.Join(dir, "whole.csv"))...); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &stopper{at: "epoch 2 of 4", stop: cancel}
	cmd := command()
	cmd.SetArgs(append(args, "-o", part, "--log", filepath.Join(dir, "part.csv")))
	cmd.SetOut(out)
	err := cmd.ExecuteContext(ctx)
	if err == nil || !strings.Contains(err.Error(), "interrupted in epoch 2 of 4") {
		t.Fatalf("error %v, output\n%s", err, out.String())
	}
	_, again, ok := strings.Cut(err.Error(), "Go on with: dlfs ")
	if !ok {
		t.Fatalf("it does not say how to go on: %v", err)
	}
	if _, err := os.Stat(part); err == nil {
		t.Error("weights of half a training are there under the name of a whole one's")
	}
	said, err := dlfs(t, append(strings.Fields(again), "--log", filepath.Join(dir, "part.csv"))...)
	if err != nil || !strings.Contains(said, "going on after iteration 10 of 20") || strings.Contains(said, "epoch 2 of 4") {
		t.Fatalf("error %v, output\n%s", err, said)
	}
	for _, pair := range [][2]string{{whole, part}, {filepath.Join(dir, "whole.csv"), filepath.Join(dir, "part.csv")}} {
		a, err := os.ReadFile(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(pair[1]); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s and %s differ, %v", pair[0], pair[1], err)
		}
	}
	if lines, _ := os.ReadFile(filepath.Join(dir, "part.csv")); bytes.Count(lines, []byte("\n")) != 5 {
		t.Errorf("the log is\n%s\nwant a line of names and four", lines)
	}
	if list, _ := filepath.Glob(filepath.Join(dir, "*checkpoint*")); len(list) > 0 {
		t.Errorf("checkpoints are left over: %v", list)
	}
}

// Weights of an earlier training are a start for the next.
func TestTrainFrom(t *testing.T) {
	dir, data := t.TempDir(), dataSet(t, 100, 28)
	first, second, log := filepath.Join(dir, "1.npz"), filepath.Join(dir, "2.npz"), filepath.Join(dir, "log.jsonl")
	if _, err := dlfs(t, "train", "three-layer-net", "--data", data, "-o", first, "--epochs", "60", "--lr", "0.01"); err != nil {
		t.Fatal(err)
	}
	said, err := dlfs(t, "train", "three-layer-net", "--data", data, "-o", second, "--from", first, "--epochs", "1", "--log", log)
	if err != nil || !strings.Contains(said, "epoch 1 of 1: loss 0.0") {
		t.Errorf("error %v, output\n%s", err, said)
	}
	if b, err := os.ReadFile(log); err != nil || !strings.HasPrefix(string(b), `{"epoch":1,"iteration":1,"loss":0.0`) || !strings.Contains(string(b), `"test_loss":0.0`) {
		t.Errorf("the log is %s, %v", b, err)
	}
}

func TestTrainFlagErrors(t *testing.T) {
	data := dataSet(t, 10, 28)
	for want, args := range map[string][]string{
		"--epochs is 0":                      {"--epochs", "0"},
		"--batch is -1":                      {"--batch", "-1"},
		"--lr is -1":                         {"--lr=-1"},
		"ends in .csv or .jsonl":             {"--log", "x.txt"},
		"leave out --from":                   {"--resume", "--lr", "1"},
		"nothing to resume":                  {"--resume", "-o", filepath.Join(t.TempDir(), "w.npz")},
		"no such file":                       {"--from", filepath.Join(t.TempDir(), "no.npz")},
		"no such file or directory":          {"--log", filepath.Join(t.TempDir(), "no", "x.csv")},
		"there are three-layer-net, simple-": {"x"},
	} {
		name := "three-layer-net"
		if args[0] == "x" {
			name, args = "x", nil
		}
		all := append([]string{"train", name, "--data", data}, args...)
		if !strings.Contains(strings.Join(args, " "), "-o") {
			all = append(all, "-o", filepath.Join(t.TempDir(), "w.npz"))
		}
		if said, err := dlfs(t, all...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("dlfs %q: error %v, want %q\n%s", all, err, want, said)
		}
	}
	if said, err := dlfs(t, "train", "--help"); err != nil || !strings.Contains(said, "deep-conv-net") {
		t.Errorf("--help does not name the networks: %v\n%s", err, said)
	}
}
