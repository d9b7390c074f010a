package check

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
)

// askMore asks what the findings would like to suggest: nothing is suggested
// that was not read. As before, one request is in flight to each host, with
// the pause of the list before each.
func (c *Checker) askMore(ctx context.Context, looks []*look) error {
	byHost := map[string][]*look{}
	for _, l := range looks {
		if l.good() && (len(l.tagFeeds()) > 0 || l.secure() != "") {
			byHost[hostOf(l.address.Final)] = append(byHost[hostOf(l.address.Final)], l)
		}
	}
	slots := make(chan struct{}, c.Site.Fetch.Workers)
	var wg sync.WaitGroup
	for _, same := range byHost {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			for _, l := range same {
				c.more(ctx, l)
			}
		})
	}
	wg.Wait()
	for _, l := range looks {
		l.sayTopic()
	}
	return ctx.Err()
}

// more asks for the https address of a feed and for the feed of a tag.
func (c *Checker) more(ctx context.Context, l *look) {
	if address := l.secure(); address != "" && c.reads(ctx, l, address) {
		l.say(planet.CodeHTTPOnly, "The feed also works over https, where nobody on the way can change it. Write feed: %s", address)
	}
	for _, address := range l.tagFeeds() {
		if c.reads(ctx, l, address) {
			l.topic.feed = address
			return
		}
	}
}

// reads reports whether there is a feed with posts at an address.
func (c *Checker) reads(ctx context.Context, l *look, address string) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(c.Site.Fetch.HostDelay):
	}
	answer, err := c.Client.Get(ctx, get.Request{URL: address, HTTP1: l.feed.HTTP1})
	if err != nil {
		return false
	}
	doc, err := parse.Parse(answer.Body, parse.From{URL: answer.URL, ContentType: answer.ContentType})
	return err == nil && len(doc.Items) > 0
}

// secure is the https address of a feed that was read over http; "" for none.
func (l *look) secure() string {
	rest, plain := strings.CutPrefix(l.address.Final, "http://")
	u, err := url.Parse(l.address.Final)
	if !plain || err != nil {
		return ""
	}
	if u.Port() == "80" {
		rest = strings.Replace(rest, ":80", "", 1)
	}
	return "https://" + rest
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Hostname())
}
