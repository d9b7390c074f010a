//go:build unix

package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A run that reads documents anew and finds nothing new in them writes to no
// entry, text, key or link (DB-7).
func TestSecondRunWritesNoEntry(t *testing.T) {
	d := newDamaged(t)
	db, err := sql.Open("sqlite", filepath.Join(d.dir, "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"entry", "text", "link", "entry_key"} {
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			_, one := db.ExecContext(t.Context(), fmt.Sprintf("CREATE TRIGGER %s_%s BEFORE %[2]s ON %[1]s BEGIN SELECT RAISE(ABORT, 'written'); END", table, act))
			err = errors.Join(err, one)
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	d.web.padding.Store(3)
	if status, said := d.planet("update", "--force"); status != exitDone || !strings.Contains(said, "20 feeds asked, 0 unchanged, 0 failed; 0 new entries, 0 edited") {
		t.Errorf("status %d, %s; want all feeds read and nothing written", status, said)
	}
	d.web.version.Store(1)
	if status, said := d.planet("update", "--force"); status != exitFailed || !strings.Contains(said, "written") {
		t.Errorf("with news: status %d, %s; want the triggers to see it", status, said)
	}
}
