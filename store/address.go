package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"planet"
)

// An Address is what is remembered of one URL of one item of the list. The
// zero value, with Slug and URL, is one that was never asked.
type Address struct {
	ID        int64 // our row; 0 for one that was never asked
	Slug      string
	URL       string        // as it stands in the list
	Found     string        // the feed behind URL when that is a home page; else ""
	Final     string        // where the last document was, after redirects
	Format    string        // of the last document
	Source    planet.Source // what the feed says of itself
	Validator planet.Validator
	BodyHash  []byte // SHA-256 of the last document that was parsed
	Parser    int    // version of the parser that read it

	LastRequest  time.Time
	NextCheck    time.Time // due from then on; zero: at once
	Interval     time.Duration
	Failures     int // in a row
	FailingSince time.Time
	FirstGood    time.Time // first document that could be read
	LastGood     time.Time // last one, or "not modified"
	LastNew      time.Time // last visit that brought a new entry

	Code     planet.Code // how the last visit ended
	Message  string      // the same in words
	Status   int         // of HTTP; 0 if there was no answer
	Bytes    int64       // of the last document, decoded
	Took     time.Duration
	Items    int // in the last document
	Findings []planet.Finding

	FreshFor time.Duration // what the last answer's headers ask for (GET-12)
	AtLeast  time.Duration // the feed's own ttl or update period (GET-12)
	Closed   Closed

	MovedTo    string // end of the permanent redirects last seen
	MovedSince time.Time
	MovedSeen  int       // how often in a row
	MovedSame  bool      // the first document from there was this feed's own
	MovedUsed  time.Time // MovedTo is asked in place of URL since then; zero: it is not (GET-24)
	URLAsked   time.Time // when URL itself was last asked since then

	Awaits  time.Time // earliest date of an item that waits for it: then the document is read anew (FLOW-7)
	Held    time.Time // a trip wire keeps the slug's new entries back since then; zero: none does. Only read: see [Visit].Feed
	Listed  []string  // short ids of the last document's entries, in its order (FLOW-12)
	Missing []Missing // those that vanished from among them
}

// A Missing is an entry that vanished from between two others which now are
// neighbours: its author may have taken it out (FLOW-12). Before and After
// are short ids; Before is "" if it was the newest of its document.
type Missing struct {
	ShortID string    `json:"id"`
	Before  string    `json:"before,omitempty"`
	After   string    `json:"after"`
	Since   time.Time `json:"since"`
}

// Closed is when a publisher doesn't want to be asked: hours and days of the
// week, in GMT (GET-12).
type Closed struct {
	Hours []int          `json:"hours,omitempty"` // 0 to 23
	Days  []time.Weekday `json:"days,omitempty"`
}

const addressColumns = `
	SELECT id, slug, url, found, final_url, format, source, validator_url, etag, last_modified,
	       body_hash, parser, last_request, next_check, interval, failures, failing_since,
	       first_good, last_good, last_new, code, message, status, bytes, took_ms, items,
	       findings, fresh_for, at_least, closed, moved_to, moved_since, moved_seen, moved_same,
	       moved_used, url_asked, awaits, held_since, listed, missing
	FROM   address LEFT JOIN feed USING (slug) `

func scanAddress(row interface{ Scan(...any) error }) (Address, error) {
	var a Address
	var interval, took, freshFor, atLeast int64
	var listed string
	err := row.Scan(&a.ID, &a.Slug, &a.URL, &a.Found, &a.Final, &a.Format, fromJSON{&a.Source}, &a.Validator.URL, &a.Validator.ETag, &a.Validator.LastModified,
		&a.BodyHash, &a.Parser, stamp{&a.LastRequest}, stamp{&a.NextCheck}, &interval, &a.Failures, stamp{&a.FailingSince},
		stamp{&a.FirstGood}, stamp{&a.LastGood}, stamp{&a.LastNew}, &a.Code, &a.Message, &a.Status, &a.Bytes, &took, &a.Items,
		fromJSON{&a.Findings}, &freshFor, &atLeast, fromJSON{&a.Closed}, &a.MovedTo, stamp{&a.MovedSince}, &a.MovedSeen, &a.MovedSame,
		stamp{&a.MovedUsed}, stamp{&a.URLAsked}, stamp{&a.Awaits}, stamp{&a.Held}, &listed, fromJSON{&a.Missing})
	a.Interval = time.Duration(interval) * time.Second
	a.FreshFor = time.Duration(freshFor) * time.Second
	a.AtLeast = time.Duration(atLeast) * time.Second
	a.Took = time.Duration(took) * time.Millisecond
	if listed != "" {
		a.Listed = strings.Split(listed, " ")
	}
	return a, err
}

