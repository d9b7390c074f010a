package clean

// A summary is the publisher's own short form of a text.
type summary struct {
	text  string // one line
	words int
}

func readSummary(markup string) summary {
	text := Text(markup)
	var c counter
	c.add(text)
	return summary{text, c.words()}
}

// copies reports whether s says only what title or text say, too.
func (s summary) copies(said *reading, title string) bool {
	return s.text == title || s.text == said.text
}
