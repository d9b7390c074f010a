package fetcher

import (
	"planet"
)

// When ids are not believed (ID-3).
const (
	judgedFrom   = 10 // items of a document that is large enough to judge by
	badShare     = 20 // one in so many ids empty, repeated or replaced is too much: 5 %
	fewReplaced  = 2  // ids that are replaced, at the least
	documentsBad = 2  // documents running with replaced ids
)

// unreliable reports whether the feed's ids say less than its addresses.
func (in *reading) unreliable() bool {
	if in.news != nil {
		return in.news.Unreliable
	}
	return in.was.Unreliable
}

// judgeIDs marks a feed many of whose ids are empty or there twice. A feed
// without any id at all is no worse for it: there the addresses count anyway.
func (in *reading) judgeIDs() {
	if len(in.items) < judgedFrom || in.was.Unreliable {
		return
	}
	ids := map[string]int{}
	for i := range in.items {
		ids[foldID(in.items[i].GUID)]++
	}
	bad := ids[""]
	for id, n := range ids {
		if id != "" {
			bad += n - 1
		}
	}
	if bad*badShare > len(in.items) && bad < len(in.items) {
		in.state().Unreliable = true
	}
}

// noteReplaced counts the known posts that came under new ids, and marks the
// feed if that happens in two documents running.
func (in *reading) noteReplaced() {
	replaced, matched := 0, 0
	for i := range in.items {
		it := &in.items[i]
		if it.match < 0 || it.id == nil {
			continue
		}
		matched++
		k := &in.known[it.match]
		for _, key := range k.Keys {
			if key.Kind == it.id.Kind && !has(k, *it.id) {
				replaced++
				break
			}
		}
	}
	switch {
	case replaced >= fewReplaced && replaced*badShare > matched:
		in.note(planet.CodeChangingIDs, "Posts got new ids since our last look (%d of %d). Readers would see them twice; we match them by address.", replaced, matched)
		s := in.state()
		s.Replaced++
		s.Unreliable = s.Unreliable || s.Replaced >= documentsBad
	case in.was.Replaced > 0 && matched > 0:
		in.state().Replaced = 0
	}
}
