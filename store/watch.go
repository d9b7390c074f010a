package store

import (
	"context"
	"database/sql"
	"fmt"
)

// A Watch notices that the database changes, whoever changes it. It keeps one
// of the connections of its Reader, and may be used by one goroutine at a time.
type Watch struct{ conn *sql.Conn }

// Watch begins to watch. The caller closes the Watch before the Reader.
func (r *Reader) Watch(ctx context.Context) (*Watch, error) {
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("watch the database: %w", err)
	}
	return &Watch{conn}, nil
}

// The counter is the connection's own: it grows with every change by others.
const watchSQL = `
	SELECT data_version, EXISTS (SELECT 1 FROM lease)
	FROM   pragma_data_version`

// Version returns a number that is another one after each change, and whether
// a planet is at work on the database, which changes it again and again.
func (w *Watch) Version(ctx context.Context) (version int64, busy bool, err error) {
	if err := w.conn.QueryRowContext(ctx, watchSQL).Scan(&version, &busy); err != nil {
		return 0, false, fmt.Errorf("watch the database: %w", err)
	}
	return version, busy, nil
}

// Close gives the connection back.
func (w *Watch) Close() error { return w.conn.Close() }
