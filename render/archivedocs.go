package render

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"planet"
)

const (
	archiveFormat = 1
	archiveIndex  = "archive/index.json"
	archiveOpen   = "archive/current.json"
	foundingTime  = 24 * time.Hour // what is first read in it was never published before (FLOW-3)
)

// An archiveMonth is one month of archive documents, in UTC, so that a changed
// setting reopens nothing (FLOW-2).
type archiveMonth struct {
	name    string // "2026-11"
	entries []int  // in the order of FLOW-1
	closed  bool
}

func (m archiveMonth) atom() string { return "archive/" + m.name + ".atom.xml" }

func (m archiveMonth) json() string {
	if !m.closed {
		return archiveOpen
	}
	return "archive/" + m.name + ".json"
}

// archiveMonths puts every entry into the month in which it was first
// published here, whatever its date: a closed document never gains entries
// (ARC-3). What stood in the feeds when the planet was founded is placed by its
// own date: nobody has read those documents before. The latest month is first;
// the open one is there even without entries.
func (w *world) archiveMonths() []archiveMonth {
	now := w.opts.Today.UTC().Format("2006-01")
	months := map[string]*archiveMonth{now: {name: now}}
	for i := range w.places {
		if !w.places[i].Pages {
			continue
		}
		e := &w.places[i].Entry
		at := e.FirstSeen
		if e.FirstSeen.Before(w.founded.Add(foundingTime)) {
			at = e.Position
		}
		name := at.UTC().Format("2006-01")
		if months[name] == nil {
			months[name] = &archiveMonth{name: name, closed: name < now}
		}
		months[name].entries = append(months[name].entries, i)
	}
	var all []archiveMonth
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(months))) {
		all = append(all, *months[name])
	}
	return all
}

// An archiveList is archive/index.json: what a clone reads first (ARC-7).
type archiveList struct {
	Format    int             `json:"format"`
	ID        string          `json:"id"`
	URL       string          `json:"url"`
	Months    []archiveRecord `json:"months"` // closed ones, the latest first
	Current   string          `json:"current"`
	Forgotten []string        `json:"forgotten"` // SHA-256 of keys: what must not come back
}

type archiveRecord struct {
	Month   string `json:"month"`
	Atom    string `json:"atom"`
	JSON    string `json:"json"`
	Entries int    `json:"entries"`
	SHA256  string `json:"sha256"` // of the JSON file
	Data    string `json:"data"`   // of what the entries say: while it stays, the documents stay (ARC-3)
}

// archives puts the archive documents into the tree: a closed month only if
// what it says has changed, the open one, and their index.
func (w *world) archives(ctx context.Context, out *tree) error {
	old, err := readArchiveList(out)
	if err != nil {
		return err
	}
	list := archiveList{Format: archiveFormat, ID: w.site.ID, URL: w.site.URL, Months: []archiveRecord{}, Current: w.site.URL + archiveOpen, Forgotten: []string{}}
	for i, m := range w.archived {
		older := w.olderMonth(i)
		if !m.closed {
			if err := w.openMonth(ctx, out, m, older); err != nil {
				return err
			}
			continue
		}
		record := archiveRecord{Month: m.name, Atom: w.site.URL + m.atom(), JSON: w.site.URL + m.json(), Entries: len(m.entries), Data: w.dataOf(m, older)}
		if was := old[m.name]; was.Data == record.Data && was.JSON == record.JSON {
			frozen, err := keepBoth(out, m)
			if err != nil {
				return err
			}
			if frozen {
				list.Months = append(list.Months, was)
				continue
			}
		}
		if record.SHA256, err = w.closedMonth(ctx, out, m, older); err != nil {
			return err
		}
		list.Months = append(list.Months, record)
	}
	if list.Forgotten, err = w.forgotten(ctx); err != nil {
		return err
	}
	b, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	if err := out.put(archiveIndex, append(b, '\n')); err != nil {
		return err
	}
	return w.putPublicList(out)
}

// putPublicList puts the list as anybody may have it into the tree.
func (w *world) putPublicList(out *tree) error {
	site := *w.site
	site.Location = nil
	var s sum
	s.digests(w.depends.ground)
	for i := range site.Members {
		for _, f := range site.Members[i].Feeds {
			s.text(f.Fix.Zone.String()) // JSON doesn't show it; of none it is UTC
		}
	}
	if err := s.value(site); err != nil {
		return err
	}
	of := s.digest()
	if stands, err := out.stands(of, publicList); stands || err != nil {
		return err
	}
	b, err := publicYAML(w.site)
	if err != nil {
		return err
	}
	return out.putMade(publicList, b, madeFile{of: of})
}

// keepBoth keeps the two documents of a month, if both are there.
func keepBoth(out *tree, m archiveMonth) (bool, error) {
	for _, name := range []string{m.atom(), m.json()} {
		there, err := out.there(name)
		if err != nil || !there {
			return false, err
		}
	}
	for _, name := range []string{m.atom(), m.json()} {
		if kept, err := out.keep(name); err != nil || !kept {
			return false, err
		}
	}
	return true, nil
}

// readArchiveList reads the records of the site that is there. One that can't
// be read counts as none: the documents are then made again.
func readArchiveList(out *tree) (map[string]archiveRecord, error) {
	b, err := out.before(archiveIndex)
	if err != nil || b == nil {
		return nil, err
	}
	var list archiveList
	old := map[string]archiveRecord{}
	if json.Unmarshal(b, &list) == nil && list.Format == archiveFormat {
		for _, r := range list.Months {
			old[r.Month] = r
		}
	}
	return old, nil
}

