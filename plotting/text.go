package plotting

import (
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// writer is gonum's plain text handler.
type writer struct{ text.Plain }

func widthOf(f font.Face, s string) vg.Length { return f.Width(s) }

func textWidth(s string, size vg.Length) vg.Length { return widthOf(textFace(size), s) }
