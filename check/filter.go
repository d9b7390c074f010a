package check

import (
	"cmp"
	"slices"
	"strings"

	"planet"
	"planet/place"
)

// latest is how many posts a filter is tried on.
const latest = 20

// A Verdict is what the filters make of a post.
type Verdict struct {
	Title string
	Kept  bool
	Why   string // it is not, in words; "" if it is
}

// verdicts tries the filters on the feed's last posts.
func (l *look) verdicts() []Verdict {
	var all []Verdict
	for i := range l.places[:min(latest, len(l.places))] {
		p := &l.places[i]
		v := Verdict{Title: named(&l.entries[i]), Kept: true}
		if p.Why == planet.ReasonFiltered {
			v.Kept, v.Why = false, missed(p.Missed)
		}
		all = append(all, v)
	}
	return all
}

// missed says which filter drops a post, and by what of it.
func missed(m *place.Missed) string {
	if m == nil {
		return ""
	}
	var parts []string
	for _, part := range []struct {
		name string
		list []string
	}{{"categories", m.By.Categories}, {"keywords", m.By.Keywords}, {"pattern", []string{m.By.Pattern}}, {"language", []string{m.By.Language}}} {
		if words := strings.Join(part.list, ", "); words != "" {
			parts = append(parts, part.name+": "+words)
		}
	}
	filter := "only does not match"
	if m.Skip {
		filter = "skip matches"
	}
	if m.Site {
		filter = "the planet's " + filter
	}
	return filter + " (" + strings.Join(parts, "; ") + ")"
}

// filter tells of a filter that keeps nothing.
func (l *look) filter() {
	tried := l.verdicts()
	if len(tried) == 0 || slices.ContainsFunc(tried, func(v Verdict) bool { return v.Kept }) {
		return
	}
	labels := "none at all"
	if names := l.categories(); len(names) > 0 {
		labels = strings.Join(names, ", ")
	}
	l.say(planet.CodeFilterEmpty, "Your filter keeps none of the last %s. Categories in the feed: %s.", number(len(tried), "post", "posts"), labels)
}

// shownLabels is how many categories a message names.
const shownLabels = 12

// categories gives those of the feed, the most frequent first.
func (l *look) categories() []string {
	counts := map[string]int{}
	var names []string
	for i := range l.entries {
		for _, name := range labels(&l.entries[i]) {
			if counts[name]++; counts[name] == 1 {
				names = append(names, name)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	if len(names) > shownLabels {
		names = append(names[:shownLabels], "…")
	}
	return names
}

// labels are the names of an entry's categories, each once.
func labels(e *planet.Entry) []string {
	var all []string
	for _, c := range e.Categories {
		if name := cmp.Or(c.Label, c.Term); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}
