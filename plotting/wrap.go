package plotting

import (
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// wrap breaks words into lines that are no wider than room: between words, or,
// where one is too long or has no spaces, between signs.
func wrap(s string, sty text.Style, room vg.Length) string {
	f := fonts.Lookup(sty.Font, sty.Font.Size)
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		for widthOf(f, line) > room {
			end, space := 0, 0
			for i, r := range line {
				if end > 0 && widthOf(f, line[:i+len(string(r))]) > room {
					break
				}
				end = i + len(string(r))
				if r == ' ' && i > 0 {
					space = i
				}
			}
			if end == len(line) { // a single sign
				break
			}
			if space > 0 {
				end = space
			}
			lines = append(lines, line[:end])
			line = strings.TrimPrefix(line[end:], " ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
