// Package clean is the third stage of the fetcher
//
//	URL → get → parse → clean → store
//
// In goes markup that strangers wrote, out comes markup we will publish, as
// planet.SafeHTML; no other package makes that. It opens no file, sends no
// request and returns no error: what it does not know, it drops.
//
// A text takes these steps, in this order (CLEAN-1):
//
//	balance → ParseFragment → edit the tree → Render → bluemonday → ParseFragment → Render
//
// A step is passed over only where it is known to change nothing (see seal).
//
// What comes out is canonical, so that package render can change it without a
// parser (CLEAN-17):
//
//   - Names of elements and attributes are in lower case, attributes stand in
//     the order of the alphabet, values between double quotes, and "<", ">"
//     and double quotes occur in neither text nor values. Hence each "<h2" is
//     a heading and each ` loading="lazy"` an attribute of ours.
//   - A picture with a description begins `<img alt=`, one without begins
//     `<img decoding=`; all are lazy.
//   - The names of scroll boxes are the whole values "Code", "Table" and
//     "Formula" of aria-label.
package clean

import (
	"planet"
)

// Version is the policy's. It grows with each change that makes other markup
// of the same source, or that lets [planet.SafeHTML.Text] find other words in it
// for the search; stored entries are then cleaned again (CLEAN-4, CLEAN-5).
const Version = 2

// A Post is what must be known of an entry to clean its text.
type Post struct {
	Base       string // absolute address to which relative ones are; "" drops those
	ShortID    string // makes ids unique on a page, as e-<short id>-<id> (CLEAN-9)
	Link       string // the original, for links to what is not in the text; "" for none
	Title      string // a first heading that says the same is dropped (ENT-4)
	DataImages bool   // small data: pictures stay (CLEAN-12)
}

// HTML cleans a fragment. It is empty if raw can't be cleaned safely: too
// large, too deep, or too much of it (CLEAN-3).
func HTML(raw string, post Post) planet.SafeHTML {
	f := newFragment(post)
	defer f.release()
	if f.open(raw) != nil {
		return planet.SafeHTML{}
	}
	body, err := f.seal()
	if err != nil {
		return planet.SafeHTML{}
	}
	return planet.TrustHTML(body)
}

// Entry makes all that pages need of an entry's text and of the publisher's
// summary, on one tree (CLEAN-17). A text that can't be cleaned safely gives
// nothing but Uncleaned (ENT-14).
func Entry(raw, summary string, post Post) planet.Text {
	f := newFragment(post)
	defer f.release()
	if f.open(raw) != nil {
		return planet.Text{Uncleaned: true}
	}
	said := readText(f.root)
	t := planet.Text{
		Words: said.words(), Images: f.images, NoAlt: f.noAlt, Trackers: f.trackers,
		Links: said.references(f.links),
	}
	body, err := f.seal()
	if err != nil {
		return planet.Text{Uncleaned: true}
	}
	t.Body = planet.TrustHTML(body)
	own := readSummary(summary, raw)
	if !own.copies(said, post.Title) {
		t.Summary = own.text
	}
	t.Line = said.line(t.Summary)
	f.shorten(&t, own)
	return t
}
