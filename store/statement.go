package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// Statements are kept compiled: to compile one costs more than to run it. Only
// constants get here, so that there is an end to them.
type statements struct {
	db  *sql.DB
	mu  sync.Mutex
	all map[string]*sql.Stmt
}

// of gives a query compiled. On the writing side, whose one connection a
// transaction holds, it must be asked before one begins.
func (s *statements) of(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.all[query]; st != nil {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, query) //nolint:sqlclosecheck // it is kept, until close
	if err != nil {
		return nil, err
	}
	if s.all == nil {
		s.all = map[string]*sql.Stmt{}
	}
	s.all[query] = st
	return st, nil
}

// rows runs a query that is asked for each feed or each entry.
func (s *statements) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := s.of(ctx, query) //nolint:sqlclosecheck // it is kept, until close
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// scan runs such a query for its one row.
func (s *statements) scan(ctx context.Context, query string, args, into []any) error {
	st, err := s.of(ctx, query) //nolint:sqlclosecheck // it is kept, until close
	if err != nil {
		return err
	}
	return st.QueryRowContext(ctx, args...).Scan(into...)
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for _, st := range s.all {
		err = errors.Join(err, st.Close())
	}
	s.all = nil
	return err
}

// writes are what a transaction does; those of a [batch] are the quick ones.
type writes interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A batch is the transaction in which visits are saved.
type batch struct {
	*sql.Tx
	packer

	compiled map[string]*sql.Stmt // by query; those of the database
	ours     map[string]*sql.Stmt // the same, bound to the transaction
	index    []*Record            // whose words are still to be put into the search table
}

// ExecContext runs a statement, compiled if it is one of the usual ones.
func (b *batch) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if st := b.statement(ctx, query); st != nil { //nolint:sqlclosecheck // closed with the transaction
		return st.ExecContext(ctx, args...)
	}
	return b.Tx.ExecContext(ctx, query, args...)
}

// QueryRowContext likewise.
func (b *batch) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if st := b.statement(ctx, query); st != nil { //nolint:sqlclosecheck // closed with the transaction
		return st.QueryRowContext(ctx, args...)
	}
	return b.Tx.QueryRowContext(ctx, query, args...)
}

func (b *batch) statement(ctx context.Context, query string) *sql.Stmt {
	if st := b.ours[query]; st != nil {
		return st
	}
	st := b.compiled[query]
	if st == nil {
		return nil
	}
	if b.ours == nil {
		b.ours = map[string]*sql.Stmt{}
	}
	b.ours[query] = b.StmtContext(ctx, st) // closed with the transaction
	return b.ours[query]
}
