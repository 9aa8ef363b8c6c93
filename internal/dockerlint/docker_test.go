// Package dockerlint checks the Dockerfile against the rules of Binder, since
// not every machine can build it.
package dockerlint

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// instructions returns the Dockerfile's instructions, continued lines joined.
func instructions(t *testing.T) []string {
	data, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "\\\n", " ")
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func find(list []string, pattern string) int {
	re := regexp.MustCompile(pattern)
	for i, line := range list {
		if re.MatchString(line) {
			return i
		}
	}
	return -1
}

// final returns the last instruction that fits a pattern.
func final(list []string, pattern string) (out string) {
	for i := find(list, pattern); i >= 0; i = find(list, pattern) {
		out, list = list[i], list[i+1:]
	}
	return out
}

// The image installs the versions that are written down, of everything.
func TestRequirements(t *testing.T) {
	data, err := os.ReadFile("../../deploy/requirements.txt")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, version, ok := strings.Cut(line, "==")
		if !ok || version == "" {
			t.Errorf("%q has no version", line)
		}
		have[strings.ToLower(name)] = true
	}
	for _, name := range []string{"notebook", "jupyterlab", "jupyter_client", "jupyter_server", "pyzmq", "tornado"} {
		if !have[name] {
			t.Errorf("the version of %s is not written down", name)
		}
	}
}

func TestBinderRules(t *testing.T) {
	all := instructions(t)
	last := 0
	for i, line := range all {
		if strings.HasPrefix(line, "FROM ") {
			last = i
			image := line
			if m := regexp.MustCompile(`^FROM \$\{(\w+)\}`).FindStringSubmatch(line); m != nil {
				if k := find(all, `^ARG `+m[1]+`=`); k >= 0 {
					image = "FROM " + strings.TrimPrefix(all[k], "ARG "+m[1]+"=")
				}
			}
			if !regexp.MustCompile(`^FROM \S+(:\d\S*\d|@sha256:[0-9a-f]{64})`).MatchString(image) || strings.Contains(image, ":latest") {
				t.Errorf("%q has neither an explicit tag nor a digest", line)
			}
		}
	}
	stage := all[last:]
	order := []struct{ rule, pattern string }{
		{"notebook and jupyterlab by pip, with versions", `^RUN pip install .*-r /tmp/requirements.txt`},
		{"the kernelspec outside of the home folder", `^RUN dlfs install --prefix /usr/local`},
		{"the user's name", `^ARG NB_USER`},
		{"the user's number is 1000", `^ARG NB_UID=1000$`},
		{"HOME is the user's", `^ENV .*HOME=/home/\$\{NB_USER\}`},
		{"the user is made", `^RUN adduser .*--uid \$\{NB_UID\} \$\{NB_USER\}`},
		{"the notebooks are copied", `^COPY notebooks \$\{HOME\}`},
		{"and given to the user", `^RUN chown -R \$\{NB_UID\} \$\{HOME\}`},
		{"the user is switched to", `^USER \$\{NB_USER\}$`},
		{"the command can be replaced", `^CMD \["jupyter", "lab"`},
	}
	at := -1
	for _, o := range order {
		i := find(stage, o.pattern)
		if i < 0 {
			t.Errorf("%s: no line like %s", o.rule, o.pattern)
		} else if i < at {
			t.Errorf("%s: %q stands too early", o.rule, stage[i])
		}
		at = max(at, i)
	}
	if user := final(stage, `^USER `); user != "USER ${NB_USER}" {
		t.Errorf("the container runs as %q, want the user without rights", user)
	}
	if i := find(stage, `token=|password=|allow.root|disable_check_xsrf`); i >= 0 {
		t.Errorf("%q turns off what keeps strangers out", stage[i])
	}
	if i := find(stage, `chmod\s+(-R\s+)?(0?777|[ao]*\+w)`); i >= 0 {
		t.Errorf("%q lets everybody write", stage[i])
	}
	if i := find(stage, `^ENTRYPOINT`); i >= 0 {
		t.Errorf("%q: the command that Binder gives must be run as it is", stage[i])
	}
	if i := find(all, `curl|wget|git clone`); i >= 0 {
		t.Errorf("%q fetches something without a version", all[i])
	}
}

// What the image's notebooks need must be in the build's context.
func TestContext(t *testing.T) {
	data, err := os.ReadFile("../../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		for _, needed := range []string{"notebooks", "dlfs", "cmd", "interp"} {
			if strings.Trim(strings.TrimSpace(line), "/") == needed {
				t.Errorf(".dockerignore leaves out %s", needed)
			}
		}
	}
	if _, err := os.Stat("../../dlfs/mnist/data/train-images-idx3-ubyte.gz"); err != nil {
		t.Error("MNIST is not embedded:", err)
	}
}
