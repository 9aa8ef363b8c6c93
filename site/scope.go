package site

import (
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

var (
	svgStyle  = lazyregexp.New(`(?s)<style>(.*?)</style>`)
	svgClass  = lazyregexp.New(`\sclass="([^"]*)"`)
	cssClass  = lazyregexp.New(`\.([A-Za-z_][\w-]*)`)
	cssAll    = lazyregexp.New(`([{}]|^)\*\{`)
	cssFrames = lazyregexp.New(`(@keyframes\s+|animation(?:-name)?:\s*)([A-Za-z_][\w-]*)`)
)

// scope keeps the styles of a drawing within it: the classes and animations
// they name get the drawing's name before theirs.
func scope(svg, name string) string {
	if !strings.Contains(svg, "<style") {
		return svg
	}
	frames := func(s string) string {
		return cssFrames().ReplaceAllStringFunc(s, func(s string) string {
			if m := cssFrames().FindStringSubmatch(s); m[2] != "none" {
				return m[1] + name + "-" + m[2]
			}
			return s
		})
	}
	svg = frames(svg)
	svg = svgStyle().ReplaceAllStringFunc(svg, func(s string) string {
		css := cssClass().ReplaceAllString(svgStyle().FindStringSubmatch(s)[1], "."+name+"-$1")
		css = cssAll().ReplaceAllString(css, "${1}."+name+" *{")
		return "<style>" + css + "</style>"
	})
	return svgClass().ReplaceAllStringFunc(svg, func(s string) string {
		var list []string
		for _, c := range strings.Fields(svgClass().FindStringSubmatch(s)[1]) {
			list = append(list, name+"-"+c)
		}
		return ` class="` + strings.Join(list, " ") + `"`
	})
}
