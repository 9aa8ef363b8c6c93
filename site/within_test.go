package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// Pictures come from the notebook's folder and from nowhere else, and are
// pictures by their content.
func TestPicturesFromWithin(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "nb")
	if err := os.MkdirAll(filepath.Join(folder, "below"), 0o755); err != nil {
		t.Fatal(err)
	}
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	for name, text := range map[string]string{
		"nb/a.png": png, "nb/below/b.png": png, "secret.png": png, "nb/text.png": "root:*:20228:", "nb/none.txt": png,
		"nb/c.svg": `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>`, "nb/d.svg": "root:*:20228:",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	links := map[string]string{"nb/out.png": "../secret.png", "nb/passwd.png": "/etc/passwd", "nb/in.png": "a.png"}
	for name, to := range links {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	p := &page{path: filepath.Join(folder, "nb.ipynb"), book: &Book{}}
	for dest, kind := range map[string]string{
		"a.png": "image/png", "below/b.png": "image/png", "./a.png": "image/png", "c.svg": "image/svg+xml", "none.txt": "image/png", "in.png": "image/png", "../nb/a.png": "image/png", "below/../a.png": "image/png",
		"../secret.png": "", "below/../../secret.png": "", "/etc/passwd": "", "text.png": "", "d.svg": "", "out.png": "", "passwd.png": "", "below": "", "missing.png": "",
	} {
		got, err := p.imageData(dest, &notebook.Cell{})
		if kind == "" {
			if err == nil {
				t.Errorf("%s gives %.40q, want an error", dest, got)
			}
			continue
		}
		if err != nil || !strings.HasPrefix(got, "data:"+kind+";base64,") {
			t.Errorf("%s gives %.40q, %v, want a picture of type %s", dest, got, err, kind)
		}
	}
}
