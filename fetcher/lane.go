package fetcher

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A lane holds the jobs of one host, or of several that are asked on one way,
// which are done at most Fetch.PerHost at a time with a pause after each
// (GET-15).
type lane struct {
	mu   sync.Mutex
	jobs []queued
}

// next takes jobs off the lane until one may be done; those that may not,
// since their host asked for peace meanwhile, are passed over. more tells
// whether others remain.
func (l *lane) next(may func(*queued) bool) (q queued, ok bool, passed int, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.jobs) > 0 {
		q, l.jobs = l.jobs[0], l.jobs[1:]
		if may(&q) {
			return q, true, passed, len(l.jobs) > 0
		}
		passed++
	}
	return queued{}, false, passed, false
}

// lanes puts jobs into lanes by host, in a random order, and counts the hosts.
func (u *Updater) lanes(jobs []queued) (all []*lane, hosts int) {
	u.Rand.Shuffle(len(jobs), func(a, b int) { jobs[a], jobs[b] = jobs[b], jobs[a] })
	roads := roads{}
	for i := range jobs {
		roads.join(jobs[i].hosts)
	}
	byRoad := map[string]*lane{}
	seen := map[string]bool{}
	for _, q := range jobs {
		first := q.hosts[0]
		road := roads.of(first)
		if byRoad[road] == nil {
			byRoad[road] = &lane{}
			all = append(all, byRoad[road])
		}
		byRoad[road].jobs = append(byRoad[road].jobs, q)
		seen[first] = true
	}
	return all, len(seen)
}

// roads joins hosts that one visit leads over, so that a host which many
// feeds are sent on to is not asked by all at once. It maps a host to another
// one of its road; those that lead on to themselves stand for the road.
type roads map[string]string

func (r roads) of(host string) string {
	for r[host] != "" && r[host] != host {
		host = r[host]
	}
	return host
}

func (r roads) join(hosts []string) {
	for _, h := range hosts[1:] {
		if a, b := r.of(hosts[0]), r.of(h); a != b {
			pair := []string{a, b}
			slices.Sort(pair)
			r[pair[1]] = pair[0]
		}
	}
}

// host is whose manners apply to an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Hostname())
}
