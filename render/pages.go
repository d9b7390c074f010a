package render

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"time"

	"planet"
	"planet/place"
)

// How robots treat a page (HEAD-3). Links are always followed: they are what
// members get from a planet.
const (
	indexed    = "index, follow"
	notIndexed = "noindex, follow"
)

// jobs yields the pages of the site. Those of entries are many: each is only
// there while it is made.
func (w *world) jobs(yield func(*job) bool) {
	for _, j := range w.siteJobs() {
		if !yield(&j) {
			return
		}
	}
	if w.site.EntryPages {
		for j := range w.entryJobs {
			if !yield(j) {
				return
			}
		}
	}
	for _, j := range w.redirectJobs() {
		if !yield(&j) {
			return
		}
	}
}

// siteJobs are all pages but those of entries, and those that lead to others.
func (w *world) siteJobs() []job {
	jobs := []job{{kind: "front", page: pageView{Section: "latest", Feed: true}, of: w.sumFront, data: w.front}}
	jobs = append(jobs, w.archiveJobs()...)
	jobs = append(jobs, w.memberJobs()...)
	jobs = append(jobs, w.groupJobs()...)
	jobs = append(jobs, w.topicJobs()...)
	jobs = append(jobs,
		job{kind: "health", page: pageView{Path: "health/", Title: w.words.t("health.title"), Robots: notIndexed}, data: w.healthPage},
		w.searchJob(),
		job{kind: "subscribe", page: pageView{Path: "subscribe/", Section: "subscribe", Title: w.words.t("subscribe.title"), Description: w.words.t("subscribe.lede")}, of: ofNothing, data: nothing},
		job{kind: "join", page: pageView{Path: "join/", Section: "join", Title: w.words.t("join.title"), Description: w.words.t("join.lede")}, data: w.join},
		job{kind: "about", page: pageView{Path: "about/", Title: w.words.t("about.title")}, data: w.about},
		job{kind: "404", page: pageView{Path: "404.html", Title: w.words.t("404.title"), Robots: notIndexed, base: basePath(w.site.URL)}, of: ofNothing, data: w.notFound},
	)
	return jobs
}

func ofNothing(*sum) {}

func nothing(context.Context, *pageView) (any, error) { return nil, nil }

// notFound has the form of search, without its choices.
func (w *world) notFound(context.Context, *pageView) (any, error) { return searchData{}, nil }

// complete gives a page what follows from what it is.
func (w *world) complete(j *job) {
	p := &j.page
	p.Kind = j.kind
	if p.Title == "" {
		p.Title = w.site.Title
	} else {
		p.Title = w.words.t("page.title", "page", p.Title, "site", w.site.Title)
	}
	p.Description = cmp.Or(p.Description, w.site.Description, w.words.t("description.default", "site", w.site.Title))
	p.Canonical = cmp.Or(p.Canonical, w.site.URL+p.Path)
	p.Robots = cmp.Or(p.Robots, indexed)
	p.Lang, p.Dir = w.site.Language, cmp.Or(direction(w.site.Language), "ltr")
	p.Locale = strings.ReplaceAll(w.site.Language, "-", "_")
	p.Policy = w.policy(false)
	p.Feeds = append(p.Feeds, w.mainFeeds()...)
}

// policy is what a page may load (PG-11): our own style, our own scripts if
// the owner lets them be, and nothing of others but pictures, those only where
// a page shows them.
func (w *world) policy(pictures bool) string {
	from := "'self'"
	if pictures {
		from += " https:"
		if w.site.Fetch.AllowPrivate {
			from += " http:" // hosts of an intranet often have nothing else
		}
	}
	policy := "default-src 'none'; style-src 'self'; img-src " + from + "; base-uri 'none'; form-action 'self'"
	if w.site.Scripts {
		policy += "; script-src 'self'; connect-src 'self'"
	}
	return policy
}

// mainFeeds are the merged feeds, for every page (HEAD-2).
func (w *world) mainFeeds() []feedLink {
	link := func(kind, format, file string) feedLink {
		return feedLink{kind, w.words.t("feeds.all", "site", w.site.Title, "format", format), w.site.URL + file}
	}
	return []feedLink{
		link("atom", "Atom", "atom.xml"), link("rss", "RSS", "rss.xml"), link("json", "JSON Feed", "feed.json"),
	}
}

