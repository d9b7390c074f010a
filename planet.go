// Package planet is the vocabulary of the program: what every stage of the line
//
//	feeds.yaml → config → fetcher: get → parse → clean → store → render → public/
//
// hands to the next. It opens nothing, asks nothing and decides nothing. The
// words are those of the table in ARCHITECTURE.md.
package planet

import "time"

// A Site is what one feeds.yaml describes: how the planet looks, how it asks,
// and whom it follows. Package config makes it; it is only read afterwards.
type Site struct {
	File string // the list it came from, as the owner named it; for messages
	Dir  string // folder of File, absolute or relative to the working directory

	Title       string
	URL         string // absolute, ends with "/"; "" if the owner gave none (nothing can be published then)
	ID          string // identity of the merged feed, an absolute IRI (ATOM-2); "" means derived from URL
	Description string
	Language    string         // BCP 47; "en" by default
	Location    *time.Location // zone of the dates on pages and of Schedule; UTC by default, never nil
	Contact     string         // goes into the User-Agent: an address of a page, or mailto:
	Owner       Owner
	Repository  string // address of the repository that holds the list; "" for none
	Branch      string // of Repository; "main" by default
	Forge       Forge  // software of its host; "" tells it by the host's name
	Join        Join

	Schedule string // cron expression for serve
	Theme    string // a built-in theme's name, or a folder relative to Dir
	Output   string // path of public/, absolute or relative to the working directory
	Database string // path of planet.db, likewise

	Display Display // the most that is shown of a text; a member may set its own
	Images  Images  // likewise
	Future  Future  // likewise
	Only    Filter  // likewise
	Skip    Filter  // likewise
	Front   Front
	Merged  Merged
	Fetch   Fetch
	WebSub  WebSub

	EntryPages    bool     // a page of ours for each entry; true by default
	Everything    bool     // a stream without filters; later
	Scripts       bool     // search and readers' choices by our own small scripts; true by default
	Conversations bool     // true by default; later
	Digest        bool     // true by default; later
	Ring          bool     // later
	PrefixTitles  bool     // author's name before titles in feeds, for old readers (ATOM-8)
	DataImages    bool     // small data: images may stay in texts (ENT-1)
	IndexFull     bool     // list pages with whole texts may be indexed (HEAD-3)
	RSSBlogroll   bool     // source:blogroll in rss.xml (RSS-7); true by default
	Tombstones    bool     // withdrawn entries leave at:deleted-entry (ATOM-17); true by default
	Forget        []string // SHA-256 in hex of the keys of what was forgotten (LEAVE-4)
	ActiveDays    int      // a member whose newest entry is younger counts as active; 90 by default
	CallZones     []string
	Topics        map[string][]string // topic slug to the categories it joins
	Aliases       map[string]string   // an old planet's file name to ours (URL-6)
	Precompress   []Coding            // besides each text file, itself in these codings; none by default
	Robots        Robots
	Security      Security
	Discuss       Discuss
	Badges        Badges
	Calls         []Call

	Groups  []Group
	Members []Member // in the order of the list: feeds.yaml first, then feeds.d by file name
}

// Owner is who runs the planet. Its Email is never published.
type Owner struct{ Name, Email string }

// Join is what the page on joining says of this planet (JOIN-1, JOIN-2).
type Join struct {
	Email string // for those without an account; "" for none
	Form  string // address of a form to fill in; "" for an issue in the repository
	Days  int    // within which a person looks at a new blog; 0 promises nothing
}

// Forge is the software of a host of repositories.
type Forge string

// The forges. Those of one kind have the same addresses.
const (
	ForgeGitHub Forge = "github"
	ForgeGitea  Forge = "gitea" // and Forgejo
	ForgeGitLab Forge = "gitlab"
)

// Front is the size of the front page (FLOW-6, FLOW-14).
type Front struct {
	Entries       int     // the newest so many; 30 by default
	Days          int     // and at least all of so many days; 3 by default
	PerFeedPerDay int     // so many entries of one feed and day; 5 by default
	Text          Display // the look of list pages; excerpt by default
}

// Merged is the size of the merged feeds (FLOW-14).
type Merged struct {
	Entries int // 20 by default
}

// Fetch holds publishers' manners and our safety (GET, SAFE).
type Fetch struct {
	Workers      int           // feeds at work at once
	PerHost      int           // requests in flight to one host
	HostDelay    time.Duration // from the end of one request to the next one of that host
	Timeout      time.Duration // the whole of one fetch
	MaxBytes     int64         // of a document, after decompression
	MinInterval  time.Duration // between two requests for one feed
	MaxInterval  time.Duration
	Proxy        string // "none", "environment", or a proxy's URL
	AllowPrivate bool   // loopback and private addresses may be feeds
}

// WebSub is whom to tell of changes; later.
type WebSub struct{ Hubs []string }

// Robots lists crawlers which the community refuses (HEAD-6).
type Robots struct{ Disallow []string }

// Security is what security.txt says (HEAD-7); the zero value writes none.
type Security struct {
	Contact string
	Expires time.Time
}

// Discuss is one link below each entry (CONV-11); later.
type Discuss struct{ Label, URL string }

// Badges are Open Badges for members (BADGE); later.
type Badges struct {
	Email   string
	Classes []string
}

