package spec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A Finding is something that keeps a kernel from working, and what to type.
type Finding struct {
	Problem string
	Remedy  string
}

func (f Finding) String() string { return f.Problem + "\n    " + f.Remedy }

// Doctor looks for what keeps Jupyter from starting the kernel: a kernelspec
// that is missing, broken, or about another program, and a Jupyter that is
// missing or looks elsewhere. No findings mean a healthy kernel.
func Doctor(ctx context.Context, o Options) ([]Finding, error) {
	dir, err := o.Dir()
	if err != nil {
		return nil, err
	}
	if err := o.defaults(); err != nil {
		return nil, err
	}
	found := checkSpec(dir, o)
	if len(found) > 0 && found[0].Remedy == o.command("install") {
		return found, nil // Jupyter has nothing to see yet
	}
	return append(found, checkJupyter(ctx, dir, o)...), nil
}

// command is what to type for this kernel.
func (o Options) command(verb string) string {
	words := []string{"dlfs", verb}
	if o.Name != "dlfs" {
		words = append(words, "--name", o.Name)
	}
	if o.Prefix != "" {
		words = append(words, "--prefix", o.Prefix)
	}
	return strings.Join(words, " ")
}

// checkSpec looks at the installed kernelspec and the program it names.
func checkSpec(dir string, o Options) []Finding {
	file := filepath.Join(dir, "kernel.json")
	again := o.command("install")
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Finding{{fmt.Sprintf("no kernel is installed in %s", dir), again}}
	case err != nil:
		return []Finding{{fmt.Sprintf("the kernelspec cannot be read: %v", err), again}}
	}
	var k kernelJSON
	if err := json.Unmarshal(b, &k); err != nil {
		return []Finding{{fmt.Sprintf("%s is not JSON: %v", file, err), again}}
	}
	if len(k.Argv) == 0 || k.Argv[len(k.Argv)-1] != "{connection_file}" {
		return []Finding{{fmt.Sprintf("%s does not pass the connection file: argv is %q", file, k.Argv), again}}
	}
	exe := k.Argv[0]
	info, err := os.Stat(exe)
	switch {
	case err != nil:
		return []Finding{{fmt.Sprintf("the kernelspec names a program that is not there: %s", exe), again}}
	case info.IsDir() || info.Mode()&0o111 == 0:
		return []Finding{{fmt.Sprintf("the kernelspec names %s, which is not a program", exe), again}}
	case o.Executable != "" && !sameFile(exe, o.Executable):
		return []Finding{{fmt.Sprintf("Jupyter starts %s, not this program, %s", exe, o.Executable), again}}
	}
	return nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// checkJupyter asks Jupyter which kernels it finds.
func checkJupyter(ctx context.Context, dir string, o Options) []Finding {
	jupyter, err := exec.LookPath("jupyter")
	if err != nil {
		return []Finding{{"there is no jupyter on the PATH", "python3 -m pip install jupyterlab"}}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, jupyter, "kernelspec", "list", "--json").Output()
	if err != nil {
		return []Finding{{fmt.Sprintf("“jupyter kernelspec list” fails: %v", err), "python3 -m pip install --upgrade jupyter_client"}}
	}
	var list struct {
		Kernelspecs map[string]struct {
			Dir string `json:"resource_dir"`
		} `json:"kernelspecs"`
	}
	if err := json.Unmarshal(out, &list); err != nil {
		return []Finding{{fmt.Sprintf("“jupyter kernelspec list --json” says something else: %v", err), "python3 -m pip install --upgrade jupyter_client"}}
	}
	seen, ok := list.Kernelspecs[o.Name]
	switch {
	case !ok:
		return []Finding{{fmt.Sprintf("%s does not look in %s", jupyter, filepath.Dir(dir)), "export JUPYTER_PATH=" + filepath.Dir(filepath.Dir(dir))}}
	case !sameFile(seen.Dir, dir):
		return []Finding{{fmt.Sprintf("%s finds another kernel of this name first, in %s", jupyter, seen.Dir), "jupyter kernelspec remove " + o.Name + " && " + o.command("install")}}
	}
	return nil
}
