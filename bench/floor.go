//go:build unix

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/microcosm-cc/bluemonday"
	"github.com/mmcdole/gofeed"
	_ "modernc.org/sqlite" // the driver
)

// Floors: what the same downloads cost with the same libraries and no care.
const (
	floorGet   = "get"   // the documents, thrown away
	floorAll   = "all"   // read by gofeed, cleaned by bluemonday, stored, a transaction a feed
	floorSmart = "smart" // the same without what need not be done again, 64 feeds a transaction
)

// A floorer does a floor's work.
type floorer struct {
	kind   string
	client *http.Client
	db     *sql.DB
	policy *bluemonday.Policy
	slots  chan struct{} // work for processors
	done   chan floored
	known  map[string]floored
}

// floored is a feed on its way to the store.
type floored struct {
	url, etag, date string
	hash            []byte
	items           []*gofeed.Item
	texts           []string
}

const floorSchema = `
	CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT, date TEXT, hash BLOB);
	CREATE TABLE IF NOT EXISTS entry (feed TEXT, guid TEXT, hash BLOB, title TEXT, link TEXT, published TEXT, text TEXT, UNIQUE (feed, guid));
	CREATE INDEX IF NOT EXISTS entry_published ON entry (published)`

// floor downloads a list; it is run in a process of its own, to be measured.
func floor(ctx context.Context, args []string, stdout io.Writer) (err error) {
	f := floorer{policy: bluemonday.UGCPolicy(), slots: make(chan struct{}, runtime.GOMAXPROCS(0)), done: make(chan floored, 64), known: map[string]floored{}}
	flags := flag.NewFlagSet("floor", flag.ContinueOnError)
	flags.StringVar(&f.kind, "kind", floorGet, "get, all or smart")
	list := flags.String("list", "", "file of addresses")
	path := flags.String("db", "", "the database")
	workers := flags.Int("workers", 64, "downloads at once")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	f.client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DisableCompression: true, DisableKeepAlives: true, // each blog is a host of its own
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
		},
	}}
	if f.db, err = sql.Open("sqlite", "file:"+*path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.db.Close()) }()
	f.db.SetMaxOpenConns(1)
	if err := f.remember(ctx); err != nil {
		return err
	}
	addresses, err := lines(*list)
	if err != nil {
		return err
	}
	n, err := f.all(ctx, addresses, *workers)
	fmt.Fprintln(stdout, n, "entries")
	return err
}

func lines(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []string
	s := bufio.NewScanner(file)
	for s.Scan() {
		all = append(all, s.Text())
	}
	return all, s.Err()
}

func (f *floorer) remember(ctx context.Context) error {
	if _, err := f.db.ExecContext(ctx, floorSchema); err != nil {
		return err
	}
	rows, err := f.db.QueryContext(ctx, "SELECT url, etag, date, hash FROM feed")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var one floored
		if err := rows.Scan(&one.url, &one.etag, &one.date, &one.hash); err != nil {
			return err
		}
		f.known[one.url] = one
	}
	return rows.Err()
}

// all downloads the list and gives the number of entries that were written.
func (f *floorer) all(ctx context.Context, addresses []string, workers int) (int, error) {
	work := make(chan string)
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			for address := range work {
				errs[w] = errors.Join(errs[w], f.one(ctx, address))
			}
		})
	}
	go func() {
		for _, a := range addresses {
			work <- a
		}
		close(work)
		wg.Wait()
		close(f.done)
	}()
	entries := 0
	var failed error
	for first := range f.done {
		batch := f.batch(first)
		for _, one := range batch {
			entries += len(one.texts)
		}
		failed = errors.Join(failed, f.write(ctx, batch))
	}
	return entries, errors.Join(append(errs, failed)...)
}

// batch gathers what one transaction takes.
func (f *floorer) batch(first floored) []floored {
	all := []floored{first}
	idle := time.NewTimer(20 * time.Millisecond)
	defer idle.Stop()
	for f.kind == floorSmart && len(all) < 64 {
		select {
		case next, more := <-f.done:
			if !more {
				return all
			}
			all = append(all, next)
			idle.Reset(20 * time.Millisecond)
		case <-idle.C:
			return all
		}
	}
	return all
}

// one downloads a feed and prepares what is stored of it.
func (f *floorer) one(ctx context.Context, address string) error {
	was := f.known[address]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	if was.etag != "" {
		req.Header.Set("If-None-Match", was.etag)
	}
	if was.date != "" {
		req.Header.Set("If-Modified-Since", was.date)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified {
		return nil
	}
	z, err := gzip.NewReader(resp.Body)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	one := floored{url: address, etag: resp.Header.Get("ETag"), date: resp.Header.Get("Last-Modified")}
	if f.kind == floorGet {
		f.done <- one
		return nil
	}
	sum := sha256.Sum256(body)
	if one.hash = sum[:]; f.kind == floorSmart && bytes.Equal(sum[:], was.hash) {
		return nil
	}
	if err := f.read(ctx, &one, body); err != nil {
		return err
	}
	f.done <- one
	return nil
}

// read parses a document and cleans its texts, but those that smart knows.
func (f *floorer) read(ctx context.Context, one *floored, body []byte) error {
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return err
	}
	known := map[string]string{}
	if f.kind == floorSmart && f.known[one.url].url != "" {
		if known, err = f.hashes(ctx, one.url); err != nil {
			return err
		}
	}
	for _, it := range feed.Items {
		text := it.Content
		if text == "" {
			text = it.Description
		}
		if known[it.GUID] == itemHash(it, text) {
			continue
		}
		one.items = append(one.items, it)
		one.texts = append(one.texts, text)
	}
	for i, it := range one.items {
		it.Custom = map[string]string{"hash": itemHash(it, one.texts[i])}
		one.texts[i] = f.policy.Sanitize(one.texts[i])
	}
	return nil
}

func itemHash(it *gofeed.Item, text string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{it.Title, it.Link, it.Published, text}, "\n")))
	return string(sum[:])
}

func (f *floorer) hashes(ctx context.Context, url string) (map[string]string, error) {
	rows, err := f.db.QueryContext(ctx, "SELECT guid, hash FROM entry WHERE feed = ?1", url)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var guid string
		var hash []byte
		if err := rows.Scan(&guid, &hash); err != nil {
			return nil, err
		}
		all[guid] = string(hash)
	}
	return all, rows.Err()
}

// write stores feeds in one transaction. A floor that only gets keeps what it
// needs to ask again.
func (f *floorer) write(ctx context.Context, all []floored) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st, err := tx.PrepareContext(ctx, "INSERT OR REPLACE INTO entry (feed, guid, hash, title, link, published, text) VALUES (?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer st.Close()
	for _, one := range all {
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO feed (url, etag, date, hash) VALUES (?, ?, ?, ?)", one.url, one.etag, one.date, one.hash); err != nil {
			return err
		}
		for i, it := range one.items {
			if _, err := st.ExecContext(ctx, one.url, it.GUID, []byte(it.Custom["hash"]), it.Title, it.Link, it.Published, one.texts[i]); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
