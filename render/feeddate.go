package render

import "time"

// newestUpdate returns the updated of a feed with items: that of the entry
// changed last, never the time of a run (ATOM-3). Without items it is empty.
func newestUpdate(items []feedItem, empty time.Time) time.Time {
	if len(items) == 0 {
		return empty
	}
	newest := items[0].updated()
	for _, it := range items[1:] {
		if t := it.updated(); t.After(newest) {
			newest = t
		}
	}
	return newest
}

// updated returns when the entry last changed, as far as its author says. It
// is not later than when we saw it (ATOM-9); when we saw an edit is known to
// the fetcher alone, which must not store a later date.
func (it feedItem) updated() time.Time {
	if !writableTime(it.Updated) {
		return timeOr(it.published(), it.FirstSeen)
	}
	if it.Updated.After(it.FirstSeen) && it.Revision <= 1 {
		return it.FirstSeen
	}
	return it.Updated
}

// published returns the date of the entry, not later than when we first saw
// it, or zero if the feed gave none (ATOM-10).
func (it feedItem) published() time.Time {
	switch {
	case !writableTime(it.Published):
		return time.Time{}
	case it.Published.After(it.FirstSeen):
		return it.FirstSeen
	}
	return it.Published
}

// writableTime reports whether t is known and has a year of four digits.
func writableTime(t time.Time) bool { return !t.IsZero() && t.Year() >= 1 && t.Year() <= 9999 }

func timeOr(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

// rfc3339 returns t in UTC, or "" if it is not known.
func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// rfc822 returns t as RSS and OPML want it, or "" if it is not known.
func rfc822(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
}
