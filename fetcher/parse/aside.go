package parse

import (
	"strconv"
	"strings"
)

// An aside is a text or an address that gofeed gets only the number of.
type aside struct {
	text  string // of a text construct: markup
	guess bool   // of a title: it may as well be text
	base  string // xml:base where it stood; "" if there is none
	lang  string // xml:lang there, unless it is the feed's
}

// asides are those of a document, by number.
type asides []aside

// keyMark begins a number; what gofeed does to addresses leaves "k12" alone.
const keyMark = "k"

// add sets a text aside and appends its number to dst.
func (all *asides) add(dst []byte, a aside) []byte {
	*all = append(*all, a)
	return strconv.AppendInt(append(dst, keyMark...), int64(len(*all)-1), 10)
}

// get gives what was set aside under a number; the zero aside if nothing was.
func (all asides) get(key string) aside {
	digits, is := strings.CutPrefix(key, keyMark)
	n, err := strconv.Atoi(digits)
	if !is || err != nil || n < 0 || n >= len(all) {
		return aside{}
	}
	return all[n]
}
