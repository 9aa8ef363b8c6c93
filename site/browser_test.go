package site

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inBrowser runs one of the scripts in the folder browser and reads what it
// prints. Without Node, Chromium or Java the test is skipped, unless all tests
// are asked for.
func inBrowser(t *testing.T, result any, script string, args ...string) {
	t.Helper()
	skip := func(why string) {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	chromium := os.Getenv("DLFS_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); chromium == "" && err == nil {
			chromium = p
		}
	}
	if chromium == "" {
		skip("there is no Chromium (DLFS_CHROMIUM names it)")
	}
	for _, name := range []string{"node", "java"} {
		if _, err := exec.LookPath(name); err != nil {
			skip("there is no " + name)
		}
	}
	if _, err := os.Stat("browser/node_modules/playwright-core"); err != nil {
		skip("its packages are not there: npm ci --ignore-scripts --prefix site/browser")
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"browser/" + script}, args...)...)
	cmd.Env = append(os.Environ(), "DLFS_CHROMIUM="+chromium)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, stderr.String())
	}
	if err := json.Unmarshal(out, result); err != nil {
		t.Fatalf("%s printed %.200q: %v", script, out, err)
	}
}

// slow skips a test that takes long, unless all tests are asked for.
func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("DLFS_REQUIRE_ALL") == "" {
		t.Skip("it takes long: DLFS_REQUIRE_ALL=1 runs it")
	}
}

// report is what check.mjs prints.
type report struct {
	Pages    map[string][]string
	Requests []string
	HTML     []string
}

func (r report) problems() []string {
	list := append(append([]string{}, r.Requests...), r.HTML...)
	for name, p := range r.Pages {
		for _, s := range p {
			list = append(list, name+": "+s)
		}
	}
	return list
}

// Every page, in both themes, folded and unfolded: no violation of WCAG that
// axe-core knows, no error of the markup, no dead link, no request, no error in
// the console, no figure without words, no formula left as source, and nothing
// wider than a telephone. Without DLFS_REQUIRE_ALL it looks at a few pages.
func TestPagesInBrowser(t *testing.T) {
	dir := committed(t)
	args := []string{dir}
	if os.Getenv("DLFS_REQUIRE_ALL") == "" {
		args = append(args, "index.html", "ch05.ko.html")
	}
	var r report
	inBrowser(t, &r, "check.mjs", args...)
	if len(r.Pages) < len(args)-1 || len(r.Pages) == 0 {
		t.Errorf("%d pages were looked at", len(r.Pages))
	}
	for _, p := range r.problems() {
		t.Error(p)
	}
}

// The check finds what is wrong with a page that is made wrong on purpose.
func TestCheckCanFail(t *testing.T) {
	dir := t.TempDir()
	page := `<!doctype html><html><head><title>x</title><script>console.error("loud")</script></head><body>
<h3>x</h3><img src="http://127.0.0.1:9/x.png"><a href="none.html">a</a><a href="#none">b</a>
<p style="color:#999;background:#fff;width:900px">pale</p><p>$x_i$</p><p><b></p><svg width="9" height="9"></svg></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "bad.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	var r report
	inBrowser(t, &r, "check.mjs", dir)
	all := strings.Join(r.problems(), "\n")
	for _, want := range []string{"127.0.0.1:9", "loud", "color-contrast", "image-alt", "html-has-lang", "dead link: none.html", "dead anchor: #none", "formula left as source: $x_i$", "figure without words", "px wide", "End tag “p”"} {
		if !strings.Contains(all, want) {
			t.Errorf("the check does not find %q", want)
		}
	}
	if t.Failed() {
		t.Log(all)
	}
}

// What a reader does: search in both languages, switch theme and language at a
// section, copy, turn the page, read on a telephone.
func TestReading(t *testing.T) {
	var wrong []string
	inBrowser(t, &wrong, "use.mjs", committed(t))
	for _, w := range wrong {
		t.Error(w)
	}
}

// Hostile notebooks, opened and pressed, run nothing and send nothing.
func TestHostileInBrowser(t *testing.T) {
	slow(t)
	var r report
	inBrowser(t, &r, "check.mjs", "--open", hostile(t, Options{Untrusted: true}))
	for _, p := range r.problems() {
		t.Error(p)
	}
	inBrowser(t, &r, "check.mjs", "--open", hostile(t, Options{}), "handlers.html", "svg.html")
	if !strings.Contains(strings.Join(r.problems(), "\n"), "a script of the notebook has run") {
		t.Error("without --untrusted nothing runs: the test cannot fail")
	}
}

// A page that is one file asks for no other.
func TestSingleInBrowser(t *testing.T) {
	slow(t)
	dir := single(t)
	var r report
	inBrowser(t, &r, "check.mjs", dir, "ch05.html")
	for _, p := range r.problems() {
		t.Error(p)
	}
}
