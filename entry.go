package planet

import "time"

// An Entry is a post as we keep it. It outlives its place in its feed.
//
// Text is strangers' text, for showing as text; only Body and its kin hold
// markup. A zero time means that the feed gave none that we can read.
type Entry struct {
	ID      int64  // our row; 0 for one that is not stored yet
	Feed    string // slug of the item of the list that brought it
	FeedURL string // the address in the list
	AtomID  string // its id in all that we publish; set once (ATOM-7)
	ShortID string // ten characters made from AtomID (URL-4)
	Path    string // of its page below the site, "2026/11/ann-title"; set once (URL-3)

	GUID      string // the publisher's own name for it, as published; "" if none
	Title     string // text, one line; "" for a note
	Link      string // absolute http(s); "" if the feed has none
	Canonical string // the one spelling of Link (CONV-2); compared, never shown

	Published time.Time // of the entry, as the feed says; may lie in the future
	Updated   time.Time // of its last change, as the feed says; moves nothing
	FirstSeen time.Time // when we first met it; set once
	Position  time.Time // the earlier of Published and FirstSeen; set once, orders everything
	Reason    Reason    // lasting: why it stays off front page and feeds; "" if it need not; set once
	Revision  int       // 1 if it was never edited
	Withdrawn time.Time // when its author took it out; zero if it is there
	Held      bool      // a trip wire keeps it back until a person looks (TRIP-1)

	Language     string // BCP 47; "" if nobody says
	Authors      []Author
	Contributors []Author
	Categories   []Category
	Enclosures   []Enclosure
	Rights       string
	InReplyTo    []string // addresses it says it answers (CONV-8)
	Comments     string   // address of the page with comments; "" for none
	Source       *Source  // of an entry which its feed took from elsewhere, as given; else nil

	Text Text
}

// A Head is what is known of an entry without opening it: enough to decide
// where it is shown, and to see whether what shows it must be made anew. Of a
// large archive only heads are held.
type Head struct {
	ID         int64
	Feed       string
	FeedURL    string
	AtomID     string
	ShortID    string
	Path       string
	Canonical  string
	Published  time.Time
	Updated    time.Time
	FirstSeen  time.Time
	Position   time.Time
	Reason     Reason
	Revision   int
	Withdrawn  bool // its author took it out
	Held       bool
	Uncleaned  bool
	Gathered   bool // its feed took it from elsewhere: it has a Source
	Replies    bool // it says what it answers
	Language   string
	Categories []Category // shared with other heads: only read

	Hash   [32]byte // SHA-256 of all that its feed said of it; zero if it is not stored
	Policy int      // version of the cleaning
}

// Head returns the head of e, as far as e holds it.
func (e *Entry) Head() Head {
	return Head{
		ID: e.ID, Feed: e.Feed, FeedURL: e.FeedURL, AtomID: e.AtomID, ShortID: e.ShortID, Path: e.Path, Canonical: e.Canonical,
		Published: e.Published, Updated: e.Updated, FirstSeen: e.FirstSeen, Position: e.Position, Reason: e.Reason, Revision: e.Revision,
		Withdrawn: !e.Withdrawn.IsZero(), Held: e.Held, Uncleaned: e.Text.Uncleaned, Gathered: e.Source != nil, Replies: len(e.InReplyTo) > 0,
		Language: e.Language, Categories: e.Categories,
	}
}

// Text is what package clean made of an entry's text. Those for lists show
// pictures as links (IMG-2).
type Text struct {
	Body      SafeHTML // the whole text
	List      SafeHTML // the whole text with pictures as links; empty if Body has none, and Body serves
	Excerpt   SafeHTML // the beginning, by ENT-10; empty if Whole
	Short     SafeHTML // at most half of the text, for display: excerpt
	Whole     bool     // short enough to be shown whole in lists
	Summary   string   // the publisher's own short form, as text; "" if none or only a copy
	Line      string   // one or two lines of text, for month pages
	Words     int      // in languages without spaces, characters divided by two
	Images    int
	NoAlt     int  // images without a description
	Trackers  int  // tracking pixels that were removed
	Uncleaned bool // the text could not be cleaned safely (ENT-14); all else is empty
	Links     []Reference
}

// A Reference is one link of an entry's full text, read before cleaning: what
// conversations are made of (CONV-1). It can't be had later.
type Reference struct {
	URL       string // absolute
	Canonical string // the one spelling of URL (CONV-2); package fetcher fills it
	Text      string // of the link itself
	Sentence  string // around it, plain, at most 240 characters
	Reply     bool   // marked as in reply to
}

// An Author is whom the feed names as the writer; need not be the member.
type Author struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// A Category is a label that the publisher gave an entry.
type Category struct {
	Term   string `json:"term"`
	Scheme string `json:"scheme,omitempty"`
	Label  string `json:"label,omitempty"`
}

// An Enclosure is a file that comes with an entry.
type Enclosure struct {
	URL      string `json:"url"`
	Type     string `json:"type,omitempty"`
	Length   int64  `json:"length,omitempty"`   // bytes; 0 if not told
	Duration int64  `json:"duration,omitempty"` // seconds; 0 if not told
	Title    string `json:"title,omitempty"`
}

// A Source is what a feed says of itself, kept for those who read it with us
// (ATOM-15).
type Source struct {
	ID       string     `json:"id,omitempty"` // the feed's own; its address if it has none
	Title    string     `json:"title,omitempty"`
	Subtitle string     `json:"subtitle,omitempty"`
	FeedURL  string     `json:"feed_url,omitempty"` // self, else where we got it
	HomeURL  string     `json:"home_url,omitempty"`
	Updated  time.Time  `json:"updated,omitzero"`
	Icon     string     `json:"icon,omitempty"`
	Logo     string     `json:"logo,omitempty"`
	Rights   string     `json:"rights,omitempty"`
	Language string     `json:"language,omitempty"`
	Authors  []Author   `json:"authors,omitempty"`
	Category []Category `json:"category,omitempty"`
	Blogroll []string   `json:"blogroll,omitempty"` // lists of feeds that it names (OWN-3)
}

// A Validator is the ETag and Last-Modified of an answer, byte for byte, and
// the address that gave it: it is sent to that address only (GET-5, GET-7).
type Validator struct {
	URL          string
	ETag         string
	LastModified string
}

// Reason is the one word why an entry is not shown somewhere (WHY-2).
type Reason string

// The reasons, the first that applies. Backlog, late and flood are lasting:
// they are set when the entry is first stored. Place works out the others.
const (
	ReasonForgotten Reason = "forgotten"
	ReasonHidden    Reason = "hidden"
	ReasonLeft      Reason = "left"
	ReasonRemoved   Reason = "removed"
	ReasonWithdrawn Reason = "withdrawn"
	ReasonHeld      Reason = "held"
	ReasonFuture    Reason = "future"
	ReasonDuplicate Reason = "duplicate"
	ReasonFiltered  Reason = "filtered"
	ReasonUncleaned Reason = "uncleaned"
	ReasonBacklog   Reason = "backlog"
	ReasonLate      Reason = "late"
	ReasonFlood     Reason = "flood"
	ReasonCap       Reason = "cap"
	ReasonWindow    Reason = "window"
	ReasonShown     Reason = "shown"
)

// FloodShown is how many of the posts that came at once are shown like others,
// the newest (FLOW-5).
const FloodShown = 5
