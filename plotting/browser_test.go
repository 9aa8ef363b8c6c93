package plotting

import (
	"encoding/base64"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Animations in img elements, in Chromium: two moments differ, and a reader who
// wants less motion sees the last state. The moments are chosen by a delay, and
// the clock stands still, so that nothing depends on the time it takes.
func TestAnimationsInABrowser(t *testing.T) {
	moments := []string{"", "*{animation-play-state:paused!important;animation-delay:-1.1s!important}",
		"*{animation-play-state:paused!important;animation-delay:-4.3s!important}", "*{animation:none!important}.c{display:none!important}"}
	names := []string{"descent", "slide", "frames"}
	var page strings.Builder
	page.WriteString(`<body style="margin:0">`)
	for row, name := range names {
		svg := gallery()[name].SVG()
		for col, css := range moments {
			if name == "frames" && strings.Contains(css, "delay") { // whose delays say which frame is which
				css = fmt.Sprintf(`.f,.l{animation:none!important;visibility:hidden}.d%d{visibility:visible}`, col)
			}
			fmt.Fprintf(&page, `<img style="position:absolute;left:%dpx;top:%dpx;width:300px;height:240px;object-fit:contain" src="data:image/svg+xml;base64,%s">`,
				300*col, 240*row, base64.StdEncoding.EncodeToString([]byte(strings.Replace(svg, "</style>", css+"</style>", 1))))
		}
	}
	calm := screenshot(t, page.String(), "--force-prefers-reduced-motion")
	lively := screenshot(t, page.String())
	for row, name := range names {
		at := func(img image.Image, col int) image.Image {
			return cut(img, image.Rect(300*col, 240*row, 300*col+300, 240*row+240))
		}
		if n := differing(at(lively, 1), at(lively, 2)); n < 20 {
			t.Errorf("%s: %d pixels differ between two moments, want more", name, n)
		}
		if n := differing(at(calm, 0), at(calm, 3)); n > 0 {
			t.Errorf("%s: with less motion %d pixels differ from the last state, want none", name, n)
		}
	}
}

func screenshot(t *testing.T, page string, flags ...string) image.Image {
	t.Helper()
	chromium := os.Getenv("DLFS_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); chromium == "" && err == nil {
			chromium = p
		}
	}
	if chromium == "" {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatal("there is no Chromium (DLFS_CHROMIUM names it)")
		}
		t.Skip("there is no Chromium (DLFS_CHROMIUM names it)")
	}
	dir := t.TempDir()
	file, shot := filepath.Join(dir, "page.html"), filepath.Join(dir, "shot.png")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--hide-scrollbars", "--user-data-dir=" + filepath.Join(dir, "profile"), "--window-size=1200,900", "--screenshot=" + shot}, flags...)
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which root cannot have
	}
	if out, err := exec.CommandContext(t.Context(), chromium, append(args, "file://"+file)...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%.500s", chromium, err, out)
	}
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func cut(img image.Image, r image.Rectangle) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Bounds(), img, r.Min, draw.Src)
	return out
}

func differing(a, b image.Image) int {
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if differ(a, b, x, y) > 0xffff/8 {
				n++
			}
		}
	}
	return n
}
