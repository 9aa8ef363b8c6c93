// Package cell has the one function that gophernotes declares in every cell.
package cell

import (
	"github.com/dlfs-go/book/display"
	gophernotes "github.com/dlfs-go/book/display/gophernotes"
)

// Display shows d at once. It never fails; gophernotes' form returns an error.
func Display(d gophernotes.Data) error {
	display.Show(d)
	return nil
}
