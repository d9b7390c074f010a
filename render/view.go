package render

import (
	"html/template"
	"time"

	"planet"
)

// A view is what a page template gets (THEME-5). The fields of it and of what
// it holds are the contract of api 1; docs/themes.md lists them.
type view struct {
	Site *siteView
	Page pageView
	Data any // one of the …Data types, by the kind of page
}

// A siteView is the same for all pages of a site.
type siteView struct {
	Title, URL, Description string
	Owner                   string // name; "" if the list names none
	Contact                 string // address of a page, or mailto:; "" for none
	Repository              string // address; "" for none
	Zone                    string // name of the zone of all dates
	Logo                    string // absolute address of the planet's picture, twice as wide as high
	Custom                  string // name of the owner's own stylesheet; "" for none
	Nav                     []navView
	Members                 []*memberView // on the list now, by name
	NewMembers              []*memberView // who joined in the last 30 days, the latest first
	Groups                  []*groupView
	FeedCount               int
	Everything              bool                     // there is a stream without filters
	Scripts                 bool                     // pages may have our own small scripts
	Names                   string                   // of groups and languages, by what Entry.From calls them: JSON, for a script
	Content                 map[string]template.HTML // the owner's own words: about, join, policy
}

// A navView is a main place of the site; its word is nav.KEY.
type navView struct{ Key, Path string }

// A pageView says what a page is.
type pageView struct {
	Kind        string // of template: front, month …
	Path        string // below the site: "", "members/ann/"
	Section     string // key of the main place it belongs to; "" for none
	Title       string // whole, for the window
	Description string
	Canonical   string // absolute
	Robots      string
	Policy      string // content security policy (PG-11)
	Lang, Dir   string
	Locale      string    // for Open Graph: en, pt_BR
	Feed        bool      // main is a feed of entries (MF-1)
	Changed     time.Time // when what it shows last changed; zero if that has no date
	Feeds       []feedLink
	Prev, Next  string // paths; "" for none
	Up          string // path; "" for none but the front page

	base string // "" for most; the site's base path for a page that is served at any depth
}

// A feedLink names a feed for readers' programs. Kind is atom, rss or json:
// the media type stands in the template, where no escape is put into it.
type feedLink struct{ Kind, Title, URL string }

// A memberView is a member as pages show it.
type memberView struct {
	Slug, Name string
	URL, Host  string // of the member's own site; "" if unknown
	Path, Atom string // of the page here, and of our copy of the posts
	Health     string // path of the feed of what happens to the member's feeds
	Feeds      []ownFeed
	About      string
	Lang, Dir  string // of About, where they are not the page's
	Avatar     string // path of the picture; "" for initials
	Initials   string
	Hue        int    // 0 to 11
	Language   string // that the member writes in; "" if nobody says
	Groups     []*groupView
	Links      []planet.Link
	Joined     time.Time
	State      planet.State
	Mark       planet.Consent // listed, agreed, linked or verified (OWN)
	Newest     time.Time      // position of the latest entry; zero if there is none
	Gone       bool           // no longer takes part
	Extra      map[string]any
	item       *planet.Member
	sortName   string
	perDay     int
}

// A topicView is a label that several members use (TOPIC-1).
type topicView struct {
	Slug, Name, Path string
	Count            int

	entries []int
	members map[*memberView]bool
	names   map[string]int
}

// A groupView is a group as pages show it.
type groupView struct {
	Slug, Name, Description string
	Contact, Chat           string
	Path, Atom, OPML        string
	Members                 []*memberView

	group *planet.Group
}

// An entryView is an entry as one page shows it.
type entryView struct {
	ID, ShortID         string
	Title               string // "" for a note
	Shown               string // Title, or what stands for it
	Note                bool
	Link, Host          string // the original; "" if the feed has none
	Path                string // of our page; "" if there is none
	Position            time.Time
	Published, Updated  time.Time
	Dated               bool // the feed gave a date that we believe
	Edited, Uncleaned   bool
	Lang, Dir           string // where they are not the page's
	Member              *memberView
	Authors             []planet.Author // others than the member
	AlsoIn              []*memberView
	Categories          []categoryView
	Groups              []*groupView
	Licence             *linkView
	Display             planet.Display
	HTML, Excerpt       template.HTML // the whole text, or its beginning, as far as it may be shown
	Line                string        // one or two lines
	Minutes             int           // of reading; 0 if not known
	Enclosures          []enclosureView
	Reason              planet.Reason // the one word why it is not on the front page, or shown
	From                string        // by what readers may hide it: member/SLUG, group/SLUG …, lang/TAG
	firstSeen, lastEdit time.Time
}

// A categoryView is a label of an entry; Path is that of its topic, "" if too
// few use it.
type categoryView struct{ Name, Path string }

