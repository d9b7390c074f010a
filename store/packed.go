package store

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/s2"

	"planet"
)

// texts are those of an entry, which say much the same: the text as published,
// what was made of it, parts of that. So they are stored together, packed: the
// length of each and then its bytes, all that as a block of S2.
type texts [6]string // body, list, excerpt, short, raw, raw_summary

// The first of texts are markup that package clean made.
const markups = 4

func textsOf(t *planet.Text, raw *Raw) texts {
	return texts{t.Body.String(), t.List.String(), t.Excerpt.String(), t.Short.String(), plain(raw.Text), plain(raw.Summary)}
}

// A packer packs. The zero value is ready to use; what pack returns is good
// until the next pack.
type packer struct{ joined, packed []byte }

func (p *packer) pack(all *texts) []byte {
	b := p.joined[:0]
	for _, t := range all {
		b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
	}
	p.joined = b
	p.packed = s2.Encode(p.packed[:cap(p.packed)], b)
	return p.packed
}

// errPacked means that the file is damaged.
var errPacked = errors.New("the texts can't be unpacked")

var unpacked = sync.Pool{New: func() any { return new([]byte) }}

// unpack reads the texts from to the one before end out of packed.
func (all *texts) unpack(packed []byte, from, end int) error {
	buf := unpacked.Get().(*[]byte)
	defer unpacked.Put(buf)
	b, err := s2.Decode((*buf)[:cap(*buf)], packed)
	if err != nil {
		return errors.Join(errPacked, err)
	}
	*buf = b
	for i := range end {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return errPacked
		}
		if i >= from {
			all[i] = string(b[size:][:n])
		}
		b = b[size:][n:]
	}
	return nil
}

// textColumns are the texts as they are stored, for scanTexts.
const textColumns = "t.body, t.list, t.excerpt, t.short, t.raw, t.raw_summary, t.packed"

// A packedRow scans textColumns, perhaps after others.
type packedRow struct {
	texts

	packed []byte
}

func (r *packedRow) columns() []any {
	return []any{&r.texts[0], &r.texts[1], &r.texts[2], &r.texts[3], &r.texts[4], &r.texts[5], &r.packed}
}

// markup puts what package clean made into t.
func (r *packedRow) markup(t *planet.Text) error {
	if err := r.open(0, markups); err != nil {
		return err
	}
	for i, into := range [markups]*planet.SafeHTML{&t.Body, &t.List, &t.Excerpt, &t.Short} {
		*into = planet.TrustHTML(r.texts[i])
	}
	return nil
}

// raw puts what was published into raw.
func (r *packedRow) raw(raw *Raw) error {
	if err := r.open(markups, len(r.texts)); err != nil {
		return err
	}
	raw.Text, raw.Summary = r.texts[markups], r.texts[markups+1]
	return nil
}

// open unpacks a part of the texts, if they are packed.
func (r *packedRow) open(from, end int) error {
	if r.packed == nil {
		return nil
	}
	return r.unpack(r.packed, from, end)
}

const saveTextSQL = `
	INSERT INTO text (entry, base, packed, body, list, excerpt, short, raw, raw_summary)
	VALUES (?1, ?2, ?3, '', '', '', '', '', '')
	ON CONFLICT (entry) DO UPDATE SET
		(base, packed, body, list, excerpt, short, raw, raw_summary) =
		(excluded.base, excluded.packed, '', '', '', '', '', '')`

func saveText(ctx context.Context, tx *batch, rec *Record) error {
	all := textsOf(&rec.Entry.Text, &rec.Raw)
	_, err := tx.ExecContext(ctx, saveTextSQL, rec.Entry.ID, plain(rec.Raw.Base), tx.pack(&all))
	return err
}
