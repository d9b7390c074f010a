package parse

import (
	"testing"
	"time"
	_ "time/tzdata" // zones, for machines that bring none

	"planet"
)

// date reads like "2025-09-02 10:00", in UTC; "" is the zero time.
func date(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	d, err := time.Parse("2006-01-02 15:04:05.999999", s)
	if err != nil {
		d, err = time.Parse("2006-01-02 15:04", s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The 34 dates of table 10.2 (PARSE-18). What lies before 1990 or ahead is
// read all the same: ID-6 and ID-7 judge it.
func TestDatesOfTable(t *testing.T) {
	for want, all := range map[string][]string{
		"2025-09-02 10:00": {
			"Tues, 02 Sep 2025 10:00:00 GMT", "Tue, 02 Sept 2025 10:00:00 GMT", "Thu, 02 Sep 2025 10:00:00 GMT",
			"Tue, 2 Sep 2025 10:00:00 AM GMT", "Tue, 02 Sep 2025 10:00:00 +0000 (UTC)", "Tue Sep 2 10:00:00 UTC 2025",
			"2025-09-02 10:00:00 UTC", "2025-09-02T10:00:00Z[UTC]", "20250902T100000Z", "1756807200",
			"2025-09-02T10:00:00", "Tue, 02 Sep 2025 10:00:00 IST",
		},
		"2025-09-02 08:00": {
			"mar., 02 sept. 2025 10:00:00 +0200", "Mar, 02 Sep 2025 10:00:00 +0200", "2025-09-02T10:00:00+02",
			"Tue, 02 Sep 2025 10:00:00 Europe/Brussels",
		},
		"2025-09-02 08:00:00.123456": {"2025-09-02T10:00:00.123456+0200"},
		"2025-09-02 00:00":           {"Tue, 02 Sep 2025 10:00:00 AEST", "Sept 2, 2025", "2 septembre 2025", "2025年9月2日"},
		"2025-09-02 01:00":           {"Tue, 02 Sep 2025 10:00:00 JST"},
		"2025-09-03 00:00":           {"Tue, 02 Sep 2025 24:00:00 GMT"},
		"2025-09-13 00:00":           {"09/13/2025"},
		"": {
			"02/09/2025", "09/02/2025 14:00", "Tue, 31 Sep 2025 10:00:00 GMT", "2025-13-02", "2025-09-02T25:00:00Z",
			"0000-00-00 00:00:00", "-0001-11-30T00:00:00+00:00", "Mon, 30 Nov -0001 00:00:00 +0000",
		},
		"1970-01-01 00:00": {"Thu, 01 Jan 1970 00:00:00 +0000"},
		"2525-09-02 10:00": {"2525-09-02T10:00:00Z"},
	} {
		for _, s := range all {
			var d dates
			if got := d.parse(s); !got.Equal(date(t, want)) {
				t.Errorf("parse(%q) = %v, want %v", s, got.UTC(), want)
			}
		}
	}
}

// What the owner says of a feed decides where a date has several readings.
func TestDatesAsTheOwnerSays(t *testing.T) {
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	zone, dmy, mdy := planet.Fix{Zone: brussels}, planet.Fix{DateOrder: "dmy"}, planet.Fix{DateOrder: "mdy"}
	tests := []struct {
		name string
		fix  planet.Fix
		date string
		want string
	}{
		{"a date without a zone is in that zone", zone, "2025-09-02T10:00:00", "2025-09-02 08:00"},
		{"so is one whose zone means several", zone, "Tue, 02 Sep 2025 10:00:00 IST", "2025-09-02 08:00"},
		{"and a day without a clock", zone, "2 septembre 2025", "2025-09-01 22:00"},
		{"in winter by winter time", zone, "2025-01-02 10:00", "2025-01-02 09:00"},
		{"a zone that is named counts more", zone, "2025-09-02T10:00:00Z", "2025-09-02 10:00"},
		{"Unix seconds have no zone", zone, "1756807200", "2025-09-02 10:00"},
		{"day first", dmy, "02/09/2025", "2025-09-02 00:00"},
		{"month first", mdy, "02/09/2025", "2025-02-09 00:00"},
		{"with a clock", mdy, "09/02/2025 14:00", "2025-09-02 14:00"},
		{"one reading stays one", dmy, "09/13/2025", "2025-09-13 00:00"},
		{"and so does the other", mdy, "13/09/2025", "2025-09-13 00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDates(tt.fix)
			if got := d.parse(tt.date); !got.Equal(date(t, tt.want)) {
				t.Errorf("parse(%q) = %v, want %v", tt.date, got.UTC(), tt.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ name, date, want string }{
		{"RFC 822 with two digits of the year", "Tue, 02 Sep 25 10:00:00 GMT", "2025-09-02 10:00"},
		{"of the last century", "Sat, 07 Sep 96 00:00:01 GMT", "1996-09-07 00:00:01"},
		{"without a weekday or seconds", "2 Sep 2025 10:00 GMT", "2025-09-02 10:00"},
		{"with the month in full", "Tuesday, September 2, 2025 10:00:00 GMT", "2025-09-02 10:00"},
		{"American zones", "Tue, 02 Sep 2025 10:00:00 EST", "2025-09-02 15:00"},
		{"of the summer", "Tue, 02 Sep 2025 10:00:00 PDT", "2025-09-02 17:00"},
		{"a zone with an offset behind it", "Tue, 02 Sep 2025 10:00:00 GMT+0200", "2025-09-02 08:00"},
		{"an offset of one digit", "Tue, 02 Sep 2025 10:00:00 GMT+2", "2025-09-02 08:00"},
		{"an offset from something unknown", "Tue, 02 Sep 2025 10:00:00 FOO+2", "2025-09-02 10:00"},
		{"a city in brackets behind an offset", "2025-09-02T10:00:00+02:00[Europe/Paris]", "2025-09-02 08:00"},
		{"a city that is none", "2025-09-02 10:00 Europe/Nowhere", "2025-09-02 10:00"},
		{"a file that is no city", "2025-09-02 10:00 ../../etc/passwd", "2025-09-02 10:00"},
		{"as scripts write it", "Tue Sep 02 2025 10:00:00 GMT+0200 (Central European Summer Time)", "2025-09-02 08:00"},
		{"half hours", "2025-09-02T10:00:00+05:30", "2025-09-02 04:30"},
		{"behind Greenwich", "2025-09-02T10:00:00-0330", "2025-09-02 13:30"},
		{"a minus that is a sign of its own", "2025-09-02T10:00:00−02:00", "2025-09-02 12:00"},
		{"RFC 3339 in small letters", "2025-09-02t10:00:00z", "2025-09-02 10:00"},
		{"a day alone", "2025-09-02", "2025-09-02 00:00"},
		{"a month alone", "2025-09", "2025-09-01 00:00"},
		{"the year first, with the month in full", "2025 September 2, 10:00", "2025-09-02 10:00"},
		{"a month in full, alone", "September 2025", ""},
		{"two numbers", "02/09", ""},
		{"a year of two digits among numbers", "13/09/25", ""},
		{"a number out of place", "/2025-09-02", ""},
		{"a clock of four parts", "2025-09-02 1:2:3:4", ""},
		{"a number of no date", "12345", ""},
		{"a number below zero", "-1756807200", ""},
		{"slashes, year first", "2025/9/2 10:00:00", "2025-09-02 10:00"},
		{"points, day first", "2.9.2025 10:00", "2025-09-02 10:00"},
		{"the same number twice", "09/09/2025", "2025-09-09 00:00"},
		{"digits alone", "20250902", "2025-09-02 00:00"},
		{"milliseconds since 1970", "1756807200000", "2025-09-02 10:00"},
		{"afternoon", "9/13/2025 2:05:06 PM", "2025-09-13 14:05:06"},
		{"afternoon with points", "Sep 2, 2025 2:05 p.m.", "2025-09-02 14:05"},
		{"blanks that don't break", "2 Sep 2025 10:00 +0200", "2025-09-02 08:00"},
		{"noon", "Sep 2, 2025 12:00 PM UTC", "2025-09-02 12:00"},
		{"midnight", "Sep 2, 2025 12:00 AM UTC", "2025-09-02 00:00"},
		{"a comma in the seconds", "2025-09-02T10:00:00,5Z", "2025-09-02 10:00:00.5"},
		{"a leap second", "2025-06-30T23:59:60Z", "2025-07-01 00:00"},
		{"the 29th of a leap year", "29 Feb 2024", "2024-02-29 00:00"},
		{"not of another", "29 Feb 2025", ""},
		{"German", "Di, 2. September 2025 10:00:00 +0200", "2025-09-02 08:00"},
		{"German with an umlaut", "2. März 2025", "2025-03-02 00:00"},
		{"French", "2 août 2025", "2025-08-02 00:00"},
		{"Spanish", "2 de septiembre de 2025", "2025-09-02 00:00"},
		{"Italian", "gio, 4 set 2025 10:00:00 +0200", "2025-09-04 08:00"},
		{"Dutch", "2 mrt 2025", "2025-03-02 00:00"},
		{"Portuguese", "2 de fevereiro de 2025", "2025-02-02 00:00"},
		{"a Tuesday that is also a month", "mar., 02 déc. 2025 10:00:00 GMT", "2025-12-02 10:00"},
		{"white space around", "\n\t 2025-09-02T10:00:00Z \n", "2025-09-02 10:00"},
		{"nothing", " \n", ""},
		{"Go's zero", "0001-01-01T00:00:00Z", ""},
		{"Go's zero as RSS has it", "Mon, 01 Jan 0001 00:00:00 +0000", ""},
		{"words", "yesterday", ""},
		{"an hour that is none", "2025-09-02T10:61:00Z", ""},
		{"an offset that is none", "2025-09-02T10:00:00+99:00", "2025-09-02 10:00"},
		{"more than a date can be", "2025-09-02T10:00:00Z" + string(make([]byte, maxDate)), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d dates
			if got := d.parse(tt.date); !got.Equal(date(t, tt.want)) {
				t.Errorf("parse(%q) = %v, want %v", tt.date, got.UTC(), tt.want)
			}
		})
	}
}

// All twelve months of the seven languages, long and short.
func TestDatesInSevenLanguages(t *testing.T) {
	names := map[string][]string{
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		"pt": {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},

		"en, short": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		"fr, short": {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		"de, short": {"Jan.", "Feb.", "Mär.", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		"es, short": {"ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "sept.", "oct.", "nov.", "dic."},
		"it, short": {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
		"nl, short": {"jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."},
		"pt, short": {"jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."},
	}
	for language, months := range names {
		for i, name := range months {
			var d dates
			s := "2 " + name + " 2025"
			if got := d.parse(s); got.Month() != time.Month(i+1) || got.Day() != 2 || got.Year() != 2025 {
				t.Errorf("%s: parse(%q) = %v", language, s, got)
			}
		}
	}
}

// FuzzDate promises that a date is none at all or one of a year with four
// digits, and that what we read, written down, reads the same again.
func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"Tue, 2 Sep 2025 10:00:00 AM GMT", "Tue Sep 2 10:00:00 UTC 2025", "2025-09-02T10:00:00.123456+0200", "1756807200",
		"mar., 02 sept. 2025 10:00:00 +0200", "2025年9月2日", "09/13/2025", "-0001-11-30T00:00:00+00:00", "10:00", ":", "Z[UTC]",
	} {
		f.Add(s, "dmy")
	}
	f.Fuzz(func(t *testing.T, s, order string) {
		d := dates{order: order}
		got := d.parse(s)
		if got.IsZero() {
			return
		}
		if y := got.UTC().Year(); y < firstYear-1 || y > 10000 {
			t.Errorf("parse(%q) = %v: not a year of four digits", s, got)
		}
		if again := d.parse(got.Format(time.RFC3339Nano)); !again.Equal(got) && got.Year() >= firstYear && got.Year() <= 9999 {
			t.Errorf("parse(%q) = %v, which reads as %v", s, got, again)
		}
	})
}
