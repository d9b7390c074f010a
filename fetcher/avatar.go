package fetcher

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"planet"
	"planet/avatar"
	"planet/fetcher/get"
	"planet/store"
)

// Times of pictures.
const (
	avatarAgain = day             // at least, after one could not be had
	avatarLimit = 5 * time.Minute // of all in a run; what is left stays for the next
)

// lanesAtOnce is how many hosts are in turn, for each worker, where pictures and
// home pages are asked for: of most of them only one thing is wanted, and the
// others rest between two. A list may have as many hosts as members.
const lanesAtOnce = 4

// Avatars asks for the members' pictures that stand at addresses of the list
// and are not stored yet; with only, for those of these slugs (IMG-4). What
// was had once is never asked for again. After a failure the address rests for
// a day, unless Force is set; the picture from an older address stays.
//
// It is for the end of a run. The error is of the store or of ctx: that a
// picture can't be had is remembered, in words for its member.
func (u *Updater) Avatars(ctx context.Context, only ...string) error {
	known, err := u.Store.AvatarsTried(ctx)
	if err != nil {
		return err
	}
	if err := u.dropRemoved(ctx, known); err != nil {
		return err
	}
	g := gallery{u: u, known: known, at: holders(known), read: map[string][]byte{}, slots: make(chan struct{}, u.Site.Fetch.Workers)}
	lanes, err := g.lanes(ctx, only)
	if err != nil || len(lanes) == 0 {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, avatarLimit)
	defer cancel()
	g.client = u.pictureClient(lanes)
	defer g.client.Close()
	if u.rest(limited) != nil { // a feed of the same host may just have been asked (GET-15)
		return ctx.Err()
	}
	work, workCtx := errgroup.WithContext(limited)
	work.SetLimit(lanesAtOnce * u.Site.Fetch.Workers)
	for _, lane := range lanes {
		work.Go(func() error { return g.ask(workCtx, lane) })
	}
	return errors.Join(work.Wait(), ctx.Err())
}

// dropRemoved forgets the pictures of members who were removed (LEAVE-2).
func (u *Updater) dropRemoved(ctx context.Context, known map[string]store.Avatar) error {
	for _, m := range u.Site.Members {
		if _, has := known[m.Slug]; !has || m.Status != planet.StatusRemoved {
			continue
		}
		if err := u.Store.DropAvatar(ctx, m.Slug); err != nil {
			return err
		}
		delete(known, m.Slug)
	}
	return nil
}

// pictureClient is the run's client, as polite and as guarded, with the limit
// of pictures. Ports that stand in the list may be asked (SAFE-4).
func (u *Updater) pictureClient(lanes [][]errand) *get.Client {
	c := u.Client
	ports := slices.Clone(c.Ports)
	for _, lane := range lanes {
		for _, e := range lane {
			ports = withPort(ports, e.url)
		}
	}
	return &get.Client{
		UserAgent: c.UserAgent, Now: c.Now, MaxBytes: avatar.MaxBytes, Timeout: c.Timeout,
		AllowPrivate: c.AllowPrivate, Proxy: c.Proxy, Ports: ports,
	}
}

// A gallery is one round of asking for pictures.
type gallery struct {
	u      *Updater
	client *get.Client
	known  map[string]store.Avatar // by slug, as it was before the round, without the pictures
	at     map[string]string       // slug of a member who had the picture of an address then
	read   map[string][]byte       // those pictures that others have now, too, by address
	slots  chan struct{}           // for requests in flight

	drawing sync.Mutex // one picture at a time is decoded: its colours may take 128 MiB
}

// An errand is one address of a picture, and the slugs of those who have it.
type errand struct {
	url   string
	slugs []string
}

// lanes gives what is to be asked, by host. A picture that is stored already
// for another member is taken from there.
func (g *gallery) lanes(ctx context.Context, only []string) ([][]errand, error) {
	var urls []string
	var had []*planet.Member       // whose picture is there already
	slugs := map[string][]string{} // by address
	for i := range g.u.Site.Members {
		m := &g.u.Site.Members[i]
		if !g.wants(m, only) {
			continue
		}
		png, err := g.stored(ctx, m.Avatar)
		if err != nil {
			return nil, err
		}
		if png != nil {
			had = append(had, m)
			continue
		}
		if slugs[m.Avatar] == nil {
			urls = append(urls, m.Avatar)
		}
		slugs[m.Avatar] = append(slugs[m.Avatar], m.Slug)
	}
	for _, m := range had {
		if err := g.had(ctx, m.Slug, m.Avatar, g.read[m.Avatar]); err != nil {
			return nil, err
		}
	}
	if len(urls) == 0 {
		return nil, nil
	}
	away, err := g.u.away(ctx)
	byHost := map[string][]errand{}
	for _, url := range urls {
		if h := host(url); !away[h] {
			byHost[h] = append(byHost[h], errand{url, slugs[url]})
		}
	}
	return slices.Collect(maps.Values(byHost)), err
}

