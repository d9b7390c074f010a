package render

import (
	"cmp"
	"encoding/json"
	"strings"

	"planet"
)

// from says by what a reader may hide an entry (MUTE-1): its member, its
// groups, and its language where the planet has several. Without scripts
// nobody asks.
func (w *world) from(i int) string {
	if !w.site.Scripts {
		return ""
	}
	e := &w.places[i].Entry
	all := []string{"member/" + w.bySlug[e.Feed].Slug}
	for _, slug := range w.places[i].Groups {
		all = append(all, "group/"+slug)
	}
	if tag := w.spoken(e); tag != "" && len(w.languages) > 1 {
		all = append(all, "lang/"+tag)
	}
	return strings.Join(all, " ")
}

// spoken gives the language of an entry without its region; "" if nobody says
// which it is.
func (w *world) spoken(e *planet.Head) string {
	return baseOf(feedLanguage(cmp.Or(e.Language, w.bySlug[e.Feed].Language)))
}

// findLanguages finds those of the entries that are shown.
func (w *world) findLanguages() map[string]bool {
	found := map[string]bool{}
	for i := range w.places {
		if w.places[i].Pages && w.owner(i) != nil {
			if tag := w.spoken(&w.places[i].Entry); tag != "" {
				found[tag] = true
			}
		}
	}
	return found
}

// names gives what readers read of groups and languages when they hide them.
func (w *world) names() (string, error) {
	all := map[string]string{}
	for _, g := range w.groups {
		all["group/"+g.Slug] = g.Name
	}
	if len(w.languages) > 1 {
		for tag := range w.languages {
			all["lang/"+tag] = w.words.language(tag)
		}
	}
	b, err := json.Marshal(all)
	return string(b), err
}
