package fetcher

import (
	"context"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"planet"
	"planet/store"
)

// Tombstones returns the hashes that the list keeps of what was forgotten
// (LEAVE-4).
func Tombstones(site *planet.Site) [][32]byte {
	var all [][32]byte
	for _, text := range site.Forget {
		if h, err := hex.DecodeString(text); err == nil && len(h) == len([32]byte{}) { // config has refused others
			all = append(all, [32]byte(h))
		}
	}
	return all
}

// Found is what a name stands for.
type Found struct {
	Entries   []int64
	Forgotten bool // a tombstone has its hash: it was removed on request (ID-13)
}

// Find returns what a name stands for: an address in any spelling, also one
// that a post had once, an id, or the address of a page of ours (WHY-1). What
// fits letter for letter goes first; without such, it is what the fetcher
// would know a post by.
func Find(ctx context.Context, r *store.Reader, site *planet.Site, name string) (*Found, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return &Found{}, nil
	}
	short, path := ourPage(site, name)
	all, err := r.Named(ctx, short, path)
	if err != nil || len(all) > 0 {
		return &Found{Entries: all}, err
	}
	keys := keysOf(site, name)
	if all, err = r.Keyed(ctx, keys); err != nil {
		return nil, err
	}
	if address := canonical(name); len(all) == 0 && address != "" {
		if all, err = r.At(ctx, address); err != nil {
			return nil, err
		}
	}
	if len(all) > 0 {
		return &Found{Entries: all}, nil
	}
	dead, err := r.Forgotten(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range Tombstones(site) {
		dead[h] = true
	}
	gone := slices.ContainsFunc(keys, func(k store.Key) bool {
		return buried(dead, "", k) || slices.ContainsFunc(site.Members, func(m planet.Member) bool { return buried(dead, m.Slug, k) })
	})
	return &Found{Forgotten: gone}, nil
}

// keysOf gives the keys of which a name may be the value.
func keysOf(site *planet.Site, name string) []store.Key {
	var all []store.Key
	for _, address := range []string{canonical(name), withFragment(name)} {
		if address != "" {
			all = append(all, key(store.KindURL, address))
		}
	}
	id := foldID(name)
	all = append(all, key(store.KindID, id))
	for _, m := range site.Members { // an id like "42" is its feed's own
		all = append(all, key(store.KindID, m.Slug+"\n"+id))
	}
	return all
}

// ourPage gives of the address of a page of ours, whole or below the site, the
// path of its entry, and of a place on a page the entry's short id. Other
// names come back as they are.
func ourPage(site *planet.Site, name string) (short, path string) {
	u, err := url.Parse(name)
	if err != nil {
		return name, name
	}
	path, ours := strings.CutPrefix(canonicalPath(name), canonicalPath(site.URL))
	if site.URL == "" || u.Host != "" && !ours {
		return name, name
	}
	if id, ok := strings.CutPrefix(u.Fragment, "e-"); ok {
		return id, ""
	}
	return name, strings.Trim(path, "/")
}

// canonicalPath is an address of ours without what does not matter.
func canonicalPath(address string) string {
	if c := canonical(address); c != "" {
		return c + "/"
	}
	return strings.TrimSuffix(address, "index.html")
}
