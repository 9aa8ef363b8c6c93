package gokernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/internal/gosource"
)

// A notebook outside of any module uses the one that is kept for such: what go
// get adds there, cells import.
func TestKeptModule(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	home, err := os.MkdirTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(home) // not TempDir: the go command writes there behind our back
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	t.Setenv("GOPROXY", "off")
	t.Chdir(t.TempDir())
	if gosource.InModule(".") {
		t.Skip("the temporary directory is in a module")
	}
	own := filepath.Join(home, "greet")
	if err := os.MkdirAll(own, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/greet\n", "greet.go": "package greet\n\nfunc Hello() string { return \"hello\" }\n"} {
		if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e := evaluator(t)
	_, err = run(t, e, &recorder{}, "import \"example.com/greet\"\ngreet.Hello()")
	if want := "run !go get example.com/greet@latest in a cell"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("before go get: %v, want an error that says %q", err, want)
	}
	code := "!go mod edit -replace example.com/greet=" + own + " && go get example.com/greet\nimport \"example.com/greet\"\ngreet.Hello()"
	res, err := run(t, e, &recorder{}, code)
	if got := res.Data["text/plain"]; err != nil || got != `"hello"` && got != "hello" {
		t.Errorf("after go get: %v, %v, want hello", got, err)
	}
}
