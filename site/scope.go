package site

import (
	"regexp"
	"strings"
)

var (
	styleSheet = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)
	keyframes  = regexp.MustCompile(`@keyframes\s+([\w-]+)\s*\{`)
	selector   = regexp.MustCompile(`\.([A-Za-z_][\w-]*)`) // of a class
	classes    = regexp.MustCompile(`\sclass="([^"]*)"`)
)

// scope keeps the style sheets of a drawing to that drawing, and those of the
// page out of it. In a picture “.f” means nothing else; in a page it would be
// every f of it. So classes and keyframes get names of their own, and the rules
// go into a rule for the drawing's id.
func scope(svg, id string) string {
	if !styleSheet.MatchString(svg) {
		return svg
	}
	for _, m := range keyframes.FindAllStringSubmatch(svg, -1) {
		name := regexp.QuoteMeta(m[1])
		uses := regexp.MustCompile(`(@keyframes\s+|animation(?:-name)?:\s*)` + name + `([\s;}{"])`)
		svg = uses.ReplaceAllString(svg, "${1}"+id+"-"+m[1]+"${2}")
	}
	svg = classes.ReplaceAllStringFunc(svg, func(attr string) string {
		names := strings.Fields(classes.FindStringSubmatch(attr)[1])
		return ` class="` + id + "-" + strings.Join(names, " "+id+"-") + `"`
	})
	return styleSheet.ReplaceAllStringFunc(svg, func(sheet string) string {
		rules, frames := cutKeyframes(styleSheet.FindStringSubmatch(sheet)[1])
		rules = selector.ReplaceAllString(rules, "."+id+"-$1")
		return "<style>#" + id + "{" + rules + "}" + frames + "</style>"
	})
}

// cutKeyframes takes the keyframes out of a style sheet.
func cutKeyframes(css string) (rules, frames string) {
	for {
		at := keyframes.FindStringIndex(css)
		if at == nil {
			return rules + css, frames
		}
		end, open := at[1], 1
		for end < len(css) && open > 0 {
			open += strings.Count(css[end:end+1], "{") - strings.Count(css[end:end+1], "}")
			end++
		}
		rules, frames, css = rules+css[:at[0]], frames+css[at[0]:end], css[end:]
	}
}
