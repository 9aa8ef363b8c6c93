package site

import (
	"strings"
	"testing"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/notebook"
)

func TestScope(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", `<g class="f"/>`, `<g class="f"/>`},
		{"rules", `<style>.f{fill:red}</style><g class="f g"/>`, `<style>.x-f{fill:red}</style><g class="x-f x-g"/>`},
		{"keyframes", `<style>@media(a){*{b:c}}.f{animation:f 2.5s}@keyframes f{0%{d:.5}5%{d:g}}.l{animation:none}</style>`,
			`<style>@media(a){.x *{b:c}}.x-f{animation:x-f 2.5s}@keyframes x-f{0%{d:.5}5%{d:g}}.x-l{animation:none}</style>`},
		{"in an attribute", `<style>@keyframes f{0%{d:e}}</style><g style="animation:f 1s"/>`,
			`<style>@keyframes x-f{0%{d:e}}</style><g style="animation:x-f 1s"/>`},
	} {
		if got := scope(tt.in, "x"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Two drawings that move do not move each other, nor hide names in code.
func TestFiguresKeepTheirStyles(t *testing.T) {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><style>.f{visibility:hidden;animation:f 1s}@keyframes f{0%{a:b}}</style><g class="f"/></svg>`
	d := display.SVG("a drawing that moves", svg)
	out := notebook.Output{Type: "execute_result", Data: d.MIME}
	page, _ := build(t, code("f()", out, out))
	for _, want := range []string{".f1-f{", "@keyframes f1-f{", ".f2-f{", `<g class="f1-f"`, `<g class="f2-f"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
