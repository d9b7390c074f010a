package render

import (
	"cmp"
	"context"
	"time"

	"planet"
	"planet/place"
	"planet/store"
)

// A Health is how all feeds of a planet fare (HEALTH-2).
type Health struct {
	LastRun    *time.Time           `json:"last_run"`    // end of the latest run; null if it was cut short, or there was none
	LastChange *time.Time           `json:"last_change"` // when the newest entry was first seen
	Version    string               `json:"version"`
	Counts     map[planet.State]int `json:"counts"`
	Feeds      []FeedHealth         `json:"feeds"` // in the order of the list
}

// A FeedHealth is how one address of the list fares. Times are in UTC; what
// is not known is null.
type FeedHealth struct {
	Slug     string           `json:"slug"`
	Name     string           `json:"name"`
	Address  string           `json:"address"`  // as it stands in the list
	FeedURL  string           `json:"feed_url"` // the feed found there
	HomeURL  string           `json:"home_url"`
	Title    string           `json:"title"`   // as the feed says
	State    planet.State     `json:"state"`   // of its member
	Consent  planet.Consent   `json:"consent"` // of its member (OWN)
	Code     planet.Code      `json:"code"`    // "" if the last visit went well
	Message  string           `json:"message"`
	Since    *time.Time       `json:"since"` // of the failures in a row
	Tries    int              `json:"tries"` // failures in a row
	LastTry  *time.Time       `json:"last_try"`
	LastOK   *time.Time       `json:"last_ok"`
	LastNew  *time.Time       `json:"last_new"`
	Next     *time.Time       `json:"next"`   // null: at the next run
	Awaits   *time.Time       `json:"awaits"` // earliest date of a post in it that is dated ahead and held until then (FLOW-7)
	Status   int              `json:"status"`
	Format   string           `json:"format"`
	Bytes    int64            `json:"bytes"`    // of the last document, decoded
	Seconds  float64          `json:"seconds"`  // of the last visit
	Interval int              `json:"interval"` // seconds between visits
	Items    int              `json:"items"`    // in the last document
	Entries  int              `json:"entries"`  // stored
	NoAlt    int              `json:"images_without_description"`
	File     string           `json:"-"` // where its item stands in the list
	Line     int              `json:"-"`
	Findings []planet.Finding `json:"findings"` // what was odd about the last document, or about the member's picture
}

// ReadHealth gathers how the feeds of the list fare. today is any moment of
// the day from which states are counted.
func ReadHealth(ctx context.Context, r *store.Reader, site *planet.Site, version string, today time.Time) (*Health, error) {
	addresses, err := r.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := r.Counts(ctx)
	if err != nil {
		return nil, err
	}
	run, err := r.LastRun(ctx)
	if err != nil {
		return nil, err
	}
	avatars, err := r.Avatars(ctx)
	if err != nil {
		return nil, err
	}
	h := &Health{LastRun: known(run.Ended), Version: version, Counts: map[planet.State]int{}, Feeds: []FeedHealth{}}
	proofs, err := r.Proofs(ctx)
	if err != nil {
		return nil, err
	}
	asked := byAddress(addresses)
	for i := range site.Members {
		m := &site.Members[i]
		if m.Status != "" {
			continue // no longer asked
		}
		state := place.State(site, m, asked.of(m), counts[m.Slug].Newest, today)
		for n, f := range m.Feeds {
			a := asked[[2]string{f.Slug, f.URL}]
			if n == 0 { // a picture is the member's: it is told of once
				a.Findings = append(a.Findings, avatarFindings(m, avatars[m.Slug])...)
			}
			h.Counts[state]++
			of := feedHealth(m, f, &a, state, counts[m.Slug])
			of.Consent = consent(site, m, proofs)
			h.Feeds = append(h.Feeds, of)
			if a.LastNew.After(orZero(h.LastChange)) {
				h.LastChange = known(a.LastNew)
			}
		}
	}
	return h, nil
}

// consent is how far it is known that a member wants to be here (OWN). What
// was found for another address of the page here shows nothing.
func consent(site *planet.Site, m *planet.Member, proofs map[string]store.Proof) planet.Consent {
	p := proofs[m.Slug]
	if p.Target != site.URL+"members/"+m.Slug+"/" {
		p.Level = ""
	}
	return place.Consent(m, p.Level)
}

func feedHealth(m *planet.Member, f planet.Feed, a *store.Address, state planet.State, c store.Count) FeedHealth {
	findings := a.Findings
	if findings == nil {
		findings = []planet.Finding{} // JSON shows an empty list, not null
	}
	return FeedHealth{
		Slug: m.Slug, Name: m.Name, Address: f.URL, FeedURL: a.Source.FeedURL, HomeURL: cmp.Or(m.Site, a.Source.HomeURL), Title: a.Source.Title,
		State: state, Code: a.Code, Message: a.Message, Since: known(a.FailingSince), Tries: a.Failures,
		LastTry: known(a.LastRequest), LastOK: known(a.LastGood), LastNew: known(a.LastNew), Next: known(a.NextCheck), Awaits: known(a.Awaits),
		Status: a.Status, Format: a.Format, Bytes: a.Bytes, Seconds: a.Took.Seconds(), Interval: int(a.Interval.Seconds()),
		File: m.File, Line: m.Line,
		Items: a.Items, Entries: c.Entries, NoAlt: c.NoAlt, Findings: findings,
	}
}

// asked holds what is remembered of each address, by slug and URL.
type askedAddresses map[[2]string]store.Address

func byAddress(addresses []store.Address) askedAddresses {
	all := askedAddresses{}
	for _, a := range addresses {
		all[[2]string{a.Slug, a.URL}] = a
	}
	return all
}

// of gives what came of asking a member's addresses so far.
func (all askedAddresses) of(m *planet.Member) []place.Asked {
	var asked []place.Asked
	for _, f := range m.Feeds {
		if a, ok := all[[2]string{f.Slug, f.URL}]; ok {
			asked = append(asked, place.Asked{Code: a.Code, Failures: a.Failures, FailingSince: a.FailingSince, LastGood: a.LastGood, Held: !a.Held.IsZero()})
		}
	}
	return asked
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
