package get

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"planet"
)

// maxShown is how much of a stranger's text a message repeats, in characters.
const maxShown = 300

// An Error says why a visit brought nothing, in words for the feed's member
// (joining.md 4): sentences on one line, without the last full stop.
type Error struct {
	Code    planet.Code
	Status  int           // of the last hop that answered; 0 if none did
	Wait    time.Duration // how long the host asks us to stay away, 1 s to 7 days (GET-17); 0 if it doesn't say
	Network bool          // nothing answered at all, so the fault may be our network's (GET-22)

	words string
	cause error // nil if an answer is all the cause there is
}

// Error gives the words.
func (e *Error) Error() string { return e.words }

// Unwrap gives what the network or a decoder said, if anything.
func (e *Error) Unwrap() error { return e.cause }

// Code gives the stable code of an error of [Client.Get]: "" if it has none,
// as for [ErrNotModified] and a visit that was cancelled.
func Code(err error) planet.Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return planet.CodeOK
}

// Status gives the HTTP status of the last hop that answered before err; 0 if
// none did.
func Status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}

// Wait gives how long the host asks us to stay away, 1 s to 7 days; 0 if it
// doesn't say (GET-17).
func Wait(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Wait
	}
	return 0
}

// Silent tells whether the network was asked and nothing answered: if all
// feeds of a run end so, the fault is ours (GET-22).
func Silent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Network
}

// refuse makes an Error without a cause.
func refuse(code planet.Code, format string, args ...any) *Error {
	return &Error{Code: code, words: fmt.Sprintf(format, args...)}
}

// because adds the cause of e.
func (e *Error) because(cause error) *Error {
	e.cause = cause
	return e
}

// shown makes a stranger's text fit for a message: one line, nothing that
// moves a cursor or turns the reading direction, no password, and not too
// much of it (SAFE-17).
func shown(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, withoutUser(text))
	if runes := []rune(text); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return text
}

// withoutUser takes user and password out of an address, also of one that
// could not be read.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "//")
	if scheme += "//"; !ok { // as people write addresses: ann:secret@blog.example
		scheme, rest = "", address
	}
	host := rest
	if end := strings.IndexAny(rest, `/\?#`); end >= 0 {
		host = rest[:end]
	}
	return scheme + rest[strings.LastIndexByte(host, '@')+1:]
}

// status spells a status: "503 Service Unavailable".
func status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

// size spells a number of bytes: "5 MiB".
func size(bytes int64) string {
	switch {
	case bytes >= 10<<20 || bytes >= 1<<20 && bytes%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KiB", bytes>>10)
	case bytes == 1:
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// spell spells a time, rounded up: "90 s", "45 min", "36 h", "7 days".
func spell(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return d.String()
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", whole(d, time.Second))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", whole(d, time.Minute))
	case d < 2*day:
		return fmt.Sprintf("%d h", whole(d, time.Hour))
	}
	return fmt.Sprintf("%d days", whole(d, day))
}

// whole is how many units d takes, begun ones included.
func whole(d, unit time.Duration) int64 { return int64((d + unit - 1) / unit) }
