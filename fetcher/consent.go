package fetcher

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/proof"
	"planet/store"
)

// Times of looking (OWN-2).
const (
	lookAgain = 30 * day
	lookLimit = 5 * time.Minute // of all in a run; who is left is looked at in the next
)

// What is looked at, as [store.ProofPage].Kind.
const (
	proofHome  = "home"
	proofAbout = "about"
	proofFile  = "file"
	proofFeed  = "feed"
)

// Proofs looks whether what members publish names this planet (OWN-2, OWN-3):
// their feeds as they were last read, and once a month their home pages, with
// at most two requests more where these show no proof. With only, those of
// these slugs; they are looked at at once if Force is set.
//
// What could not be looked at stays as it was found last. It is for the end of
// a run. The error is of the store or of ctx.
func (u *Updater) Proofs(ctx context.Context, only ...string) error {
	u.know()
	s := survey{u: u, slots: make(chan struct{}, u.Site.Fetch.Workers)}
	lanes, err := s.lanes(ctx, only)
	if err != nil || len(lanes) == 0 {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	s.client = u.homeClient(lanes)
	defer s.client.Close()
	if u.rest(limited) != nil { // a feed of the same host may just have been asked (GET-15)
		return ctx.Err()
	}
	work, workCtx := errgroup.WithContext(limited)
	work.SetLimit(lanesAtOnce * u.Site.Fetch.Workers)
	for _, lane := range lanes {
		work.Go(func() error { return s.walk(workCtx, lane) })
	}
	return errors.Join(work.Wait(), ctx.Err())
}

// HomeOf gives the home page of a member at which proofs are looked for: the
// one that the list names, else the one that a feed claims, if it is at the
// feed's own host, for a feed may lie (SAFE-21). It is "" if there is none, or
// if it does not speak for all feeds of the member. The addresses are what is
// known of these, by their address in the list.
func HomeOf(m *planet.Member, addresses map[string]store.Address) string {
	home := claimed(m, addresses)
	if !speaksForAll(home, m, addresses) {
		return ""
	}
	return home
}

// claimed is the home page that the list or a feed names.
func claimed(m *planet.Member, addresses map[string]store.Address) string {
	if m.Site != "" {
		return m.Site
	}
	for _, f := range m.Feeds {
		if f.Home {
			return f.URL
		}
		if home := addresses[f.URL].Source.HomeURL; home != "" && sameHost(home, f.URL) {
			return home
		}
	}
	return ""
}

// speaksForAll reports whether what stands at an address speaks for each feed
// of a member: the mark stands beside the posts of all.
func speaksForAll(address string, m *planet.Member, addresses map[string]store.Address) bool {
	return !slices.ContainsFunc(m.Feeds, func(f planet.Feed) bool {
		return !speaks(address, finalOf(f, addresses), addresses[f.URL].Source.HomeURL)
	})
}

// finalOf is where a feed was found last, after redirects; where the list says
// that it is, if it was never read.
func finalOf(f planet.Feed, addresses map[string]store.Address) string {
	return cmp.Or(addresses[f.URL].Final, f.URL)
}

// speaks reports whether a page speaks for a feed: it is on the host where the
// feed was found, after redirects, or on that of the home page which the feed
// names. Anybody can point at a feed, or redirect to it (OWN-1, SAFE-21).
func speaks(page, feed, home string) bool { return sameHost(page, feed) || sameHost(page, home) }

func sameHost(a, b string) bool {
	h := strings.TrimPrefix(host(a), "www.")
	return h != "" && h == strings.TrimPrefix(host(b), "www.")
}

func wanted(site *planet.Site, m *planet.Member) proof.Wanted {
	return proof.Wanted{Planet: site.URL, Slugs: append([]string{m.Slug}, m.Aliases...)}
}

// target is the address of a member's page here.
func target(site *planet.Site, m *planet.Member) string { return site.URL + "members/" + m.Slug + "/" }

// homeClient is the run's client, as polite and as guarded. Ports that stand
// in the list may be asked (SAFE-4).
func (u *Updater) homeClient(lanes [][]visited) *get.Client {
	c := u.Client
	ports := slices.Clone(c.Ports)
	for _, lane := range lanes {
		for _, v := range lane {
			ports = withPort(ports, v.proof.Home)
		}
	}
	return &get.Client{UserAgent: c.UserAgent, Now: c.Now, MaxBytes: c.MaxBytes, Timeout: c.Timeout, AllowPrivate: c.AllowPrivate, Proxy: c.Proxy, Ports: ports}
}

// A survey is one round of looking.
type survey struct {
	u      *Updater
	client *get.Client
	slots  chan struct{} // for looks at work

	only   []string        // who is to be looked at; none means all
	away   map[string]bool // hosts that want to be left alone
	byHost map[string][]visited
}

// visited is a member who is looked at.
type visited struct {
	member *planet.Member
	proof  store.Proof
}

// lanes gives who is to be looked at, by host. What feeds say is noted on the
// way, since they were read anyway.
func (s *survey) lanes(ctx context.Context, only []string) ([][]visited, error) {
	known, err := s.u.Store.Proofs(ctx)
	if err != nil || s.u.Site.URL == "" {
		return nil, err
	}
	if s.away, err = s.u.away(ctx); err != nil {
		return nil, err
	}
	s.only, s.byHost = only, map[string][]visited{}
	seen := make(map[string]bool, len(s.u.members))
	var heard []store.Proof
	for addresses, err := range s.u.Store.BySlug(ctx) {
		if err != nil {
			return nil, err
		}
		m := s.u.members[addresses[0].Slug]
		if m == nil {
			continue
		}
		byURL := make(map[string]store.Address, len(addresses))
		for _, a := range addresses {
			byURL[a.URL] = a
		}
		seen[m.Slug] = true
		if p, news := s.see(m, known, byURL); news {
			heard = append(heard, p)
		}
	}
	for i := range s.u.Site.Members {
		m := &s.u.Site.Members[i]
		if m.Status == planet.StatusRemoved && known[m.Slug].Slug != "" {
			if err := s.u.Store.DropProof(ctx, m.Slug); err != nil {
				return nil, err
			}
		}
		if seen[m.Slug] {
			continue
		}
		if p, news := s.see(m, known, nil); news {
			heard = append(heard, p)
		}
	}
	return slices.Collect(maps.Values(s.byHost)), s.u.Store.SaveProofs(ctx, heard)
}

// see works out what is known of a member without asking, and puts those who
// are due on the lane of their host. news tells whether that is not stored yet.
func (s *survey) see(m *planet.Member, known map[string]store.Proof, addresses map[string]store.Address) (p store.Proof, news bool) {
	if m.Of != "" || m.Disabled || m.Status != "" || len(s.only) > 0 && !slices.Contains(s.only, m.Slug) {
		return p, false
	}
	was := known[m.Slug]
	p = s.heard(m, was, addresses)
	if h := host(p.Home); s.due(&p, len(s.only) > 0) && !s.away[h] {
		s.byHost[h] = append(s.byHost[h], visited{m, p})
	}
	return p, !reflect.DeepEqual(p, was)
}

// heard is what is known of a member without asking: what was found before, if
// it was about the same pages, and what the feeds say. A page that does not
// speak for the feeds is as none.
func (s *survey) heard(m *planet.Member, was store.Proof, addresses map[string]store.Address) store.Proof {
	p := store.Proof{Slug: m.Slug, Home: HomeOf(m, addresses), Target: target(s.u.Site, m)}
	if was.Home == p.Home && was.Target == p.Target {
		p = was
		p.Pages = slices.Clone(was.Pages)
	}
	if p.Home == "" {
		p.Message = unspoken(claimed(m, addresses))
	}
	var blogroll []string
	for _, f := range m.Feeds {
		if speaksForAll(finalOf(f, addresses), m, addresses) {
			blogroll = append(blogroll, addresses[f.URL].Source.Blogroll...)
		}
	}
	l := look{wanted: wanted(s.u.Site, m)}
	l.feed(&p, blogroll)
	return p
}

// unspoken says why a home page is not looked at; "" if there is none.
func unspoken(home string) string {
	if home == "" {
		return ""
	}
	return fmt.Sprintf("%s is on another host than the feed, and the feed does not name that host as its home; so it can't speak for the feed", home)
}

// due reports whether a home page may be looked at now: a month after the last
// time, or if nobody has looked yet. Where a feed is proof enough, nobody needs
// to be asked.
func (s *survey) due(p *store.Proof, named bool) bool {
	if p.Home == "" || slices.ContainsFunc(p.Pages, func(page store.ProofPage) bool {
		return page.Kind == proofFeed && page.Level == planet.ConsentVerified
	}) {
		return false
	}
	wait := p.NextLook.Sub(s.u.Now())
	return named && s.u.Force || wait <= 0 || wait > 2*lookAgain // the clock was wrong then (SCHED-7)
}

// away names the hosts that asked us to stay away, which holds for all that
// stands there (GET-17).
func (u *Updater) away(ctx context.Context) (map[string]bool, error) {
	waits, err := u.Store.Waits(ctx)
	now, hosts := u.Now(), map[string]bool{}
	for host, until := range waits {
		left := until.Sub(now)
		hosts[host] = left > 0 && left < maxWait
	}
	return hosts, err
}

// walk looks at the members of one host, one after the other with a pause
// between. A host that asks us to stay away is left alone (GET-15, GET-17).
func (s *survey) walk(ctx context.Context, lane []visited) error {
	files := map[string]file{}
	for i, v := range lane {
		if i > 0 {
			_ = s.u.rest(ctx) // short if time is up: who is left is looked at in the next run
		}
		select {
		case <-ctx.Done():
			return nil
		case s.slots <- struct{}{}:
		}
		code, err := s.one(ctx, v, files)
		<-s.slots
		if err != nil || code == planet.CodeWait {
			return err
		}
	}
	return nil
}

// one looks at a member and stores what was found. What is under way when the
// run is stopped may finish (SCHED-6).
func (s *survey) one(ctx context.Context, v visited, files map[string]file) (code planet.Code, err error) {
	if ctx.Err() != nil {
		return "", nil
	}
	before := v.proof
	ctx, cancel := s.u.lastly(ctx)
	defer cancel()
	log := s.u.Log.With("home", v.proof.Home)
	defer func() {
		if p := recover(); p != nil { // it goes on for the others (SAFE-8)
			log.Error("home page broke the program", "err", p, "stack", string(debug.Stack()))
			before.Code, before.Message = planet.CodePanic, fmt.Sprintf("broke our program (%v); please report it", p)
			code, err = "", s.keep(ctx, before)
		}
	}()
	l := look{client: s.client, pause: s.u.rest, wanted: wanted(s.u.Site, v.member), files: files}
	why := l.all(ctx, &v.proof)
	if why != nil && ctx.Err() != nil {
		return "", nil // cut short by our own end: nobody's fault
	}
	if why != nil {
		log.Warn("home page not looked at", "err", why)
	} else {
		log.Info("home page looked at", "level", string(v.proof.Level))
	}
	if v.proof.Code == planet.CodeWait {
		err = s.u.Store.SaveWait(context.WithoutCancel(ctx), store.Wait{Host: host(l.at), Until: s.u.Now().Add(peace(why))}, s.u.Now())
	}
	return v.proof.Code, errors.Join(err, s.keep(ctx, v.proof))
}

// keep stores what was found, and when to look again.
func (s *survey) keep(ctx context.Context, p store.Proof) error {
	p.LookedAt = s.u.Now()
	p.NextLook = p.LookedAt.Add(s.u.jitter(lookAgain))
	return s.u.Store.SaveProof(context.WithoutCancel(ctx), p)
}
