// Package lists is a door into the line
//
//	config.ini, planet.ini, OPML, addresses → lists → feeds.yaml
//
// In goes the list of another planet (Venus, Planet 2.0, Pluto), of a reader
// of feeds (OPML), or of addresses alone, in any encoding and dialect; out
// comes ours, with comments and order, and a report on all that has no place
// in it. It opens nothing, sends no request, and passes over no feed and no
// setting in silence: count in is count out and what the report names (IMP-1).
// What may stand in our list is asked of package config.
package lists

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Format is a program's way to keep a list.
type Format string

// The formats. Planet 2.0 writes as Venus does.
const (
	Venus Format = "venus"
	Pluto Format = "pluto"
	OPML  Format = "opml"
	URLs  Format = "urls" // addresses, one a line
)

// The most that is read of a list (SAFE-18). feeds.yaml itself holds less.
const (
	MaxBytes = 50 << 20
	maxLines = 1_000_000
)

// An Old is the list of another planet, in our words and not yet judged.
type Old struct {
	Format Format

	settings []setting // of the planet
	feeds    []*feed   // in their order, each as often as it stands there
	inside   []string  // comments among the settings of the planet
	tail     []string  // comments below all
	notes    []Note
	seen     map[string]int // key of a note to its index in notes
}

// A setting is a key of the old list under our name.
type setting struct {
	line  int
	was   string // its name there
	key   string // ours, such as "front.entries"
	value any
}

// A feed is what an old list says of one feed.
type feed struct {
	line    int
	called  string   // what stands there, for messages
	above   []string // comments
	address string   // of the feed; "" if only its site is known
	given   []setting
	extra   map[string]any
	groups  []group
	alone   bool   // an address and no more: of a feed or of a home page
	refused string // why it is not one that we follow; "" for most
}

// A group is one that a feed is in: by slug if that is known, else by name.
type group struct{ slug, name string }

// A Note is a line of the report.
type Note struct {
	Line int // from 1; 0 for the list as a whole
	Text string
	More []int // further lines of which the same is true
}

// String is the note without its place.
func (n Note) String() string {
	const most = 5
	if len(n.More) == 0 {
		return n.Text
	}
	var also strings.Builder
	for i, line := range n.More {
		if i == most {
			fmt.Fprintf(&also, " and %d more", len(n.More)-most)
			break
		}
		if i > 0 {
			also.WriteByte(',')
		}
		fmt.Fprintf(&also, " %d", line)
	}
	return fmt.Sprintf("%s (also on line%s)", n.Text, also.String())
}

// note keeps a line of the report.
func (o *Old) note(line int, format string, args ...any) {
	o.notes = append(o.notes, Note{Line: line, Text: fmt.Sprintf(format, args...)})
}

// noteOnce keeps a line of the report; where it is true again, only that line.
func (o *Old) noteOnce(line int, text string) {
	if i, again := o.seen[text]; again {
		if n := &o.notes[i]; line != n.Line && (len(n.More) == 0 || n.More[len(n.More)-1] != line) {
			n.More = append(n.More, line)
		}
		return
	}
	if o.seen == nil {
		o.seen = map[string]int{}
	}
	o.seen[text] = len(o.notes)
	o.note(line, "%s", text)
}

// Read reads a list. Without a format it looks which one it is. It fails if
// the list is too large, or holds nothing that could be a feed.
func Read(src []byte, format Format) (*Old, error) {
	if len(src) > MaxBytes {
		return nil, fmt.Errorf("the list is larger than %d MB, which no list of feeds is", MaxBytes>>20)
	}
	text, lost := decode(src)
	if format == "" {
		format = guess(text)
	}
	if strings.Count(text, "\n") > maxLines {
		return nil, fmt.Errorf("the list has more than %d lines, which no list of feeds has", maxLines)
	}
	o := &Old{Format: format}
	if lost > 0 {
		o.note(0, "%d control characters are left out", lost)
	}
	switch format {
	case Venus:
		o.venus(parseINI(text, true))
	case Pluto:
		o.pluto(parseINI(text, false))
	case OPML:
		o.opml(text)
	case URLs:
		o.urls(text)
	default:
		return nil, fmt.Errorf("the format is %q; write venus, pluto, opml or urls", format)
	}
	if len(o.feeds) == 0 {
		return nil, errors.New(nothing[format])
	}
	return o, nil
}

// nothing says what a list of a format would hold.
var nothing = map[Format]string{
	Venus: "no feed stands in the list; in one of Venus or Planet 2.0 each is a section, such as [https://blog.example.net/feed]",
	Pluto: "no feed stands in the list; in one of Pluto each is a section with feed = and an address",
	OPML:  "no feed stands in the list; in OPML each is an outline with xmlUrl",
	URLs:  "no address stands in the list; write one a line, such as https://blog.example.net/",
}

var (
	header      = regexp.MustCompile(`(?m)^[ \t]*\[[^\]\n]+\]`)
	venusHeader = regexp.MustCompile(`(?mi)^[ \t]*\[[ \t]*(planet[ \t]*\]|[a-z]+:/)`)
	assignment  = regexp.MustCompile(`(?m)^[ \t]*[A-Za-z_]+[ \t]*=`)
)

// guess tells the format of a list by what it holds.
func guess(text string) Format {
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "<"):
		return OPML
	case venusHeader.MatchString(text):
		return Venus
	case header.MatchString(text), assignment.MatchString(text) && !strings.HasPrefix(strings.TrimSpace(text), "http"):
		return Pluto
	}
	return URLs
}