// wants tells whether a member's picture is still to be had, and may be asked
// for now.
func (g *gallery) wants(m *planet.Member, only []string) bool {
	if m.Disabled || m.Status != "" || !isAddress(m.Avatar) || len(only) > 0 && !slices.Contains(only, m.Slug) {
		return false
	}
	a := g.known[m.Slug]
	if a.URL == m.Avatar {
		return false
	}
	wait := a.NextCheck.Sub(g.u.Now())
	return g.u.Force || a.Tried != m.Avatar || wait <= 0 || wait > tooFar
}

// holders gives, for each address of a picture that is stored, the first slug
// with it.
func holders(known map[string]store.Avatar) map[string]string {
	at := map[string]string{}
	for _, slug := range slices.Sorted(maps.Keys(known)) {
		if url := known[slug].URL; url != "" && at[url] == "" {
			at[url] = slug
		}
	}
	return at
}

// stored is the picture of an address which some member had before the round;
// nil if nobody had. It is asked before any picture is replaced.
func (g *gallery) stored(ctx context.Context, url string) (png []byte, err error) {
	if slug := g.at[url]; slug != "" && g.read[url] == nil {
		if g.read[url], err = g.u.Store.AvatarOf(ctx, slug); err != nil {
			return nil, err
		}
	}
	return g.read[url], nil
}

// ask asks for the pictures of one host, one after the other with a pause
// between. A host that asks us to stay away is left alone (GET-15, GET-17).
func (g *gallery) ask(ctx context.Context, lane []errand) error {
	for i, e := range lane {
		if i > 0 {
			_ = g.u.rest(ctx) // short if time is up: what is left stays for the next run
		}
		select {
		case <-ctx.Done():
			return nil
		case g.slots <- struct{}{}: // a host that rests holds none
		}
		code, err := g.one(ctx, e)
		<-g.slots
		if err != nil || code == planet.CodeWait {
			return err
		}
	}
	return nil
}

// one does an errand and stores what came of it. What is under way when the
// run is stopped may finish (SCHED-6).
func (g *gallery) one(ctx context.Context, e errand) (planet.Code, error) {
	if ctx.Err() != nil {
		return "", nil
	}
	ctx, cancel := g.u.lastly(ctx)
	defer cancel()
	png, at, err := g.fetch(ctx, e.url)
	if err != nil && ctx.Err() != nil {
		return "", nil // cut short by our own end: nobody's fault
	}
	log, keep := g.u.Log.With("avatar", e.url), context.WithoutCancel(ctx)
	if err != nil {
		log.Warn("avatar not fetched", "err", err)
		return get.Code(err), g.failed(keep, e, err, at)
	}
	log.Info("avatar fetched", "bytes", len(png))
	for _, slug := range e.slugs {
		if err := g.had(keep, slug, e.url, png); err != nil {
			return "", err
		}
	}
	return "", nil
}

// fetch asks for one picture and draws it anew; at is the address that
// answered. A panic on the way becomes its error (SAFE-8).
func (g *gallery) fetch(ctx context.Context, url string) (png []byte, at string, err error) {
	defer func() {
		if p := recover(); p != nil {
			g.u.Log.Error("avatar broke the program", "avatar", url, "err", p, "stack", string(debug.Stack()))
			err = brokenPicture{p}
		}
	}()
	answer, err := g.client.Get(ctx, get.Request{URL: url})
	if err != nil {
		return nil, answer.URL, err
	}
	g.drawing.Lock()
	defer g.drawing.Unlock()
	png, err = avatar.Make(answer.Body)
	return png, answer.URL, err
}

type brokenPicture struct{ value any }

func (e brokenPicture) Error() string {
	return fmt.Sprintf("broke our program (%v); please report it", e.value)
}

// had stores the picture of a member.
func (g *gallery) had(ctx context.Context, slug, url string, png []byte) error {
	return g.u.Store.SaveAvatar(ctx, store.Avatar{Slug: slug, URL: url, PNG: png, FetchedAt: g.u.Now(), Tried: url})
}

// failed notes why there is no picture at an address, and what the host at
// which the way ended asks for. An older picture stays.
func (g *gallery) failed(ctx context.Context, e errand, why error, at string) error {
	var all error
	if get.Code(why) == planet.CodeWait {
		all = g.u.Store.SaveWait(ctx, store.Wait{Host: host(at), Until: g.u.Now().Add(peace(why))}, g.u.Now())
	}
	for _, slug := range e.slugs {
		a := g.known[slug]
		png, err := g.u.Store.AvatarOf(ctx, slug)
		if err != nil {
			return errors.Join(all, err)
		}
		a.PNG = png
		if a.Tried != e.url {
			a.Failures = 0
		}
		a.Slug, a.Tried, a.Failures = slug, e.url, a.Failures+1
		a.Code, a.Message = cmp.Or(get.Code(why), planet.CodeAvatar), pictureTrouble(e.url, why, a.URL != "")
		a.NextCheck = g.u.Now().Add(g.u.jitter(max(avatarAgain, get.Wait(why))))
		all = errors.Join(all, g.u.Store.SaveAvatar(ctx, a))
	}
	return all
}

func isAddress(avatar string) bool {
	return strings.HasPrefix(avatar, "http://") || strings.HasPrefix(avatar, "https://")
}
