package fetcher

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"planet"
	"planet/fetcher/clean"
	"planet/fetcher/discover"
	"planet/fetcher/get"
	"planet/fetcher/parse"
	"planet/store"
)

// How much of a feed is shown to those who choose one (DISC-2).
const (
	maxPosts   = 3
	maxHeading = 80 // characters of a post's title
)

// A Blog is what stands behind an address that somebody proposes.
type Blog struct {
	Page  string   // the address that was asked, if it is a page and not a feed; else ""
	Moved string   // where the page has moved for good; "" if it hasn't
	Me    []string // what the page says are its author's other addresses (rel=me)
	Feeds []Offer  // the likeliest first; at least one. Those that bring the same posts are one
	Sure  bool     // the first feed is what the page is about: that of its tag

	at string // where the page is, after redirects: whose word Me is
}

// Speaks reports whether the page speaks for one of the feeds: it is on the
// feed's host, after redirects of both, or on that which the feed names as its
// home. Any page can declare anybody's feed (OWN-1).
func (b *Blog) Speaks(o *Offer) bool { return speaks(b.at, o.final(), o.Home) }

// Claims reports whether the page says that an account is its author's, too.
// Of a feed, that says something only if the page [Blog.Speaks] for it (OWN-1).
func (b *Blog) Claims(account string) bool {
	account = canonical(account)
	return account != "" && slices.ContainsFunc(b.Me, func(me string) bool { return strings.EqualFold(canonical(me), account) })
}

// An Offer is a feed that could be followed. Its texts are fit for a terminal.
type Offer struct {
	URL    string // to be written into the list
	Title  string // one line; "" if the feed has none
	Format string
	Home   string   // the home page, as the feed says; "" if it doesn't, or if that can't be one
	Posts  []Post   // the newest three
	Ways   []string // all its addresses: as declared, and last where redirects led
}

// final is where the feed was found, after redirects.
func (o *Offer) final() string {
	if len(o.Ways) == 0 {
		return o.URL
	}
	return o.Ways[len(o.Ways)-1]
}

// A Post is a post of an offer.
type Post struct {
	Title string    // one line
	At    time.Time // published; zero if the feed gives no date

	key string
}

// A Refusal says why nothing behind an address can be followed, in words for
// its member: sentences on one line, without the last full stop.
type Refusal struct {
	Code planet.Code
	err  error
}

// Error gives the words.
func (r *Refusal) Error() string {
	if e, ok := errors.AsType[*discover.Error](r.err); ok {
		page, marked := e.URL, ""
		if e.HFeed {
			marked = ", which marks up its posts in the page itself (h-feed); those we do not read"
		}
		return fmt.Sprintf("We found no feed on %s in the usual places%s. If you know the address of the feed, give that one", page, marked)
	}
	return sentence(r.err)
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.err }

// Passing reports whether their host or our network is the cause: nothing that
// the author could mend, and it may be gone tomorrow (PC-1).
func (r *Refusal) Passing() bool {
	return slices.Contains([]planet.Code{planet.CodeBlocked, planet.CodeWait, planet.CodeUnreachable, planet.CodeServerError, planet.CodePanic}, r.Code)
}

