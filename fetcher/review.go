package fetcher

import "context"

// review goes once over all that is remembered, at the end of a run, a slug at
// a time: which feeds are in the list twice, and who fares otherwise than
// before. An outage is held against no feed (HEALTH-3).
func (u *Updater) review(ctx context.Context, outage bool) error {
	noted, err := u.Store.LastStates(ctx)
	if err != nil {
		return err
	}
	twins, changes, seen := newTwins(u), changes{u: u, noted: noted}, map[string]bool{}
	for addresses, err := range u.Store.BySlug(ctx) {
		if err != nil {
			return err
		}
		slug := addresses[0].Slug
		seen[slug] = true
		twins.see(slug, addresses)
		changes.see(slug, addresses)
	}
	if err := twins.note(ctx); err != nil || outage {
		return err
	}
	for i := range u.Site.Members {
		if slug := u.Site.Members[i].Slug; !seen[slug] {
			changes.see(slug, nil)
		}
	}
	return u.Store.SaveEvents(ctx, changes.events)
}