// olderMonth gives the next older month; nil if there is none.
func (w *world) olderMonth(i int) *archiveMonth {
	if i+1 < len(w.archived) {
		return &w.archived[i+1]
	}
	return nil
}

// dataOf stands for all that the documents of a month say: of the entries what
// their publishers said and how much of it may be shown, and of the planet
// what stands at the top. A new version of the program changes none of it.
func (w *world) dataOf(m archiveMonth, older *archiveMonth) string {
	sum := sha256.New()
	say(sum, w.site.ID, w.site.URL, w.site.Title)
	if older != nil {
		say(sum, older.name)
	}
	for _, i := range m.entries {
		e := &w.places[i].Entry
		say(sum, e.AtomID, string(e.Hash[:]), strconv.Itoa(e.Policy)+" "+strconv.Itoa(e.Revision), string(w.display(w.item(e))), string(w.images(w.item(e))))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// say adds parts to a hash so that no two lists of parts sound the same.
func say(sum hash.Hash, parts ...string) {
	var b [20]byte
	for _, p := range parts {
		_, _ = sum.Write(append(strconv.AppendInt(b[:0], int64(len(p)), 10), ':')) // a hash takes all
		_, _ = io.WriteString(sum, p)
	}
}

// closedMonth writes the two documents of a month that is over, and gives the
// SHA-256 of the one in JSON.
func (w *world) closedMonth(ctx context.Context, out *tree, m archiveMonth, older *archiveMonth) (string, error) {
	d := w.monthDoc(ctx, m, older)
	atom := d
	atom.Archive, atom.Current, atom.Self = true, w.site.URL+mainFeedPath, w.site.URL+m.atom()
	atom.stream = func(yield func(feedItem, error) bool) { w.itemsOf(ctx, m, false, yield) }
	if err := w.putMonth(out, m, m.atom(), digest{}, func(to io.Writer) error { return writeAtom(to, atom) }); err != nil {
		return "", err
	}
	sum := sha256.New()
	err := w.putMonth(out, m, m.json(), digest{}, func(to io.Writer) error {
		sum.Reset() // it may have two names
		return writeJSONFeed(io.MultiWriter(to, sum), d)
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

// putMonth puts a document of a month into the tree, under the name that it had
// on an older planet, too (URL-6).
func (w *world) putMonth(out *tree, m archiveMonth, path string, of digest, write func(io.Writer) error) error {
	var ids []string
	for _, i := range m.entries {
		ids = append(ids, publishedID(w.places[i].Entry.AtomID))
	}
	slices.Sort(ids)
	out.expectIDs(path, slices.Compact(ids))
	for _, name := range w.named(path) {
		held := out.o.Audit && out.holds(name, of)
		if err := out.putLong(name, write); err != nil {
			return err
		}
		if err := out.remember(name, madeFile{of: of}, held); err != nil {
			return err
		}
	}
	return nil
}

// openMonth writes what was published here since the last closing (ARC-6).
func (w *world) openMonth(ctx context.Context, out *tree, m archiveMonth, older *archiveMonth) error {
	before := ""
	if older != nil {
		before = older.name
	}
	of := w.feedOf(m.json(), m.entries, m.name, before)
	if stands, err := out.stands(of, w.named(m.json())...); stands || err != nil {
		return err
	}
	d := w.monthDoc(ctx, m, older)
	return w.putMonth(out, m, m.json(), of, func(to io.Writer) error { return writeJSONFeed(to, d) })
}

// monthDoc makes the feed of one month, with all that a clone needs (JF-5). Its
// entries are read while it is written.
func (w *world) monthDoc(ctx context.Context, m archiveMonth, older *archiveMonth) feedDoc {
	d := w.head(mainFeedPath, "")
	d.Title, d.Subtitle, d.Self, d.Clonable = w.site.Title, w.site.Description, w.site.URL+m.json(), true
	if older != nil {
		d.PrevArchive, d.NextURL = w.site.URL+older.atom(), w.site.URL+older.json()
	}
	d.stream = func(yield func(feedItem, error) bool) { w.itemsOf(ctx, m, true, yield) }
	d.Updated = w.founded
	for n, i := range m.entries {
		e := &w.places[i].Entry
		if t := (feedItem{Entry: planet.Entry{Published: e.Published, Updated: e.Updated, FirstSeen: e.FirstSeen, Revision: e.Revision}}).updated(); n == 0 || t.After(d.Updated) {
			d.Updated = t
		}
		d.thread = d.thread || e.Replies
	}
	return d
}

const atOnce = 64 // entries of a month that are read together

// itemsOf yields the entries of a month with all that a clone needs; their links
// only if they are asked for: the document in Atom names none.
func (w *world) itemsOf(ctx context.Context, m archiveMonth, links bool, yield func(feedItem, error) bool) {
	for some := range slices.Chunk(m.entries, atOnce) {
		texts, err := w.load(ctx, some)
		if err != nil {
			yield(feedItem{}, err)
			return
		}
		for n, i := range some {
			it := w.feedItem(i, texts[n])
			it.Why = w.places[i].Entry.Reason
			if links && it.Display != planet.DisplayTitle {
				it.Links, err = w.reader.Links(ctx, w.places[i].Entry.ID)
			}
			if !yield(it, err) || err != nil {
				return
			}
		}
	}
}

// forgotten gives the hashes of what must not come back, also in a clone.
func (w *world) forgotten(ctx context.Context) ([]string, error) {
	dead, err := w.reader.Forgotten(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for h := range dead {
		all[hex.EncodeToString(h[:])] = true
	}
	for _, h := range w.site.Forget {
		all[strings.ToLower(h)] = true
	}
	return append([]string{}, slices.Sorted(maps.Keys(all))...), nil
}
