//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"time"

	"planet"
	"planet/fetcher/clean"
	"planet/store"
)

const (
	archiveNews = 20 // entries that come after the whole render
	archiveText = 1_200
	perVisit    = 200
)

// An archiveRow is what an archive took: a render, or a search.
type archiveRow struct {
	entries int
	what    string
	touched int // files that were written; -1 where none could be
	usage
}

// membersOf gives how many members wrote an archive: the larger, the more.
func membersOf(entries int) int { return min(max(50, entries/100), 500) }

// archive renders an archive of n entries whole, then again, then after a few
// new ones, and searches it.
func (p *plan) archive(ctx context.Context, r *report, n int) (err error) {
	dir, err := os.MkdirTemp(p.dir, "archive")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var list strings.Builder
	list.WriteString("planet:\n  title: Bench\n  url: https://planet.example/\n  contact: mailto:owner@planet.example\nfeeds:\n")
	for m := range membersOf(n) {
		fmt.Fprintf(&list, "  - name: Member %d\n    feed: https://member%d.example/feed\n", m, m)
	}
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(list.String()), 0o600); err != nil {
		return err
	}
	db := filepath.Join(dir, "planet.db")
	if err := p.fill(ctx, db, 0, n, membersOf(n)); err != nil {
		return err
	}
	for _, what := range []string{"whole", "nothing new", fmt.Sprintf("%d new", archiveNews)} {
		if strings.HasSuffix(what, " new") && what != "nothing new" {
			if err := p.fill(ctx, db, n, archiveNews, membersOf(n)); err != nil {
				return err
			}
		}
		before, err := stamps(filepath.Join(dir, "public"))
		if err != nil {
			return err
		}
		u, err := command(ctx, dir, p.planet, "--quiet", "render")
		if err != nil {
			return err
		}
		after, err := stamps(filepath.Join(dir, "public"))
		if err != nil {
			return err
		}
		r.archives = append(r.archives, archiveRow{n, "render, " + what, touched(before, after), u})
		fmt.Fprintf(p.log, "%d entries, render, %s: %.2f s of CPU, %.2f s, %d MiB, %d files\n", n, what, u.cpu.Seconds(), u.wall.Seconds(), u.memory>>20, touched(before, after))
	}
	return p.search(ctx, r, db, n)
}

// stamps gives each file of a folder with when it was written.
func stamps(dir string) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all[path] = info.ModTime()
		}
		return err
	})
	return all, err
}

func touched(before, after map[string]time.Time) int {
	n := 0
	for path, at := range after {
		if was, there := before[path]; !there || !was.Equal(at) {
			n++
		}
	}
	for path := range before {
		if _, there := after[path]; !there {
			n++
		}
	}
	return n
}

// fill stores n made-up entries of members who take turns, the first of which has
// a number; each is three hours older than the next.
func (p *plan) fill(ctx context.Context, path string, first, n, members int) (err error) {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for at := first; at < first+n; at += perVisit {
		byMember := map[int]*store.Visit{}
		var visits []*store.Visit
		for k := at; k < min(at+perVisit, first+n); k++ {
			m := k % members
			v := byMember[m]
			if v == nil {
				feed := fmt.Sprintf("https://member%d.example/feed", m)
				v = &store.Visit{At: p.now, Address: store.Address{Slug: fmt.Sprintf("member-%d", m), URL: feed, Final: feed, FirstGood: p.now, LastGood: p.now, LastRequest: p.now}}
				byMember[m] = v
				visits = append(visits, v)
			}
			v.Records = append(v.Records, p.record(k, m))
		}
		if err := db.Save(ctx, visits...); err != nil {
			return err
		}
	}
	return db.Settle(ctx)
}

// oldest is how far back the first entry stands: so far that no archive begins
// in the future.
const oldest = 36 * 365 * 24 * time.Hour

