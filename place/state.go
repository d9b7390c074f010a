package place

import (
	"slices"
	"time"

	"planet"
)

// Times after which a member's state changes (DIR-2, HEALTH-4).
const (
	failingTries = 3
	failingTime  = 48 * time.Hour
	goneTime     = 30 * 24 * time.Hour
	quietMonths  = 18
)

// Asked is what came of asking one of a member's addresses, as far as the
// member's state depends on it.
type Asked struct {
	Code         planet.Code // how the last visit ended
	Failures     int         // in a row
	FailingSince time.Time
	LastGood     time.Time // zero: it could never be read
	Held         bool      // a trip wire waits for a person (TRIP-1)
}

// State is how a member fares (DIR-2); the first that matches. asked has what
// came of the addresses that were asked so far; newest is the position of the
// latest entry, zero if there is none. Days are counted from today.
func State(site *planet.Site, m *planet.Member, asked []Asked, newest, today time.Time) planet.State {
	today = startOfDay(today.In(site.Location))
	switch {
	case m.Status != "":
		return planet.StateLeft
	case m.Disabled:
		return planet.StatePaused
	case slices.ContainsFunc(asked, func(a Asked) bool { return a.Held }):
		return planet.StateHeld
	case len(asked) > 0 && !slices.ContainsFunc(asked, func(a Asked) bool { return !a.gone(today) }):
		return planet.StateGone
	case slices.ContainsFunc(asked, func(a Asked) bool { return a.failing(today) }):
		return planet.StateFailing
	case newest.IsZero():
		return planet.StateNew
	case !newest.Before(today.AddDate(0, 0, -site.ActiveDays)):
		return planet.StateActive
	case !newest.Before(today.AddDate(0, -quietMonths, 0)):
		return planet.StateOccasional
	}
	return planet.StateQuiet
}

func (a Asked) gone(today time.Time) bool {
	switch a.Code {
	case planet.CodeGone:
		return true
	case planet.CodeNotFound, planet.CodeNoHost, planet.CodeNotAFeed: // a page for so long is a parked one (TRIP-2)
		return today.Sub(a.FailingSince) >= goneTime
	}
	return false
}

// failing waits before it says so, but for a feed that could never be read:
// there its member waits for the first post.
func (a Asked) failing(today time.Time) bool {
	if a.Failures > 0 && a.LastGood.IsZero() {
		return true
	}
	endOfToday := today.AddDate(0, 0, 1)
	return a.Failures >= failingTries && endOfToday.Sub(a.FailingSince) >= failingTime
}
