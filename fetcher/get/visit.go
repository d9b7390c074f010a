package get

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// A visit is one Get under way.
type visit struct {
	client      *Client
	request     Request
	answer      *Answer
	open        bool   // private addresses may still be asked (SAFE-2)
	retried     bool   // the one retry is spent (GET-20)
	conditional bool   // the last hop was sent a validator
	moved       string // where the leading run of permanent redirects has come
	settled     bool   // and that it has ended
}

// run makes the visit, and completes the error if there is one.
func (v *visit) run(ctx context.Context) error {
	err := v.walk(ctx)
	if e, ok := errors.AsType[*Error](err); ok {
		e.Status = v.answer.Status
		e.Network = e.Network && len(v.answer.Hops) == 0
	}
	return err
}

// walk asks hop after hop until one is no redirect.
func (v *visit) walk(ctx context.Context) error {
	u, err := readAddress(v.request.URL)
	for err == nil {
		var resp *http.Response
		if resp, err = v.hop(ctx, u); err != nil {
			return err
		}
		if !redirects(resp.StatusCode) {
			return v.arrive(ctx, u, resp)
		}
		u, err = v.follow(u, resp)
	}
	return err
}

// arrive reads the answer of the last hop.
func (v *visit) arrive(ctx context.Context, u *url.URL, resp *http.Response) error {
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && v.conditional:
		return v.notModified(resp)
	case resp.StatusCode == http.StatusOK, resp.StatusCode == http.StatusNonAuthoritativeInfo:
		return v.read(ctx, u, resp)
	}
	return v.refused(u, resp)
}

// notModified keeps what the server said of the answer we have (GET-8).
func (v *visit) notModified(resp *http.Response) error {
	v.answer.Moved = v.moved
	v.answer.Validator = renewed(v.request.Last, resp.Header)
	v.answer.FreshFor = freshFor(resp.Header, v.client.now())
	return ErrNotModified
}

// read takes a document in.
func (v *visit) read(ctx context.Context, u *url.URL, resp *http.Response) error {
	var ask func()
	if v.request.Large != nil {
		ask = func() { v.request.Large(ctx, v.client.maxBytes()) }
	}
	body, wire, err := read(resp, v.client.maxBytes(), ask)
	v.answer.WireBytes = wire
	if err != nil {
		return v.client.spoilt(ctx, u, wire, err)
	}
	if challenged(resp.Header, body) {
		return v.client.shutOut(u, resp)
	}
	v.answer.Body, v.answer.ContentType, v.answer.Links = body, resp.Header.Get("Content-Type"), resp.Header.Values("Link")
	v.answer.Moved = v.moved
	v.answer.Validator = validator(u.String(), resp.Header)
	v.answer.FreshFor = freshFor(resp.Header, v.client.now())
	return nil
}
