package store

import (
	"fmt"
	"strings"
	"testing"

	"planet"
)

// What is asked for each feed of a run, for each entry or for each page finds
// its rows by an index: a planet runs for decades.
func TestHotQueriesUseAnIndex(t *testing.T) {
	db := open(t)
	community(t, db, 15, 12)
	tests := []struct{ name, query, want string }{
		{"the entries of a slug", entryColumns + "WHERE e.slug = ?1 " + entryOrder, "e USING INDEX entry_slug (slug=?)"},
		{"the newest entries", newestSQL, "e USING INDEX entry_order"},
		{"one entry", entryColumns + "WHERE e.id = ?1", "e USING INTEGER PRIMARY KEY (rowid=?)"},
		{"whose ids they are", atomIDsSQL, "e USING INDEX entry_atom (atom_id=?)"},
		{"whether a path is free", pathTakenSQL, "entry USING COVERING INDEX sqlite_autoindex_entry_1 (path=?)"},
		{"what is known of a slug", knownSQL, "SEARCH entry USING INDEX entry_published (slug=?)"},
		{"its keys", keysSQL, "entry_key USING PRIMARY KEY (slug=?)"},
		{"when its newest was published", activitySQL, "SEARCH entry USING COVERING INDEX entry_published (slug=? AND published<?)"},
		{"how many were since", activitySQL, "entry USING COVERING INDEX entry_published (slug=? AND published>? AND published<?)"},
		{"what an older policy cleaned", outdatedSQL, "e USING COVERING INDEX entry_policy (policy<?)"},
		{"what is known of a feed", feedColumns + "WHERE slug = ?1", "feed USING PRIMARY KEY (slug=?)"},
		{"the keys of an entry by kind", keysOfSQL, "entry_key USING COVERING INDEX entry_key_entry (entry=?)"},
		{"links to be replaced", dropLinksSQL, "link USING PRIMARY KEY (entry=?)"},
		{"an entry that changes", updateEntrySQL, "entry USING INTEGER PRIMARY KEY (rowid=?)"},
		{"entries with a word", foundSQL, "search VIRTUAL TABLE INDEX"},
		{"the best of them", rankedSQL, "search VIRTUAL TABLE INDEX"},
		{"to where it links", linkedSQL, "SEARCH e USING COVERING INDEX entry_published (slug=?)"},
		{"some entries by their numbers", byIDSQL, "e USING INTEGER PRIMARY KEY (rowid=?)"},
		{"a text", textSQL, "t USING INTEGER PRIMARY KEY (rowid=?)"},
		{"the links of a text", linksSQL, "link USING PRIMARY KEY (entry=?)"},
		{"links between entries", edgesSQL, "l USING INDEX link_canonical (canonical=?)"},
		{"an address", addressColumns + "WHERE slug = ?1 AND url = ?2", "address USING INDEX sqlite_autoindex_address_1 (slug=? AND url=?)"},
		{"all addresses of a slug", addressesOfSQL, "SEARCH address USING INDEX sqlite_autoindex_address_1 (slug=?)"},
		{"what was noted last of each slug", lastStatesSQL, "SCAN event USING COVERING INDEX event_slug"},
		{"its visits", pastSQL, "visit USING INDEX visit_address (address=?)"},
		{"visits to be dropped", pruneSQL, "visit USING COVERING INDEX visit_address (address=? AND id<?)"},
		{"the last run", lastRunSQL, "SCAN run"}, // from its end, one row
		{"the keys of an entry", buriedSQL, "entry_key USING COVERING INDEX entry_key_entry (entry=?)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := planOf(t, db, tt.query)
			if !strings.Contains(plan, tt.want) {
				t.Errorf("the plan is\n%s\nwant %q", plan, tt.want)
			}
		})
	}
}

// community fills a database with members and their posts, as the planner
// must have them to see what a planet is like.
func community(t *testing.T, db *DB, members, posts int) {
	t.Helper()
	for m := range members {
		slug := fmt.Sprintf("member%d", m)
		v := &Visit{Address: Address{Slug: slug, URL: "https://" + slug + ".example/feed"}, At: noon}
		for n := range posts {
			rec := sample(m*posts + n)
			rec.Entry.Feed, rec.Keys = slug, []Key{sampleKey(KindID, rec.Entry.AtomID), sampleKey(KindURL, rec.Entry.Link)}
			rec.Entry.Text.Links = nil
			for l := range 6 {
				rec.Entry.Text.Links = append(rec.Entry.Text.Links, planet.Reference{URL: "https://elsewhere.example/", Canonical: fmt.Sprintf("http://elsewhere.example/%d/%d/%d", m, n, l)})
			}
			v.Records = append(v.Records, rec)
		}
		for range 3 { // visits; the posts come with the first
			if err := db.Save(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			v.Records = nil
		}
	}
	if err := db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func planOf(t *testing.T, db *DB, query string) string {
	t.Helper()
	var args []any
	for n := 1; strings.Contains(query, fmt.Sprintf("?%d", n)); n++ {
		args = append(args, n)
	}
	rows, err := db.w.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
