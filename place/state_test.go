package place

import (
	"testing"
	"time"

	"planet"
)

func TestState(t *testing.T) {
	days := func(n int) time.Time { return today.AddDate(0, 0, -n) }
	ok := Asked{LastGood: today}
	tests := []struct {
		name   string
		member planet.Member
		asked  []Asked
		newest time.Time
		want   planet.State
	}{
		{"a post of this week", planet.Member{}, []Asked{ok}, days(2), planet.StateActive},
		{"a post of 90 days ago", planet.Member{}, []Asked{ok}, days(90), planet.StateActive},
		{"a post of last winter", planet.Member{}, []Asked{ok}, days(91), planet.StateOccasional},
		{"no post in 18 months", planet.Member{}, []Asked{ok}, days(600), planet.StateQuiet},
		{"no post yet", planet.Member{}, nil, time.Time{}, planet.StateNew},
		{"one failure is none", planet.Member{}, []Asked{{Failures: 1, FailingSince: days(0), LastGood: days(1)}}, days(2), planet.StateActive},
		{"three in an hour are none", planet.Member{}, []Asked{{Failures: 3, FailingSince: days(0), LastGood: days(1)}}, days(2), planet.StateActive},
		{"three in three days", planet.Member{}, []Asked{{Failures: 3, FailingSince: days(3), LastGood: days(4)}}, days(2), planet.StateFailing},
		{"never read", planet.Member{}, []Asked{{Failures: 1, FailingSince: days(0)}}, time.Time{}, planet.StateFailing},
		{"one of two blogs fails", planet.Member{}, []Asked{ok, {Failures: 9, FailingSince: days(9), LastGood: days(9)}}, days(2), planet.StateFailing},
		{"gone by its own word", planet.Member{}, []Asked{{Code: planet.CodeGone, Failures: 1, LastGood: days(2)}}, days(2), planet.StateGone},
		{"not found for a month", planet.Member{}, []Asked{{Code: planet.CodeNotFound, Failures: 40, FailingSince: days(31), LastGood: days(31)}}, days(40), planet.StateGone},
		{"a page for a month is parked (TRIP-2)", planet.Member{}, []Asked{{Code: planet.CodeNotAFeed, Failures: 40, FailingSince: days(31), LastGood: days(31)}}, days(40), planet.StateGone},
		{"held, whatever else (TRIP-1)", planet.Member{}, []Asked{{Code: planet.CodeGone, Failures: 1, LastGood: days(2), Held: true}}, days(2), planet.StateHeld},
		{"one of two is gone", planet.Member{}, []Asked{ok, {Code: planet.CodeGone, Failures: 1, FailingSince: days(0), LastGood: days(1)}}, days(2), planet.StateActive},
		{"paused", planet.Member{Disabled: true}, []Asked{ok}, days(2), planet.StatePaused},
		{"left", planet.Member{Status: planet.StatusLeft, Disabled: true}, nil, days(2), planet.StateLeft},
	}
	s := site()
	s.ActiveDays = 90
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := State(s, &tt.member, tt.asked, tt.newest, today); got != tt.want {
				t.Errorf("State = %s, want %s", got, tt.want)
			}
		})
	}
}