type linkView struct{ Name, URL string }

// An ownFeed is a feed of a member's own; kind as in feedLink.
type ownFeed struct{ Name, URL, kind string }

type enclosureView struct{ Name, URL, Type, Size string }

// A pagerView is a way on from a page.
type pagerView struct{ Rel, Path, Kind, Text string }

// A dayView is a day of entries. Of a month's page it has Entries, of a list
// it has Runs.
type dayView struct {
	ID      string
	Time    time.Time
	Runs    []runView
	Entries []*entryView
}

// A runView is what one member wrote in a row on one day (ARCH-6).
type runView struct {
	Member  *memberView
	Many    bool
	Entries []*entryView
	More    []*entryView // folded away
}

// What each kind of page has besides.
type (
	frontData struct {
		Days  []dayView
		Pager []pagerView
	}
	monthData struct {
		Time          time.Time
		Count, People int
		Open          bool // it still goes on
		Days          []dayView
		Undated       []*entryView
		Pager         []pagerView
	}
	yearData struct {
		Year, Count int
		Months      []countView
		Pager       []pagerView
	}
	topicData struct {
		Topic   *topicView
		Days    []dayView
		Members []*memberView
	}
	archiveData struct {
		Topics       []*topicView
		Count, First int
		Years        []yearData
		Pager        []pagerView
	}
	headlinesData struct {
		Count  int
		Months []headlinesMonth
		Pager  []pagerView
	}
	entryData struct {
		Entry    *entryView
		Also     []*entryView // by the same member
		Mentions []mentionView
		LinksTo  []*entryView
		Pager    []pagerView
	}
	membersData struct {
		Count    int
		Facts    []factView
		Orders   []orderView
		Letters  []orderView
		Sections []sectionView
	}
	memberData struct {
		Member         *memberView
		Count, Backlog int
		Entries        []*entryView
		Why            []whyView
		WhyCaption     string
		Edit           string // where the list can be edited; "" if nobody says
	}
	groupData struct {
		Group *groupView
		Days  []dayView
	}
	healthData struct {
		Facts                  []factView
		LastRun                *time.Time
		Failing, Warned, Feeds []feedHealthView
	}
	joinData struct {
		Form             string // where a blog can be suggested without writing YAML; "" for nowhere
		NewFile          string // where a file can be written into the repository; "" for nowhere
		Filled           bool   // the file is filled in
		Mail, Contact    string // mailto:, else the address of a page; "" for none
		Days             int    // within which a person looks; 0 if nothing is promised
		PerDay           int
		Display          planet.Display // the most that is shown, unless a member says otherwise
		Leave, LeaveMail string         // as Form and Mail
		Title, Link      string         // of the planet, and words for a link to a member's page: as they stand in HTML
	}
	aboutData struct {
		Contact  string
		Hotlinks bool
		Version  string
	}
	searchData struct { // of the page 404, too, which has the same form
		Live         bool   // planet serve answers it: whole texts are found, and no script is needed
		Asked        bool   // it answers a question
		Query        string // as the reader typed it
		Member, Year string // to which it is limited: slug, number; "" for all
		Members      []*memberView
		Years        []int // the latest first
		Count        int   // of all that was found
		Ranked       bool  // the best come first, else the newest
		Hits         []hitView
		Pager        []pagerView
	}
	redirectData struct{ To string }
)

// A hitView is an entry that was found; Title and Line are what is shown of
// it, with marks where a word of the question stands.
type hitView struct {
	Entry       *entryView
	Title, Line []textPart
}

type countView struct {
	Time  time.Time
	Path  string
	Count int
	Share int // of the largest count beside it, in per cent
}

type headlinesMonth struct {
	ID      string
	Time    time.Time
	Entries []*entryView
}

// A mentionView is an entry that links to the one on the page, and how.
type mentionView struct {
	Entry    *entryView
	Sentence string
}

type factView struct {
	Word string
	N    int
}

type orderView struct{ ID, Path, Text string }

type sectionView struct {
	ID, Name string
	Letter   bool
	Members  []*memberView
}

// A whyView says of one entry where it is shown, or why not (WHY-1).
type whyView struct {
	Entry    *entryView
	Linked   bool
	State    string // names a shape
	Where    string
	Sentence string
	Also     *pagerView
}

type feedHealthView struct {
	Member            *memberView
	State             planet.State
	Message           string
	Lang, Dir         string // of Message and Findings, where they are not the page's
	Means, Todo       string
	Since, Next       *time.Time
	LastNew, LastOK   *time.Time
	Tries, Entries    int
	NoAlt             int // images without a description
	Format, Size      string
	Findings          []string
	Code              planet.Code
	Address, FeedName string
}
