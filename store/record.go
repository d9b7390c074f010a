package store

import (
	"context"
	"errors"
	"fmt"

	"planet"
)

// A Record is an entry with what is kept of it besides: by what it is known
// again, and from what it was made.
type Record struct {
	Entry  planet.Entry // ID 0: a new one; its Path is then made free, if taken
	Keys   []Key        // all are added; none is ever taken away
	Same   bool         // only keys are new: nothing else is written
	Hash   []byte       // SHA-256 of what the feed said of it
	Raw    Raw
	Policy int // version of the cleaning

	known bool // was stored before
}

// Raw is an entry's text as published, kept to be cleaned again (CLEAN-5).
type Raw struct {
	Text    string
	Summary string
	Base    string // address against which its links are read
}

// A Key is one thing by which an item is known again (ID-2).
type Key struct {
	Kind Kind
	Hash [32]byte // SHA-256 of the folded value
}

// Kind is the kind of a Key, in the order of certainty.
type Kind int

// The kinds.
const (
	KindID Kind = iota + 1
	KindURL
	KindText
	KindTitle
)

func saveRecord(ctx context.Context, tx *batch, address int64, rec *Record) error {
	if rec.Same {
		return saveKeys(ctx, tx, rec)
	}
	rec.known = rec.Entry.ID != 0
	save := insertEntry
	if rec.known {
		save = updateEntry
	}
	if err := save(ctx, tx, address, rec); err != nil {
		return err
	}
	if err := saveText(ctx, tx, rec); err != nil {
		return err
	}
	if err := saveLinks(ctx, tx, rec); err != nil {
		return err
	}
	tx.index = append(tx.index, rec)
	return saveKeys(ctx, tx, rec)
}

const insertEntrySQL = `
	INSERT INTO entry (slug, address, atom_id, short_id, path, first_seen, position, reason, held, revision,
		guid, title, link, canonical, published, updated, language, authors, contributors, categories,
		enclosures, in_reply_to, rights, comments, source, summary, line, words, images, no_alt,
		trackers, uncleaned, whole, hash, policy)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
		?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)`

func insertEntry(ctx context.Context, tx *batch, address int64, rec *Record) error {
	e := &rec.Entry
	if err := freePath(ctx, tx, e); err != nil {
		return err
	}
	said, err := columns(rec)
	if err != nil {
		return err
	}
	args := append([]any{e.Feed, address, plain(e.AtomID), e.ShortID, e.Path, e.FirstSeen.Unix(), e.Position.Unix(), e.Reason, e.Held, e.Revision}, said...)
	done, err := tx.ExecContext(ctx, insertEntrySQL, args...)
	if err != nil {
		return err
	}
	e.ID, err = done.LastInsertId()
	return err
}

// What is set once stands in no UPDATE: first_seen, position, reason, path
// and atom_id are frozen (ID-5).
const updateEntrySQL = `
	UPDATE entry SET (address, revision,
		guid, title, link, canonical, published, updated, language, authors, contributors, categories,
		enclosures, in_reply_to, rights, comments, source, summary, line, words, images, no_alt,
		trackers, uncleaned, whole, hash, policy) =
		(?2, ?3, ?4, ?5, ?6, ?7, coalesce(published, ?8), ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
		?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
	WHERE id = ?1`

func updateEntry(ctx context.Context, tx *batch, address int64, rec *Record) error {
	said, err := columns(rec)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, updateEntrySQL, append([]any{rec.Entry.ID, address, rec.Entry.Revision}, said...)...)
	return err
}

// columns gives what the feed says of an entry, in the order of the two
// statements above.
func columns(rec *Record) ([]any, error) {
	e, t := &rec.Entry, &rec.Entry.Text
	authors, err1 := list(e.Authors)
	contributors, err2 := list(e.Contributors)
	categories, err3 := list(e.Categories)
	enclosures, err4 := list(e.Enclosures)
	replies, err5 := list(e.InReplyTo)
	source, err6 := object(e.Source)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return nil, err
	}
	return []any{
		plain(e.GUID), plain(e.Title), plain(e.Link), plain(e.Canonical), unix(e.Published), unix(e.Updated), plain(e.Language), authors, contributors, categories,
		enclosures, replies, plain(e.Rights), plain(e.Comments), source, plain(t.Summary), plain(t.Line), t.Words, t.Images, t.NoAlt,
		t.Trackers, t.Uncleaned, t.Whole, rec.Hash, rec.Policy,
	}, nil
}

const pathTakenSQL = "SELECT EXISTS (SELECT 1 FROM entry WHERE path = ?1)"

// freePath makes e.Path one that no other entry has: two posts of a month may
// share a title (URL-3).
func freePath(ctx context.Context, tx *batch, e *planet.Entry) error {
	wanted := e.Path
	for n := 0; ; n++ {
		switch n {
		case 0:
		case 1:
			e.Path = wanted + "-" + e.ShortID[:4]
		default: // others have these four characters, too
			e.Path = fmt.Sprintf("%s-%s-%d", wanted, e.ShortID, n)
		}
		var taken bool
		if err := tx.QueryRowContext(ctx, pathTakenSQL, e.Path).Scan(&taken); err != nil || !taken {
			return err
		}
	}
}

const (
	dropLinksSQL = "DELETE FROM link WHERE entry = ?1"
	saveLinkSQL  = `
	INSERT INTO link (entry, n, url, canonical, text, sentence, reply)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
)

func saveLinks(ctx context.Context, tx *batch, rec *Record) error {
	e := &rec.Entry
	if rec.known {
		if _, err := tx.ExecContext(ctx, dropLinksSQL, e.ID); err != nil {
			return err
		}
	}
	for i, l := range e.Text.Links {
		if _, err := tx.ExecContext(ctx, saveLinkSQL, e.ID, i, plain(l.URL), plain(l.Canonical), plain(l.Text), plain(l.Sentence), l.Reply); err != nil {
			return err
		}
	}
	return nil
}

const saveKeySQL = `
	INSERT INTO entry_key (slug, kind, key, entry)
	VALUES (?1, ?2, ?3, ?4)
	ON CONFLICT DO NOTHING`

func saveKeys(ctx context.Context, tx *batch, rec *Record) error {
	for _, k := range rec.Keys {
		if _, err := tx.ExecContext(ctx, saveKeySQL, rec.Entry.Feed, k.Kind, k.Hash[:], rec.Entry.ID); err != nil {
			return err
		}
	}
	return nil
}
