package display

import "errors"

// An Asker is a [Publisher] that can ask the reader for a line.
type Asker interface {
	Ask(prompt string, password bool) (string, error)
}

// Input asks the reader for a line of text. The error says that there is
// nobody to ask, as when a notebook is run by a program, or that the cell was
// interrupted.
func Input(prompt string) (string, error) { return ask(prompt, false) }

// Password is Input that does not show what is typed.
func Password(prompt string) (string, error) { return ask(prompt, true) }

func ask(prompt string, password bool) (string, error) {
	a, ok := publisher().(Asker)
	if !ok {
		return "", errors.New("display: there is nobody to ask here")
	}
	return a.Ask(prompt, password)
}
