package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/dlfs-go/book/internal/peers"
)

// One round without Python measures everything once.
func TestBench(t *testing.T) {
	said, err := dlfs(t, "bench", "--json", "--rounds", "1", "--python", "no-such-python")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "{") {
			continue // the words on standard error
		}
		var r peers.Result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if !(r.MS > 0) {
			t.Errorf("%s of %s takes %v ms", r.Name, r.Impl, r.MS)
		}
		got[r.Name+" "+r.Impl] = true
	}
	for _, name := range peers.Names {
		if !got[name+" dlfs"] {
			t.Errorf("%s was not measured:\n%s", name, said)
		}
	}
	if !strings.Contains(said, "left out: numpy") {
		t.Errorf("not a word about NumPy:\n%s", said)
	}
}

func TestBenchTable(t *testing.T) {
	said, err := dlfs(t, "bench", "--rounds", "1", "--python", "no-such-python")
	if err != nil || !strings.Contains(said, "DeepConvNet/step") || !strings.Contains(said, "dlfs32") {
		t.Errorf("error %v, output:\n%s", err, said)
	}
	if _, err := dlfs(t, "bench", "--rounds", "0"); err == nil || !strings.Contains(err.Error(), "--rounds") {
		t.Errorf("no rounds: error %v", err)
	}
}
