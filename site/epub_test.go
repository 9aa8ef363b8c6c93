package site

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The book for electronic readers: its parts in the order and form that the
// standard asks for, all of them well-formed, listed, and with links that lead
// somewhere.
func TestEPUB(t *testing.T) {
	for _, lang := range []string{"en", "ko"} {
		var b bytes.Buffer
		if _, err := chapters(t, Options{}).EPUB(&b, lang, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if first := z.File[0]; first.Name != "mimetype" || first.Method != zip.Store {
			t.Errorf("%s: first comes %s, method %d; want mimetype, stored", lang, first.Name, first.Method)
		}
		files := map[string]string{}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			files[f.Name] = string(data)
			if ext := path.Ext(f.Name); ext == ".xhtml" || ext == ".opf" || ext == ".xml" {
				if err := wellFormed(data); err != nil {
					t.Errorf("%s: %s: %v", lang, f.Name, err)
				}
			}
		}
		checkEPUB(t, files)
	}
}

func checkEPUB(t *testing.T, files map[string]string) {
	t.Helper()
	opf := files["book/package.opf"]
	for name, data := range files {
		base, ok := strings.CutPrefix(name, "book/")
		if ok && base != "package.opf" && !strings.Contains(opf, `href="`+base+`"`) {
			t.Errorf("%s is not in the manifest", name)
		}
		if strings.Contains(data, "<script") || strings.Contains(data, "<button") {
			t.Errorf("%s has a script or a button", name)
		}
		for _, m := range regexp.MustCompile(`<a [^>]*href="([^":]*)"`).FindAllStringSubmatch(data, -1) {
			file, anchor, _ := strings.Cut(m[1], "#")
			target := name
			if file != "" {
				target = "book/" + file
			}
			if to, ok := files[target]; !ok || anchor != "" && !strings.Contains(to, `id="`+anchor+`"`) {
				t.Errorf("%s: a dead link: %s", name, m[1])
			}
		}
		if strings.Contains(data, "<math") && !regexp.MustCompile(`href="`+base+`"[^>]*properties="[^"]*mathml`).MatchString(opf) {
			t.Errorf("%s has mathematics that the manifest does not mention", name)
		}
	}
	if !strings.Contains(files["book/ch05.xhtml"], `<svg xmlns="http://www.w3.org/2000/svg" role="img"`) {
		t.Error("chapter 5 has no drawing")
	}
}

func wellFormed(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