// A Call is a community call (CALL-1); later.
type Call struct {
	Title, URL, Rule string
	Start            time.Time
	Duration         time.Duration
	Groups           []string
}

// A Group is members under one name, with a page and feeds of their own.
type Group struct {
	Slug, Name, Description, Contact, Chat, Calendar string
	Only, Skip                                       Filter
	All                                              bool // every member is in it
}

// A Member is a person or organisation that is followed: one item of the list.
type Member struct {
	Slug    string // the short name in addresses; never changes once published
	Of      string // slug of the member to whom this further item belongs; "" for most
	Aliases []string
	Name    string // shown name; "" until a feed has told its title
	Site    string // home page; "" if the list names none
	Feeds   []Feed // at least one, unless Status is removed
	About   string
	Avatar  string // path of a file relative to Site.Dir, with slashes, or an address; "" for initials

	Language string // BCP 47, overrides the feed's; "" if the list names none
	Links    []Link // elsewhere on the web, in the order of the list
	Joined   time.Time
	Licence  string
	Groups   []Membership

	Only, Skip    Filter
	Display       Display // "" means the site's
	Images        Images  // "" means the site's
	Future        Future  // "" means the site's
	MaxPerDay     int     // 0 means the site's
	Everything    bool    // true by default
	Search        bool    // true by default
	Conversations bool    // true by default

	Consent  string // "agreed" or ""
	Badge    Badge
	Disabled bool     // no more fetching; listed as paused; archive stays
	Status   Status   // "" for a member like any other
	Hide     []string // addresses of single posts which the editors do not show
	Contact  string   // never published
	Notes    string   // never published
	Extra    map[string]any

	Line int // where the item begins in its file; for messages
	File string
}

// A Membership is a member's place in a group, perhaps with some entries only.
type Membership struct {
	Group string // slug
	Only  Filter
}

// Badge is a member's wish for an Open Badge (BADGE-4); later.
type Badge struct {
	Wanted         bool
	Identity, Salt string
}

// A Link is a named address.
type Link struct{ Name, URL string }

// A Feed is an address that is asked for entries.
type Feed struct {
	Slug     string // of the item that lists it: what its entries belong to (ID-1)
	URL      string // as it stands in the list
	Home     bool   // URL is a blog's home page: its feed is to be found from there
	HTTP1    bool   // fix: {http1: true} (GET-30)
	Auth     string // name of the environment variable with user:password (SAFE-20); later
	Language string // of the member; "" if the list names none
	Fix      Fix
	Ignore   []string // feed elements not to trust: author, date, id, lang
}

// Fix mends what a feed says of itself (FY-4). The zero value mends nothing.
type Fix struct {
	TitleType string         // "text" or "html"; "" decides by looking
	Base      string         // "feed", "entry" or an address; "" is the ladder of PARSE-15
	Zone      *time.Location // of dates that name none
	DateOrder string         // "dmy" or "mdy" for dates like 02/09/2025; "" reads none
}

// A Filter is an owner's rule for which entries are shown. The zero value is
// no rule.
type Filter struct {
	Categories []string // any case
	Keywords   []string // whole words in title and text, any case
	Pattern    string   // RE2 on title and text, any case
	Language   string
}

// Display is the most that may be shown of an entry's text (FLOW-13).
type Display string

// The displays, widest first.
const (
	DisplayFull    Display = "full"
	DisplayExcerpt Display = "excerpt"
	DisplayTitle   Display = "title"
)

// A Coding is a way to make files smaller on the wire, by the ending that such
// a file has.
type Coding string

// The codings, those that browsers have known longest first.
const (
	CodingGzip   Coding = "gz"
	CodingBrotli Coding = "br"
	CodingZstd   Coding = "zst"
)

// Images says what becomes of the pictures in a text (IMG-1).
type Images string

// The ways with pictures. Mirror is reserved.
const (
	ImagesHotlink Images = "hotlink"
	ImagesLink    Images = "link"
	ImagesStrip   Images = "strip"
)

// Future says what becomes of an entry that is dated ahead (FLOW-7).
type Future string

// The ways with the future.
const (
	FutureClamp Future = "clamp"
	FutureHold  Future = "hold"
)

// Status is a member's standing when it is no ordinary one (LEAVE-2).
type Status string

// The standings of those who are gone.
const (
	StatusLeft    Status = "left"
	StatusRemoved Status = "removed"
)

// Consent is how far it is known that a member wants to be here (OWN): a
// mark, and never a condition.
type Consent string

// The levels of consent, lowest first.
const (
	ConsentListed   Consent = "listed"   // somebody proposed the blog
	ConsentAgreed   Consent = "agreed"   // its author said yes, as the list notes
	ConsentLinked   Consent = "linked"   // its pages link to the planet
	ConsentVerified Consent = "verified" // it names its page here, or the planet, in a way that is meant as a proof
)

// State is how a member fares, in one word (DIR-2).
type State string

// The states; the first that matches.
const (
	StateLeft       State = "left"
	StatePaused     State = "paused"
	StateHeld       State = "held"
	StateGone       State = "gone"
	StateFailing    State = "failing"
	StateNew        State = "new"
	StateActive     State = "active"
	StateOccasional State = "occasional"
	StateQuiet      State = "quiet"
	StateFine       State = "fine" // of a feed: none of those before new
)