// newSiteView makes what all pages share.
func (w *world) newSiteView() *siteView {
	v := &siteView{
		Title: w.site.Title, URL: w.site.URL, Description: w.site.Description, Owner: w.site.Owner.Name, Contact: w.site.Contact,
		Repository: w.site.Repository, Zone: w.zone(), Groups: w.groups, Everything: w.site.Everything, Scripts: w.site.Scripts,
		Logo: w.site.URL + w.theme.assets["logo.png"].path,
		Nav:  []navView{{"latest", ""}, {"members", "members/"}, {"archive", "archive/"}, {"search", searchPath}, {"subscribe", "subscribe/"}, {"join", "join/"}},
	}
	if _, ok := w.theme.assets[customCSS]; ok {
		v.Custom = customCSS
	}
	v.Members = byName(w.present())
	for _, m := range w.present() {
		v.FeedCount += len(m.Feeds)
	}
	const most = 5
	since := w.opts.Today.AddDate(0, 0, -newMemberDays)
	for _, m := range byJoining(w.present()) {
		if m.Joined.After(since) && len(v.NewMembers) < most {
			v.NewMembers = append(v.NewMembers, m)
		}
	}
	return v
}

// zone names the zone of all dates.
func (w *world) zone() string { return w.site.Location.String() }

func (w *world) onFront() []int {
	return w.chosen(len(w.places), func(x *place.Place) bool { return x.Front })
}

func (w *world) sumFront(s *sum) {
	w.sumEntries(s, w.onFront())
	if months := w.monthsDescending(); len(months) > 0 {
		w.sumMonth(s, months[0])
	}
}

// front is the newest entries in day groups (ARCH-1).
func (w *world) front(ctx context.Context, p *pageView) (any, error) {
	entries, err := w.listed(ctx, w.onFront())
	if err != nil {
		return nil, err
	}
	p.Changed = newestChange(entries)
	if w.site.Front.Text == planet.DisplayFull {
		p.Policy = w.policy(true)
		if !w.site.IndexFull {
			p.Robots = notIndexed
		}
	}
	d := frontData{Days: w.days(entries)}
	if months := w.monthsDescending(); len(months) > 0 {
		d.Pager = append(d.Pager, pagerView{"", months[0] + "/", w.words.t("front.month"), w.monthAndCount(months[0])},
			pagerView{"", "headlines/", w.words.t("front.titles"), w.words.t("headlines.title")},
			pagerView{"", "archive/", w.words.t("front.older"), w.words.t("archive.title")})
	}
	return d, nil
}

// newestChange gives when the newest of some entries came or changed.
func newestChange(entries []*entryView) time.Time {
	var newest time.Time
	for _, e := range entries {
		if e.lastEdit.After(newest) {
			newest = e.lastEdit
		}
	}
	return newest
}

// about tells what this is and who keeps it.
func (w *world) about(context.Context, *pageView) (any, error) {
	d := aboutData{Hotlinks: w.hotlinks(), Version: w.opts.Version}
	if c := w.site.Contact; strings.HasPrefix(c, "mailto:") || !strings.HasPrefix(c, w.site.URL) {
		d.Contact = c
	}
	return d, nil
}

// hotlinks reports whether any page shows pictures of others' hosts.
func (w *world) hotlinks() bool {
	for i := range w.site.Members {
		m := &w.site.Members[i]
		if w.site.EntryPages && w.images(m) == planet.ImagesHotlink && w.display(m) == planet.DisplayFull {
			return true
		}
	}
	return false
}

// redirectJobs leave small pages at the old addresses of renamed members
// (URL-5).
func (w *world) redirectJobs() []job {
	var jobs []job
	for _, m := range w.members {
		for _, old := range m.item.Aliases {
			to := m.Path
			jobs = append(jobs, job{
				kind: "redirect", page: pageView{Path: "members/" + old + "/", Title: m.Name, Canonical: w.site.URL + to, Robots: notIndexed}, of: ofNothing,
				data: func(context.Context, *pageView) (any, error) { return redirectData{to}, nil },
			})
		}
	}
	return jobs
}

// basePath is the path of the site's address (URL-1).
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return cmp.Or(u.Path, "/")
}