// Look asks what stands behind an address, as people write it: any page of a
// blog or its feed, also without https (DISC-1). It asks with the client given,
// and pauses as long as the site wants between two requests.
//
// The error is a [*Refusal], or wraps ctx's.
func Look(ctx context.Context, client *get.Client, site *planet.Site, address string) (*Blog, error) {
	finder := discover.Finder{Client: client, Pause: func(ctx context.Context) error { return rest(ctx, site.Fetch.HostDelay) }}
	var found *discover.Found
	var err error
	tries := spelledOut(address)
	for _, try := range tries {
		address = try
		if found, err = finder.All(ctx, try); err == nil || get.Status(err) != 0 || ctx.Err() != nil {
			break // it was the right one: something has answered
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &Refusal{codeOf(err), err}
	}
	blog := &Blog{Me: found.Me, Sure: found.Sure}
	if found.Page != "" {
		blog.Page, blog.Moved, blog.at = address, found.Moved, found.Page
	}
	for _, c := range found.Feeds {
		var offer Offer
		if offer, err = offered(site, c); err != nil {
			blog.Sure = false // it was said of the first one
			continue          // it is ours, which a member may well name beside their own
		}
		if !slices.ContainsFunc(blog.Feeds, func(o Offer) bool { return o.same(&offer) }) {
			blog.Feeds = append(blog.Feeds, offer)
		}
	}
	if len(blog.Feeds) == 0 {
		return nil, &Refusal{codeOf(err), err}
	}
	return blog, nil
}

// HomeOf gives the home page of one of the blog's feeds, where readers are sent;
// "" if nobody says. That is the page that was asked, if it is the folder of the
// feed, as for one author of many; else that which the feed names, if it is on
// the page's host: people also give the address of a post. Of a feed alone, it
// is the one that the feed names, if that is on the feed's own host: anybody's
// feed can name anybody's page (SAFE-21).
func (b *Blog) HomeOf(o *Offer) string {
	page := cmp.Or(b.Moved, b.Page)
	switch {
	case page != "":
	case sameHost(o.Home, o.final()):
		return o.Home
	default:
		return ""
	}
	folder := page[:strings.LastIndexByte(page, '/')+1]
	if strings.HasPrefix(o.URL, folder) || strings.TrimPrefix(host(o.Home), "www.") != strings.TrimPrefix(host(page), "www.") {
		return page
	}
	return o.Home
}

// spelledOut gives the addresses that somebody may mean who left out https, or
// wrote feed: as readers once wanted it.
func spelledOut(address string) []string {
	address, _, _ = strings.Cut(strings.TrimSpace(address), "#")
	address = strings.TrimPrefix(strings.TrimPrefix(address, "feed:"), "//")
	if strings.Contains(address, "://") || strings.HasPrefix(address, "mailto:") {
		return []string{address}
	}
	return []string{"https://" + address, "http://" + address}
}

// offered reads what was found, unless it is our own.
func offered(site *planet.Site, c discover.Candidate) (Offer, error) {
	doc, err := parse.Parse(c.Answer.Body, parse.From{URL: c.Answer.URL, ContentType: c.Answer.ContentType})
	if err != nil {
		return Offer{}, err
	}
	ownID := cmp.Or(site.ID, planet.NameID(site.URL+"atom.xml"))
	o := Offer{
		URL: cmp.Or(c.Answer.Moved, c.URL), Format: doc.Format, Home: homeOf(doc, c.Answer.URL),
		Title: printable(text(doc.Source().Title)), Ways: []string{c.URL, c.Answer.URL},
	}
	if doc.ID == ownID || slices.ContainsFunc(append(o.Ways, doc.Self), func(way string) bool { return isOurs(site, way) }) {
		return Offer{}, ownFeedError{}
	}
	for i := range doc.Items {
		o.Posts = append(o.Posts, shownPost(&doc.Items[i]))
	}
	slices.SortStableFunc(o.Posts, func(a, b Post) int { return b.At.Compare(a.At) })
	o.Posts = o.Posts[:min(len(o.Posts), maxPosts)]
	return o, nil
}

// homeOf gives the home page that a feed names, if readers can be sent there.
func homeOf(doc *parse.Feed, at string) string {
	home := address(doc.Home, at)
	u, err := url.Parse(home)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || u.User != nil || len(home) > maxHome {
		return ""
	}
	return home
}

const maxHome = 2048 // bytes of an address (SAFE-4)

func shownPost(it *parse.Item) Post {
	title := clean.Title(it.Title.Markup, it.Title.Guess)
	if title == "" {
		title = clean.Head(it.Text(), 2*maxHeading)
	}
	title = printable(title)
	if runes := []rune(title); len(runes) > maxHeading {
		title = string(runes[:maxHeading]) + "…"
	}
	at := it.Published
	if at.IsZero() {
		at = it.Updated
	}
	return Post{Title: title, At: at, key: cmp.Or(canonical(it.Link), it.GUID, title)}
}

// Follows gives the slug of the member one of whose feeds has been at one of the
// addresses, as the store knows: where a home page led, and redirects. It is ""
// if there is none.
func Follows(ctx context.Context, r *store.Reader, ways []string) (string, error) {
	all, err := r.Addresses(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range all {
		for _, its := range []string{a.URL, a.Found, a.Final, a.MovedTo} {
			its = canonical(its)
			if its != "" && slices.ContainsFunc(ways, func(way string) bool { return canonical(way) == its }) {
				return a.Slug, nil
			}
		}
	}
	return "", nil
}

// same reports whether two feeds bring the same posts: a blog offers them in
// several formats, and sometimes more of them in one.
func (o *Offer) same(other *Offer) bool {
	if len(o.Posts) == 0 || len(other.Posts) == 0 {
		return len(o.Posts) == len(other.Posts) && o.Title == other.Title
	}
	for i := range min(len(o.Posts), len(other.Posts)) {
		if o.Posts[i].key != other.Posts[i].key {
			return false
		}
	}
	return true
}

// String is the post as it is shown in a list: its day and its title.
func (p Post) String() string {
	if p.At.IsZero() {
		return fmt.Sprintf("%-10s  %s", "no date", p.Title)
	}
	return p.At.Format(time.DateOnly) + "  " + p.Title
}
