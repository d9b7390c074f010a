package fetcher

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"planet"
	"planet/store"
)

// noteDuplicates tells of feeds that are in the list twice under different
// addresses: those that end at the same place, or carry the same id. Readers
// would see each post with two credits, but fetching goes on (GET-28).
func (u *Updater) noteDuplicates(ctx context.Context) error {
	all, err := u.Store.Addresses(ctx)
	if err != nil {
		return err
	}
	wanted := map[[2]string]bool{}
	for _, m := range u.Site.Members {
		for _, f := range m.Feeds {
			wanted[[2]string{f.Slug, f.URL}] = m.Status == "" && !m.Disabled
		}
	}
	all = slices.DeleteFunc(all, func(a store.Address) bool { return a.FirstGood.IsZero() || !wanted[[2]string{a.Slug, a.URL}] })
	same := map[string][]int{}
	for i := range all {
		for _, name := range feedNames(&all[i]) {
			same[name] = append(same[name], i)
		}
	}
	for i := range all {
		a := &all[i]
		findings := u.withDuplicates(all, i, same)
		if !slices.Equal(findings, a.Findings) {
			if err := u.Store.Note(ctx, a.ID, findings); err != nil {
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
