package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// unix gives t as it is stored: seconds, NULL for the zero time (DB-6).
func unix(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.Unix(), Valid: !t.IsZero()}
}

// stamp scans what unix stored.
type stamp struct{ t *time.Time }

func (s stamp) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s.t = time.Time{}
	case int64:
		*s.t = time.Unix(v, 0).UTC()
	default:
		return fmt.Errorf("a time is stored as %T, not as seconds", v)
	}
	return nil
}

// plain makes text fit to store: valid UTF-8 without NUL, which ends strings
// elsewhere (DB-9).
func plain(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// list gives a list as JSON, "" for an empty one.
func list[T any](items []T) (string, error) {
	if len(items) == 0 {
		return "", nil
	}
	b, err := json.Marshal(items)
	return plainJSON(string(b)), err
}

// object gives what is at p as JSON, "" for nil.
func object[T any](p *T) (string, error) {
	if p == nil {
		return "", nil
	}
	b, err := json.Marshal(p)
	return plainJSON(string(b)), err
}

// plainJSON is plain for JSON, in which a NUL is written as an escape.
func plainJSON(s string) string {
	const null = `\u0000`
	if !strings.Contains(s, null) {
		return s // package json writes valid UTF-8
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], null):
			i += len(null) - 1
		default: // an escape of two signs, or the begin of a longer one
			b.WriteString(s[i : i+2])
			i++
		}
	}
	return b.String()
}

// fromJSON scans what list or object stored.
type fromJSON struct{ into any }

func (j fromJSON) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("JSON is stored as %T, not as text", v)
	}
	if s == "" {
		return nil
	}
	return json.Unmarshal([]byte(s), j.into)
}
