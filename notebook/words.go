package notebook

import "strings"

// A twin's cell of code may say in the twin's language what its figures show:
// below "dlfs" in its metadata, "alt" is a list with the words for each
// figure, in their order, and the hash of the words they were written from.
const ownWords = "alt"

type words struct{ from, text string }

// own returns the words of a twin's cell for its figures.
func (c *Cell) own() []words {
	m, _ := c.Metadata["dlfs"].(map[string]any)
	list, _ := m[ownWords].([]any)
	var own []words
	for _, v := range list {
		m, _ := v.(map[string]any)
		from, _ := m[writtenFrom].(string)
		text, _ := m["text"].(string)
		own = append(own, words{from, text})
	}
	return own
}

// Words returns what a twin's cell says in its own language of a figure that
// says this by itself, or "" if it says nothing, or speaks of a figure that said
// something else.
func (c *Cell) Words(figure string) string {
	for _, w := range c.own() {
		if w.from == textHash(figure) {
			return w.text
		}
	}
	return ""
}

// figures are the words of a cell's figures, which are their text form.
func (c *Cell) figures() []string {
	var said []string
	for _, o := range c.Outputs {
		text, _ := o.Data["text/plain"].(string)
		page, _ := o.Data["text/html"].(string)
		picture := strings.Contains(page, "<img ")
		for mime := range o.Data {
			picture = picture || strings.HasPrefix(mime, "image/")
		}
		if picture && text != "" {
			said = append(said, text)
		}
	}
	return said
}

// wordsOff says what is wrong with a twin's words for its figures, or "".
func wordsOff(twin *Cell) string {
	own, figures := twin.own(), twin.figures()
	if len(own) > 0 && len(own) != len(figures) {
		return "it has its own words for another number of figures"
	}
	for i, w := range own {
		if strings.TrimSpace(w.text) == "" {
			return "its own words for a figure are empty"
		}
		if w.from != textHash(figures[i]) {
			return "a figure has changed since its own words were written"
		}
	}
	return ""
}

// acceptWords notes that a twin's words say what the figures show now.
func acceptWords(twin *Cell) {
	own, figures := twin.own(), twin.figures()
	var list []any
	for i, w := range own {
		if i < len(figures) {
			w.from = textHash(figures[i])
		}
		list = append(list, map[string]any{writtenFrom: w.from, "text": w.text})
	}
	if list != nil {
		twin.Metadata["dlfs"] = map[string]any{ownWords: list}
	}
}
