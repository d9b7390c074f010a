package config

import (
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"planet"
)

// maxSlug is how many characters a slug may have (URL-2).
const maxSlug = 80

var slugForm = onUse(`^[a-z0-9-]{1,` + strconv.Itoa(maxSlug) + `}$`)

// slugWant completes "write …" where a slug is wanted.
const slugWant = "a short name of a-z, 0-9 and -, such as ann-example"

// reservedSlugs are pages of ours beside those of members (URL-2), and names
// that Windows has for devices (SAFE-13).
var reservedSlugs = []string{
	"recent", "new", "index", "random",
	"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

func validSlug(s string) bool {
	return slugForm().MatchString(s) && strings.Trim(s, "-") != "" && !slices.Contains(reservedSlugs, s)
}

// A shortName is a slug that somebody wrote.
type shortName struct{ into *string }

func slug(into *string) shape { return shortName{into} }

func (s shortName) read(r *reading, n *node) bool {
	switch {
	case n.kind == empty:
		return true
	case n.kind == text && validSlug(n.text):
		*s.into = n.text
		return true
	case slices.Contains(reservedSlugs, n.text):
		r.say(n, planet.CodeBadValue, "%s is %s, which is the name of a page of ours or of a device; write another one, such as %s-blog", called(n), n.shown(), n.text)
	case n.kind == text && len(n.text) > maxSlug:
		r.say(n, planet.CodeBadValue, "%s is %s; write at most %d characters", called(n), n.shown(), maxSlug)
	default:
		r.say(n, planet.CodeBadValue, "%s is %s; write %s", called(n), n.shown(), suggested(n.text))
	}
	return false
}

// suggested is the slug that was probably meant.
func suggested(said string) string {
	if s := slugOf(said); validSlug(s) {
		return s
	}
	return slugWant
}

func (s shortName) write() *node { return said(*s.into) }

func (s shortName) schema() *schema {
	return &schema{Type: "string", Pattern: slugForm().String(), Wanted: "write " + slugWant}
}

// slugOf makes a slug of a name or an address: letters lose their accents,
// what is not a-z or 0-9 becomes a hyphen. "" if nothing remains.
func slugOf(name string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteRune(c)
		case latin()[c] != "":
			b.WriteString(latin()[c])
		case unicode.Is(unicode.Mn, c) || c == '\'' || c == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	if len(s) > maxSlug {
		s = s[:maxSlug]
	}
	return strings.Trim(s, "-")
}

// slugsOf gives the slugs that an item may get, the best first: from its name,
// if that has letters a to z, from its host, from host and path, and from the
// whole address.
func slugsOf(name, address string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if s := slugOf(name); strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") && validSlug(s) && !yield(s) {
			return
		}
		u, err := url.Parse(address)
		if err != nil || address == "" {
			return
		}
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		for _, part := range []string{"", u.Path, u.Path + "?" + u.RawQuery} {
			if s := slugOf(host + part); validSlug(s) && !yield(s) {
				return
			}
		}
	}
}

// latin gives letters with accents, and others of Latin script, as a-z.
var latin = sync.OnceValue(func() map[rune]string {
	return letters(map[string]string{
		"a": "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", "ae": "æ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęěẹẻẽếềểễệ",
		"g": "ĝğġģǧ", "h": "ĥħ", "i": "ìíîïĩīĭįıǐỉị", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ",
		"o": "òóôõöøōŏőǒơọỏốồổỗộớờởỡợ", "oe": "œ", "r": "ŕŗř", "s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ",
		"u": "ùúûüũūŭůűųǔưụủứừửữự", "w": "ŵẁẃẅ", "y": "ýÿŷỳỵỷỹ", "z": "źżž",
	})
})

func letters(table map[string]string) map[rune]string {
	by := map[rune]string{}
	for plain, marked := range table {
		for _, c := range marked {
			by[c] = plain
		}
	}
	return by
}
