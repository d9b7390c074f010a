package parse

import (
	"strings"
	"time"
)

// parseZone reads what comes after the clock: AM or PM, a zone in any form,
// and words of the date that come last, as in "10:00:00 UTC 2025".
func (d *dates) parseZone(s string) (place *time.Location, rest []word) {
	place = d.zone
	if place == nil {
		place = time.UTC
	}
	s = strings.Trim(s, " \t()[]")
	for _, field := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t()[]", r) }) {
		if l, is := zone(field); is {
			return l, append(rest, yearAfter(s, field)...)
		}
		if len(field) == 4 && isDigit(field[0]) {
			rest = append(rest, word{text: field})
		}
	}
	return place, rest
}

// yearAfter finds the year that asctime puts behind the zone.
func yearAfter(s, zone string) []word {
	_, after, _ := strings.Cut(s, zone)
	for _, field := range strings.Fields(after) {
		if len(field) == 4 && number(field) > 0 {
			return []word{{text: field}}
		}
	}
	return nil
}

// zone reads a zone: +0200, +02:00, +02, Z, a name of the table below, one of
// these with an offset behind it (GMT+2), or one of the IANA.
func zone(s string) (*time.Location, bool) {
	if i := strings.IndexAny(s, "+-"); i >= 0 && !strings.Contains(s, "/") {
		if _, known := zones[strings.ToUpper(s[:i])]; i > 0 && !known {
			return nil, false
		}
		return offset(s[i:])
	}
	if hours, known := zones[strings.ToUpper(s)]; known {
		return time.FixedZone(s, int(hours*3600)), true
	}
	if !strings.Contains(s, "/") {
		return nil, false
	}
	l, err := time.LoadLocation(s)
	return l, err == nil
}

// offset reads a numeric zone.
func offset(s string) (*time.Location, bool) {
	digits := strings.ReplaceAll(s[1:], ":", "")
	if len(digits) == 1 || len(digits) == 3 {
		digits = "0" + digits
	}
	if len(digits) == 2 {
		digits += "00"
	}
	n := number(digits)
	if len(digits) != 4 || n < 0 || n/100 > 15 || n%100 > 59 {
		return nil, false
	}
	seconds := n/100*3600 + n%100*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true
}

// zones are names with one meaning, or with one that RFC 822 gives them, in
// hours east. Those that mean several things, like IST, are left out.
var zones = map[string]float64{
	"Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"AKST": -9, "AKDT": -8, "HST": -10, "NST": -3.5, "NDT": -2.5, "ADT": -3,
	"BRT": -3, "BRST": -2, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5, "UYT": -3,
	"WEST": 1, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3,
	"MSK": 3, "MSD": 4, "TRT": 3, "SAST": 2, "CAT": 2, "EAT": 3, "WAT": 1,
	"PKT": 5, "NPT": 5.75, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "SGT": 8, "HKT": 8, "PHT": 8, "MYT": 8,
	"JST": 9, "KST": 9, "AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}
