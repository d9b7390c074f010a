package parse

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"planet"
)

// dates reads what people and programs write for dates (PARSE-18), as the
// owner of the list says where they are ambiguous. The zero value is ready.
type dates struct {
	zone  *time.Location // of dates that name none; nil means UTC
	order string         // planet.Fix.DateOrder
}

func newDates(fix planet.Fix) dates { return dates{zone: fix.Zone, order: fix.DateOrder} }

// parse reads a date; zero if there is none that we understand. It is not
// judged here: any year from 1000 on is read (ID-7).
func (d *dates) parse(s string) time.Time {
	if len(s) > maxDate {
		return time.Time{}
	}
	s = strings.ReplaceAll(oneLine(s), "\u2212", "-") // the minus of typesetters
	if s == "" {
		return time.Time{}
	}
	if t, is := stamp(s); is {
		return t
	}
	date, clock, zone := cutDate(s)
	c, ok := parseClock(clock)
	if !ok {
		return time.Time{}
	}
	c.halve(zone)
	words := dateWords(date)
	place, rest := d.parseZone(zone)
	year, month, day, ok := d.parseDay(append(words, rest...))
	if !ok {
		return time.Time{}
	}
	return time.Date(year, month, day, c.hour, c.minute, c.second, c.nano, place)
}

// stamp reads the forms without blanks or signs between their digits:
// 1756807200, 20250902T100000Z, 20250902.
func stamp(s string) (time.Time, bool) {
	if strings.ContainsAny(s, " :/.,") {
		return time.Time{}, false
	}
	for _, layout := range [...]string{"20060102T150405Z0700", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, t.Year() >= firstYear
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n < 0:
		return time.Time{}, false
	case len(s) == len("1756807200"):
		return time.Unix(n, 0).UTC(), true
	case len(s) == len("1756807200000"):
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

// cutDate cuts a date around its clock: "2 Sep 2025 ", "10:00:00", " GMT".
func cutDate(s string) (date, clock, rest string) {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, "", ""
	}
	from := colon
	for from > 0 && isDigit(s[from-1]) {
		from--
	}
	to := colon
	for to < len(s) && (isDigit(s[to]) || s[to] == ':' || (s[to] == '.' || s[to] == ',') && to+1 < len(s) && isDigit(s[to+1])) {
		to++
	}
	date = strings.TrimRight(s[:from], " \t")
	if n := len(date); n > 1 && date[n-1]|0x20 == 't' && isDigit(date[n-2]) {
		date = date[:n-1]
	}
	return date, s[from:to], s[to:]
}

// A clock is a time of day.
type clock struct{ hour, minute, second, nano int }

// parseClock reads "10:00", "10:00:00" and "10:00:00.123456"; "" is midnight,
// and so is 24:00, of the next day.
func parseClock(s string) (c clock, ok bool) {
	if s == "" {
		return c, true
	}
	whole, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	parts := strings.Split(whole, ":")
	if len(parts) > 3 {
		return c, false
	}
	into := [...]*int{&c.hour, &c.minute, &c.second}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || len(part) > 2 {
			return c, false
		}
		*into[i] = n
	}
	if fraction != "" {
		c.nano, _ = strconv.Atoi((fraction + "00000000")[:9]) // of digits only, by cutDate
	}
	if c.hour == 24 && c.minute == 0 && c.second == 0 {
		return c, true
	}
	return c, c.hour < 24 && c.minute < 60 && c.second <= 60
}

// halve reads "PM", "p.m." and the like behind a clock of twelve hours.
func (c *clock) halve(rest string) {
	half := strings.ToUpper(strings.ReplaceAll(strings.TrimLeft(rest, " "), ".", ""))
	switch {
	case strings.HasPrefix(half, "PM") && c.hour < 12:
		c.hour += 12
	case strings.HasPrefix(half, "AM") && c.hour == 12:
		c.hour = 0
	}
}

// A word is a number or a name in a date, with what stands before it.
type word struct {
	text   string // a name in lower case
	before byte   // '/', '.', '-' or 0
}

func (w word) isNumber() bool { return isDigit(w.text[0]) }

// dateWords cuts a date into its words. Signs of years, months and days in
// Chinese, Japanese and Korean are taken for blanks.
func dateWords(s string) []word {
	words := make([]word, 0, 6)
	before := byte(0)
	for s != "" {
		n := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			n = strings.IndexFunc(s, notInWord)
			if n < 0 {
				n = len(s)
			}
		}
		if n == 0 {
			if strings.IndexByte("/.-", s[0]) >= 0 {
				before = s[0]
			}
			_, n = utf8.DecodeRuneInString(s)
			s = s[n:]
			continue
		}
		words = append(words, word{strings.ToLower(s[:n]), before})
		before = 0
		s = s[n:]
	}
	return words
}

func notInWord(r rune) bool {
	return !unicode.IsLetter(r) || strings.ContainsRune("年月日년월일", r)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// parseDay reads year, month and day.
func (d *dates) parseDay(words []word) (year int, month time.Month, day int, ok bool) {
	var numbers []word
	for _, w := range words {
		if w.isNumber() {
			numbers = append(numbers, w)
		} else if m := months[w.text]; m != 0 {
			month = m // the last: "mar" may be a Tuesday, too
		}
	}
	if month != 0 {
		year, day, ok = namedMonth(numbers)
	} else {
		year, month, day, ok = d.numbered(numbers)
	}
	return year, month, day, ok && exists(year, month, day)
}

// namedMonth reads the two numbers beside a month's name.
func namedMonth(n []word) (year, day int, ok bool) {
	if len(n) < 2 {
		return 0, 0, false
	}
	if len(n[0].text) == 4 {
		return number(n[0].text), number(n[1].text), true
	}
	return fullYear(n[1].text), number(n[0].text), true
}

// numbered reads three numbers: 2025-09-02, 2.9.2025, 9/13/2025.
func (d *dates) numbered(n []word) (year int, month time.Month, day int, ok bool) {
	switch {
	case len(n) == 2 && len(n[0].text) == 4 && n[0].before == 0 && n[1].before == '-':
		return number(n[0].text), time.Month(number(n[1].text)), 1, true // 2025-09
	case len(n) < 3:
		return 0, 0, 0, false
	case len(n[0].text) == 4:
		return number(n[0].text), time.Month(number(n[1].text)), number(n[2].text), n[0].before == 0
	case len(n[2].text) != 4:
		return 0, 0, 0, false
	}
	a, b := number(n[0].text), number(n[1].text)
	switch {
	case n[1].before == '.', a > 12, a == b, d.order == "dmy" && b <= 12:
		return number(n[2].text), time.Month(b), a, true
	case b > 12, d.order == "mdy":
		return number(n[2].text), time.Month(a), b, true
	}
	return 0, 0, 0, false // two readings
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1 // too large for any part of a date
	}
	return n
}

// fullYear reads a year, of two digits as RFC 822 has it.
func fullYear(digits string) int {
	n := number(digits)
	switch {
	case len(digits) != 2:
		return n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

// firstYear is the first that we take for one: programs write 0001-01-01 for
// "none".
const firstYear = 1000

// exists reports whether there is such a day.
func exists(year int, month time.Month, day int) bool {
	if year < firstYear || year > 9999 || month < time.January || month > time.December || day < 1 {
		return false
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Day() == day
}
