package fetcher

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"planet"
	"planet/store"
)

// twins are feeds that are in the list twice under different addresses: those
// that end at the same place, or carry the same id. Readers would see each post
// with two credits, but fetching goes on (GET-28).
//
// Of a feed whose names no other has, as most are, they keep no more than the
// two numbers that these names come to.
type twins struct {
	u     *Updater
	seed  maphash.Seed
	slugs map[uint64]string // who first bore a name that comes to this number
	again map[string]bool   // slugs to be looked at: of names that came twice, or who were said to be twins
}

func newTwins(u *Updater) *twins {
	return &twins{u: u, seed: maphash.MakeSeed(), slugs: map[uint64]string{}, again: map[string]bool{}}
}

// see is told of the addresses of a slug.
func (t *twins) see(slug string, addresses []store.Address) {
	for i := range addresses {
		a := &addresses[i]
		if !t.counts(a) {
			continue
		}
		for _, name := range feedNames(a) {
			n := maphash.String(t.seed, name)
			if first, there := t.slugs[n]; there {
				t.again[first], t.again[slug] = true, true
			} else {
				t.slugs[n] = slug
			}
		}
		if slices.ContainsFunc(a.Findings, func(f planet.Finding) bool { return f.Code == planet.CodeDuplicate }) {
			t.again[slug] = true
		}
	}
}

// counts reports whether an address is that of a feed which is read.
func (t *twins) counts(a *store.Address) bool {
	m := t.u.members[a.Slug]
	return !a.FirstGood.IsZero() && m != nil && m.Status == "" && !m.Disabled && t.u.listed(a.Slug, a.URL)
}

// note looks at those that may be twins, and tells.
func (t *twins) note(ctx context.Context) error {
	var all []store.Address
	for _, slug := range slices.Sorted(maps.Keys(t.again)) {
		some, err := t.u.Store.AddressesOf(ctx, slug)
		if err != nil {
			return err
		}
		all = append(all, slices.DeleteFunc(some, func(a store.Address) bool { return !t.counts(&a) })...)
	}
	same := map[string][]int{}
	for i := range all {
		for _, name := range feedNames(&all[i]) {
			same[name] = append(same[name], i)
		}
	}
	for i := range all {
		a := &all[i]
		findings := t.u.withDuplicates(all, i, same)
		if !slices.Equal(findings, a.Findings) {
			if err := t.u.Store.Note(ctx, a.ID, findings); err != nil {
				return err
			}
		}
	}
	return nil
}

// feedNames gives by what a feed is the same as another one.
func feedNames(a *store.Address) []string {
	var names []string
	if final := canonical(a.Final); final != "" {
		names = append(names, "at "+final)
	}
	if a.Source.ID != "" {
		names = append(names, "id "+foldID(a.Source.ID))
	}
	return names
}

// withDuplicates gives the findings of address i with those that name the
// lines of its duplicates, one each.
func (u *Updater) withDuplicates(all []store.Address, i int, same map[string][]int) []planet.Finding {
	findings := without(all[i].Findings, planet.CodeDuplicate)
	said := map[int]bool{i: true}
	for _, name := range feedNames(&all[i]) {
		for _, other := range same[name] {
			if said[other] || strings.HasPrefix(name, "id ") && !alike(&all[i], &all[other]) {
				continue
			}
			said[other] = true
			one, two := u.member(all[i].Slug), u.member(all[other].Slug)
			findings = append(findings, Twice(&one, all[i].URL, &two, all[other].URL))
		}
	}
	return findings
}

// alike reports whether two feeds of one id may be one indeed: many blogs keep
// the id of the template that they were made from. One feed has the same posts,
// or, if these have no ids of their own, as many under the same title; of one
// without posts nothing can be said against it.
func alike(a, b *store.Address) bool {
	return slices.ContainsFunc(a.Listed, func(id string) bool { return slices.Contains(b.Listed, id) }) ||
		a.Source.Title == b.Source.Title && a.Items == b.Items || a.Items == 0 || b.Items == 0
}

// Twice says that two addresses of the list are one feed.
func Twice(one *planet.Member, url string, two *planet.Member, other string) planet.Finding {
	return planet.Finding{
		Code:    planet.CodeDuplicate,
		Message: fmt.Sprintf("This feed is in the list twice: as %s and as %s. Its posts get two credits; take one out.", line(one, url), line(two, other)),
	}
}

// Canonical gives the one spelling that stands for all spellings of an address;
// "" for none (CONV-2).
func Canonical(address string) string { return canonical(address) }

// line names the place of an address in the list.
func line(m *planet.Member, url string) string {
	name := []string{url, "of", m.Slug}
	if m.Line > 0 {
		name = append(name, fmt.Sprintf("(line %d of %s)", m.Line, filepath.Base(m.File)))
	}
	return strings.Join(name, " ")
}
