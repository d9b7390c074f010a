package fetcher

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/proof"
	"planet/store"
)

// A look is at one member.
type look struct {
	client *get.Client
	pause  func(context.Context) error
	wanted proof.Wanted
	files  map[string]file // read before at the same host, by address
	at     string          // address that answered last
}

// A file is what came of asking for one that all members of a host share.
type file struct {
	body []byte
	err  error
}

// feed notes what a member's feeds name.
func (l *look) feed(p *store.Proof, blogroll []string) {
	p.Pages = slices.DeleteFunc(p.Pages, func(page store.ProofPage) bool { return page.Kind == proofFeed })
	if l.wanted.Blogroll(blogroll) {
		p.Pages = append(p.Pages, store.ProofPage{Kind: proofFeed, Level: planet.ConsentVerified})
	}
	if len(p.Pages) == 0 {
		p.Pages = nil
	}
	p.Level = levelOf(p.Pages)
}

func levelOf(pages []store.ProofPage) planet.Consent {
	var all []planet.Consent
	for _, page := range pages {
		all = append(all, page.Level)
	}
	return proof.Level(all...)
}

// all looks at a home page; then, as long as there is no proof, at the file
// beside it, and at the page that introduces the author if the home page does
// not link to us. The error says why the home page could not be asked: then
// all stays as it was.
func (l *look) all(ctx context.Context, p *store.Proof) error {
	was := p.Pages
	home, err := l.page(ctx, seen(was, proofHome, p.Home))
	p.Code, p.Message = get.Code(err), ""
	if err != nil {
		p.Message = sentence(err)
		return err
	}
	pages := slices.DeleteFunc(slices.Clone(was), func(page store.ProofPage) bool { return page.Kind != proofFeed })
	pages = append(pages, home)
	if levelOf(pages) != planet.ConsentVerified {
		if err := l.rest(ctx); err != nil {
			return err
		}
		pages = append(pages, l.wellKnown(ctx, seen(was, proofFile, wellKnown(p.Home))))
	}
	if levelOf(pages) == "" && home.About != "" {
		if err := l.rest(ctx); err != nil {
			return err
		}
		about, err := l.page(ctx, seen(was, proofAbout, home.About))
		if err == nil || about.Level != "" {
			pages = append(pages, about)
		}
	}
	p.Pages, p.Level = pages, levelOf(pages)
	return nil
}

func (l *look) rest(ctx context.Context) error {
	if l.pause == nil {
		return ctx.Err()
	}
	return l.pause(ctx)
}

// seen gives what was found at an address before, else a page not yet seen.
func seen(pages []store.ProofPage, kind, address string) store.ProofPage {
	for _, page := range pages {
		if page.Kind == kind && page.URL == address {
			return page
		}
	}
	return store.ProofPage{Kind: kind, URL: address}
}

// page asks for a page, and reads it unless it is as it was. What another host
// answers is not its author's (SAFE-21), and what is not there shows nothing.
func (l *look) page(ctx context.Context, was store.ProofPage) (store.ProofPage, error) {
	answer, err := l.client.Get(ctx, get.Request{URL: was.URL, Last: was.Validator})
	l.at = answer.URL
	now := store.ProofPage{Kind: was.Kind, URL: was.URL, Validator: answer.Validator}
	switch {
	case errors.Is(err, get.ErrNotModified):
		was.Validator = answer.Validator
		return was, nil
	case gone(err):
		return now, nil
	case err != nil:
		return was, err
	}
	if sameHost(answer.URL, was.URL) && isHTML(answer.ContentType) {
		now.Level, now.About = l.wanted.Page(answer.Body, answer.URL)
	}
	return now, nil
}

// wellKnown asks for the file in which a host may name members of planets. All
// its members share it, so that it is asked for once in a run.
func (l *look) wellKnown(ctx context.Context, was store.ProofPage) store.ProofPage {
	f, read := l.files[was.URL]
	if !read {
		answer, err := l.client.Get(ctx, get.Request{URL: was.URL})
		f.err = err
		if err == nil && sameHost(answer.URL, was.URL) && !isHTML(answer.ContentType) {
			f.body = answer.Body
		}
		l.files[was.URL] = f
	}
	if f.err != nil && !gone(f.err) {
		return was
	}
	was.Level = ""
	if f.body != nil && l.wanted.File(f.body) {
		was.Level = planet.ConsentVerified
	}
	return was
}

// gone reports whether a host said that there is nothing at an address.
func gone(err error) bool {
	return get.Code(err) == planet.CodeNotFound || get.Code(err) == planet.CodeGone
}

// wellKnown is the address of the file of a page's host.
func wellKnown(home string) string {
	u, err := url.Parse(home)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/.well-known/planet.txt"}).String()
}

// isHTML reports whether an answer is a page, or does not say what it is.
func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch strings.TrimSpace(kind) {
	case "", "text/html", "application/xhtml+xml":
		return true
	}
	return false
}