// Address returns what is remembered of url under slug; of one that was never
// asked, the zero value with both.
func (r *Reader) Address(ctx context.Context, slug, url string) (Address, error) {
	a, err := scanAddress(r.db.QueryRowContext(ctx, addressColumns+"WHERE slug = ?1 AND url = ?2", slug, url))
	if errors.Is(err, sql.ErrNoRows) {
		return Address{Slug: slug, URL: url}, nil
	}
	if err != nil {
		return a, fmt.Errorf("address %s of %s: %w", url, slug, err)
	}
	return a, nil
}

// Addresses returns all that were ever asked, by slug and in the order in
// which they were first asked. Some may have left the list.
func (r *Reader) Addresses(ctx context.Context) ([]Address, error) {
	var all []Address
	for some, err := range r.BySlug(ctx) {
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

const bySlugSQL = addressColumns + "ORDER BY slug, id"

// BySlug gives the same, all addresses of one slug at a time, so that a long
// list need not be held. They belong to the caller; an error is the last that
// comes.
func (r *Reader) BySlug(ctx context.Context) iter.Seq2[[]Address, error] {
	return func(yield func([]Address, error) bool) {
		var some []Address
		for a, err := range scanned(ctx, r, bySlugSQL, scanAddress) {
			if err != nil {
				yield(nil, fmt.Errorf("addresses: %w", err))
				return
			}
			if len(some) > 0 && some[0].Slug != a.Slug {
				if !yield(some, nil) {
					return
				}
				some = nil
			}
			some = append(some, a)
		}
		if len(some) > 0 {
			yield(some, nil)
		}
	}
}

const addressesOfSQL = addressColumns + "WHERE slug = ?1 ORDER BY url" // as the index has them

// AddressesOf returns those of one slug that were ever asked, by URL.
func (r *Reader) AddressesOf(ctx context.Context, slug string) ([]Address, error) {
	rows, err := r.asks.rows(ctx, addressesOfSQL, slug)
	if err != nil {
		return nil, fmt.Errorf("addresses of %s: %w", slug, err)
	}
	defer rows.Close()
	var all []Address
	for rows.Next() {
		a, err := scanAddress(rows)
		if err != nil {
			return nil, fmt.Errorf("addresses of %s: %w", slug, err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

const timetableSQL = `
	SELECT   id, slug, url, found, final_url, etag, last_modified,
	         last_request, next_check, interval, failures, moved_to, moved_used, url_asked
	FROM     address
	ORDER BY slug, id`

// Timetable gives all that were ever asked with what tells when they are due
// and whom a visit would ask, and nothing else: ID, Slug, URL, Found, Final,
// ETag and LastModified, LastRequest, NextCheck, Interval, Failures, MovedTo,
// MovedUsed and URLAsked are set. An error is the last that comes.
func (r *Reader) Timetable(ctx context.Context) iter.Seq2[Address, error] {
	return func(yield func(Address, error) bool) {
		for a, err := range scanned(ctx, r, timetableSQL, scanTimes) {
			if err != nil {
				err = fmt.Errorf("timetable: %w", err)
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

func scanTimes(row interface{ Scan(...any) error }) (Address, error) {
	var a Address
	var interval int64
	err := row.Scan(&a.ID, &a.Slug, &a.URL, &a.Found, &a.Final, &a.Validator.ETag, &a.Validator.LastModified,
		stamp{&a.LastRequest}, stamp{&a.NextCheck}, &interval, &a.Failures, &a.MovedTo, stamp{&a.MovedUsed}, stamp{&a.URLAsked})
	a.Interval = time.Duration(interval) * time.Second
	return a, err
}

// scanned gives the rows of a query one by one, and an error as the last.
func scanned[T any](ctx context.Context, r *Reader, query string, scan func(interface{ Scan(...any) error }) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := r.db.QueryContext(ctx, query)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

const saveAddressSQL = `
	INSERT INTO address (slug, url, found, final_url, format, source, validator_url, etag, last_modified,
		body_hash, parser, last_request, next_check, interval, failures, failing_since,
		first_good, last_good, last_new, code, message, status, bytes, took_ms, items,
		findings, fresh_for, at_least, closed, moved_to, moved_since, moved_seen, moved_same,
		moved_used, url_asked, awaits, listed, missing)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
		?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38)
	ON CONFLICT (slug, url) DO UPDATE SET
		(found, final_url, format, source, validator_url, etag, last_modified,
		body_hash, parser, last_request, next_check, interval, failures, failing_since,
		first_good, last_good, last_new, code, message, status, bytes, took_ms, items,
		findings, fresh_for, at_least, closed, moved_to, moved_since, moved_seen, moved_same,
		moved_used, url_asked, awaits, listed, missing) =
		(excluded.found, excluded.final_url, excluded.format, excluded.source, excluded.validator_url, excluded.etag, excluded.last_modified,
		excluded.body_hash, excluded.parser, excluded.last_request, excluded.next_check, excluded.interval, excluded.failures, excluded.failing_since,
		excluded.first_good, excluded.last_good, excluded.last_new, excluded.code, excluded.message, excluded.status, excluded.bytes, excluded.took_ms, excluded.items,
		excluded.findings, excluded.fresh_for, excluded.at_least, excluded.closed, excluded.moved_to, excluded.moved_since, excluded.moved_seen, excluded.moved_same,
		excluded.moved_used, excluded.url_asked, excluded.awaits, excluded.listed, excluded.missing)
	RETURNING id`

// saveAddress writes a and returns its row.
func saveAddress(ctx context.Context, tx *batch, a *Address) (int64, error) {
	source, err1 := object(&a.Source)
	findings, err2 := list(a.Findings)
	closed, err3 := object(&a.Closed)
	missing, err4 := list(a.Missing)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return 0, err
	}
	hash := a.BodyHash
	if hash == nil {
		hash = []byte{} // the column takes no NULL
	}
	var id int64
	err := tx.QueryRowContext(ctx, saveAddressSQL, a.Slug, a.URL, plain(a.Found), plain(a.Final), plain(a.Format), source, plain(a.Validator.URL), a.Validator.ETag, a.Validator.LastModified,
		hash, a.Parser, unix(a.LastRequest), unix(a.NextCheck), int64(a.Interval.Seconds()), a.Failures, unix(a.FailingSince),
		unix(a.FirstGood), unix(a.LastGood), unix(a.LastNew), a.Code, plain(a.Message), a.Status, a.Bytes, a.Took.Milliseconds(), a.Items,
		findings, int64(a.FreshFor.Seconds()), int64(a.AtLeast.Seconds()), closed, plain(a.MovedTo), unix(a.MovedSince), a.MovedSeen, a.MovedSame,
		unix(a.MovedUsed), unix(a.URLAsked), unix(a.Awaits), strings.Join(a.Listed, " "), missing).Scan(&id)
	return id, err
}

// Reschedule writes when addresses were asked and when they are due, as after
// a clock that was wrong (SCHED-7), and nothing else.
func (db *DB) Reschedule(ctx context.Context, addresses []Address) error {
	return db.inTx(ctx, "reschedule", func(tx *sql.Tx) error {
		for _, a := range addresses {
			if _, err := tx.ExecContext(ctx, "UPDATE address SET last_request = ?2, next_check = ?3 WHERE id = ?1", a.ID, unix(a.LastRequest), unix(a.NextCheck)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Note writes what is odd about an address that was not visited just now
// (GET-28): all its findings.
func (db *DB) Note(ctx context.Context, address int64, findings []planet.Finding) error {
	text, err := list(findings)
	if err == nil {
		_, err = db.w.ExecContext(ctx, "UPDATE address SET findings = ?2 WHERE id = ?1", address, text)
	}
	if err != nil {
		return fmt.Errorf("note on address %d: %w", address, err)
	}
	return nil
}
