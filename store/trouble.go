package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Trouble says what an owner can do about an error that lies in the file of
// the database, its disk or its folder, and not in what was asked of it. It
// is "" for all other errors.
func Trouble(err error) string {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return ""
	}
	switch e.Code() & 0xff { // the rest of an extended code says which call failed
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged: restore a backup, or move it away to start anew"
	case sqlite3.SQLITE_FULL:
		return "make room on the disk and try again; what was stored before is still there"
	case sqlite3.SQLITE_IOERR:
		return "the disk could not be read or written"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return "planet must be able to write the file and to make others beside it"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program is using the database; try again when it is done"
	}
	return ""
}

// unreadable is the error of a file that can't be opened as a database. It
// was not written to.
func unreadable(path string, err error) error {
	return fmt.Errorf("%s can't be read as a database (%w), and nothing was written to it", path, err)
}