// record makes the k-th entry, by the m-th member.
func (p *plan) record(k, m int) store.Record {
	r := random(3, uint64(k))
	link := fmt.Sprintf("https://member%d.example/%d", m, k)
	at := p.now.Add(-oldest).Add(time.Duration(k) * 3 * time.Hour)
	e := planet.Entry{
		Feed: fmt.Sprintf("member-%d", m), FeedURL: fmt.Sprintf("https://member%d.example/feed", m),
		AtomID: link, ShortID: planet.ShortID(link), Path: fmt.Sprintf("%s/member-%d-post-%d", at.Format("2006/01"), m, k),
		GUID: link, Title: words(r, 6), Link: link, Canonical: strings.Replace(link, "https:", "http:", 1),
		Published: at, FirstSeen: at, Position: at, Revision: 1, Language: "en",
	}
	raw := "<p>" + html.EscapeString(words(r, archiveText/6)) + `</p><p>See <a href="https://elsewhere.example/">there</a>.</p>`
	e.Text = clean.Entry(raw, "", clean.Post{Base: link, ShortID: e.ShortID, Link: link, Title: e.Title})
	hash := sha256.Sum256([]byte(raw))
	return store.Record{
		Entry: e, Hash: hash[:], Raw: store.Raw{Text: raw, Base: link}, Policy: clean.Version,
		Keys: []store.Key{{Kind: store.KindID, Hash: sha256.Sum256([]byte(link))}},
	}
}

// search asks for a frequent word, a rare one and two together.
func (p *plan) search(ctx context.Context, r *report, path string, n int) (err error) {
	db, err := store.OpenReader(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rare := vocabulary[len(vocabulary)-1]
	for what, query := range map[string]string{"a frequent word": "with", "a rare word": rare, "two words": "café " + vocabulary[200]} {
		const times = 5
		u, err := stopwatch(func() error {
			for range times {
				if _, _, err := db.Search(ctx, query, false); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		u.cpu, u.wall = u.cpu/times, u.wall/times
		r.archives = append(r.archives, archiveRow{n, "search, " + what, -1, u})
	}
	return nil
}

// hugeSQL makes an archive of entries without texts, so that it is there in
// seconds: what is asked of it reads no texts.
const hugeSQL = `
	WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?1)
	INSERT INTO entry (slug, address, atom_id, short_id, path, first_seen, position, reason, held, revision,
		guid, title, link, canonical, published, updated, language, authors, contributors, categories,
		enclosures, in_reply_to, rights, comments, source, summary, line, words, images, no_alt,
		trackers, uncleaned, whole, hash, policy)
	SELECT 'member-' || (k % 1000), (SELECT min(id) FROM address), 'https://huge.example/' || k, 'h' || k, 'huge/' || k, ?2 - k * 600, ?2 - k * 600, '', 0, 1,
		'https://huge.example/' || k, 'A title of some words', 'https://huge.example/' || k, 'http://huge.example/' || k, ?2 - k * 600, NULL, 'en', '', '', '',
		'', '', '', '', '', '', 'A line of the text', 300, 0, 0, 0, 0, 0, x'00', 1
	FROM   n`

// ask asks an archive of very many entries what each page and each visit asks.
func (p *plan) ask(ctx context.Context, r *report) (err error) {
	dir, err := os.MkdirTemp(p.dir, "huge")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "planet.db")
	if err := p.fill(ctx, path, 0, 1, 1); err != nil {
		return err
	}
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err
	}
	_, err = raw.ExecContext(ctx, hugeSQL, p.huge, p.now.Unix())
	if err = errors.Join(err, raw.Close()); err != nil {
		return fmt.Errorf("a huge archive: %w", err)
	}
	db, err := store.OpenReader(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, q := range []struct {
		what string
		ask  func() error
	}{
		{"the front page's newest entries", func() error { _, err := db.Newest(ctx, 100); return err }},
		{"what is known of a feed", func() error { _, err := db.Known(ctx, "member-7"); return err }},
		{"whether ids are taken", func() error {
			_, err := db.AtomIDs(ctx, []string{"https://huge.example/77", "https://huge.example/x"}, "member-0")
			return err
		}},
		{"how busy a feed is", func() error { _, _, err := db.Activity(ctx, "member-7", p.now.AddDate(0, 0, -28), p.now); return err }},
	} {
		if err := q.ask(); err != nil { // compiles the query, and reads pages that others keep warm, too
			return err
		}
		u, err := stopwatch(q.ask)
		if err != nil {
			return err
		}
		r.archives = append(r.archives, archiveRow{p.huge, "query, " + q.what, -1, u})
		fmt.Fprintf(p.log, "%d entries, %s: %v\n", p.huge, q.what, u.wall)
	}
	return nil
}
