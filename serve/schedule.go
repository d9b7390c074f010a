package serve

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// leastGap is the shortest pause between two ticks (SCHED-5).
const leastGap = 5 * time.Minute

// CheckSchedule reports what is wrong with a cron expression, in words that
// say what to write instead: what the library refuses, and what it takes
// though nobody can have meant it (SCHED-5).
func CheckSchedule(expr string, zone *time.Location) error {
	when, err := parseSchedule(expr)
	if err != nil {
		return err
	}
	// A year's start is as good as any day; the clock has no say in what is right.
	last := when.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, zone))
	if last.IsZero() {
		return fmt.Errorf("%q names a day that never comes; write one that does, like 0 3 * * *", expr)
	}
	for range 50 {
		next := when.Next(last)
		if next.IsZero() {
			break // 29 February, over the turn of a century
		}
		if next.Sub(last) < leastGap {
			return fmt.Errorf("%q ticks more often than every 5 minutes; write */5 * * * * or a longer pause", expr)
		}
		last = next
	}
	return nil
}

func parseSchedule(expr string) (when cron.Schedule, err error) {
	defer func() { // TZ= without a space makes the library panic
		if recover() != nil {
			err = unread(expr)
		}
	}()
	expr = strings.TrimSpace(expr)
	if err := meant(expr); err != nil {
		return nil, err
	}
	if when, err = cron.ParseStandard(expr); err != nil {
		return nil, unread(expr)
	}
	return when, nil
}

// meant refuses what cron reads as something else than its writer means.
func meant(expr string) error {
	if strings.Contains(expr, "TZ=") {
		return fmt.Errorf("%q names a time zone; write it as planet.timezone and leave it out here", expr)
	}
	if every, ok := strings.CutPrefix(expr, "@every"); ok {
		d, err := time.ParseDuration(strings.TrimSpace(every))
		if err != nil || d < leastGap {
			return fmt.Errorf("%q is no pause of 5 minutes or more; write @every 30m", expr)
		}
	}
	for i, field := range strings.Fields(expr) {
		_, step, ok := strings.Cut(field, "/")
		if limit := []string{"60", "24", "31", "12", "7"}; ok && i < len(limit) && longer(step, limit[i]) {
			return fmt.Errorf("%q has a step of %s where only %s fit, so that it means something else; use @every 90m for such pauses", expr, step, limit[i])
		}
	}
	return nil
}

// longer compares two whole numbers by their digits.
func longer(a, b string) bool {
	a = strings.TrimLeft(a, "0")
	return len(a) > len(b) || len(a) == len(b) && a >= b
}

func unread(expr string) error {
	hint := "write five fields: minute, hour, day, month, weekday, like */30 * * * *"
	fields := strings.Fields(expr)
	switch {
	case len(fields) == 6:
		hint = "leave out the seconds: five fields, like */30 * * * *"
	case strings.HasPrefix(expr, "@"):
		hint = "write @hourly, @daily, or @every 30m"
	case len(fields) == 5 && strings.Contains(fields[4], "7"):
		hint = "write 0 for Sunday"
	case strings.HasPrefix(expr, "H "):
		hint = "write a minute instead of H, like 17 * * * *"
	}
	return errors.New(quote(expr) + " is no schedule that we can read; " + hint)
}

func quote(s string) string { return fmt.Sprintf("%q", s) }
