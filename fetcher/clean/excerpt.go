package clean

import "planet"

// shorten makes the forms of a text that lists show (CLEAN-17).
func (f *fragment) shorten(t *planet.Text, own summary) {
	t.Whole = t.Words <= 300 && t.Images <= 2
}
