package clean

// What we say in entries. These words are stored with the texts; a page in
// another language has them in English.
const (
	wordAudio     = "Audio"
	wordCode      = "Code"
	wordDrawing   = "Drawing"
	wordFormula   = "Formula"
	wordImage     = "Image"
	wordPage      = "Page"
	wordTable     = "Table"
	wordVideo     = "Video"
	wordAt        = " at "
	wordOpens     = " – opens there"
	wordElsewhere = " – see it on the site"
)
