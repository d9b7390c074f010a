// Package form reads a filled form "Suggest a blog" (joining.md, DOOR-A):
//
//	the text of an issue → form → a Proposal, or everything that is wrong with it
//
// In goes Markdown as forges make it of a filled form: a heading for each
// question, and below it the answer. Out come lines of text, and what was
// chosen. Anybody may have written anything there, so nothing of it is trusted;
// it opens nothing, asks nobody, and knows no list.
package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planet"
)

// maxForm is how much of a form is read, in bytes. Forges allow 65,536
// characters.
const maxForm = 256 << 10

// maxShown is how many characters of an answer a message repeats.
const maxShown = 80

// The questions, which are the headings of a filled form.
const (
	askAddress  = "Blog address"
	askName     = "Name"
	askGroups   = "Groups"
	askLanguage = "Language"
	askWhose    = "Whose blog is it?"
	askDisplay  = "How much may be shown?"
	askConsent  = "Consent"
	askContact  = "Contact (optional, published in this issue)"
)

var questions = []string{askAddress, askName, askGroups, askLanguage, askWhose, askDisplay, askConsent, askContact}

// What can be chosen.
const (
	mine   = "This is my blog"
	others = "I know the author"
)

// A Proposal is what a filled form asks for. Its texts are lines without
// control characters, as they were written.
type Proposal struct {
	Address  string // of any page of the blog
	Name     string // "" for that of the blog
	Groups   []string
	Language string
	Contact  string
	Own      bool           // the author proposes it, says whoever filled the form
	Display  planet.Display // the most that may be shown; of somebody else's blog, at most an excerpt (DOOR-A)
}

// Mistakes is all that is wrong with a form, a sentence each, to whoever filled
// it.
type Mistakes struct{ List []string }

// Error gives the sentences, one a line.
func (m *Mistakes) Error() string { return strings.Join(m.List, "\n") }

// Read reads a filled form. The error is a [*Mistakes].
func Read(body string) (*Proposal, error) {
	var f reading
	switch {
	case len(body) > maxForm:
		f.say("This form is too long to read; fill it anew.")
	case !utf8.ValidString(body):
		f.say("This form is not text in UTF-8; fill it anew.")
	default:
		f.split(body)
	}
	p := &Proposal{
		Address:  f.address(),
		Name:     f.line(askName),
		Language: f.line(askLanguage),
		Contact:  f.line(askContact),
		Groups:   f.list(askGroups),
	}
	p.Own = f.choice(askWhose, []string{mine, others}) == 0
	p.Display = displays[max(0, f.choice(askDisplay, shown))]
	if !p.Own && p.Display == planet.DisplayFull {
		p.Display = planet.DisplayExcerpt
	}
	f.consent()
	if f.wrong != nil {
		return nil, &Mistakes{f.wrong}
	}
	return p, nil
}

// shown are the answers to how much may be shown, and what they mean.
var (
	shown    = []string{"Full posts", "Excerpts", "Titles only"}
	displays = []planet.Display{planet.DisplayFull, planet.DisplayExcerpt, planet.DisplayTitle}
)

// A reading is a form on its way into a Proposal.
type reading struct {
	answers map[string][]string // lines below each question
	wrong   []string
}

// filled reports whether there is any answer: else one sentence is enough.
func (f *reading) filled() bool { return len(f.answers) > 0 }

func (f *reading) say(sentence string) { f.wrong = append(f.wrong, sentence) }

// split gathers the lines below each heading. Other headings are lines like any
// other: an answer may hold one.
func (f *reading) split(body string) {
	f.answers = map[string][]string{}
	question := ""
	for line := range strings.FieldsFuncSeq(body, func(c rune) bool { return c == '\n' || c == '\r' }) {
		line = clean(line)
		q := asked(line)
		_, before := f.answers[q]
		switch {
		case before:
			f.say("The heading " + q + " is there twice; remove one of the two.")
		case q != "":
			question, f.answers[q] = q, nil
		case question != "" && line != "":
			f.answers[question] = append(f.answers[question], line)
		}
	}
	if len(f.answers) == 0 {
		f.say("This is not a filled form: it has no heading such as ### " + askAddress + ".")
	}
}

// asked gives the question that a line is the heading of, or "".
func asked(line string) string {
	title := strings.TrimLeft(line, "#")
	if n := len(line) - len(title); n < 2 || n > 4 {
		return ""
	}
	title = strings.TrimSpace(title)
	for _, q := range questions {
		if strings.EqualFold(title, q) {
			return q
		}
	}
	return ""
}

// clean makes a line of one that anybody wrote: without characters that can't
// be seen or turn others around (SAFE-11), and with single spaces.
func clean(line string) string {
	line = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsControl(c), c == '\ufeff', unicode.Is(unicode.Bidi_Control, c) && c != '\u200e' && c != '\u200f' && c != '\u061c':
			return -1
		}
		return c
	}, line)
	return strings.Join(strings.Fields(line), " ")
}

// line is the answer to a question as one line; "" for none.
func (f *reading) line(question string) string {
	answer := strings.Join(f.answers[question], " ")
	if strings.EqualFold(answer, "_No response_") {
		return ""
	}
	return answer
}

// list is the answer to a question with several ones: separated by commas, one
// a line, or as boxes that are ticked.
func (f *reading) list(question string) []string {
	if f.line(question) == "" {
		return nil
	}
	var all []string
	for _, line := range f.answers[question] {
		box, label := ticked(line)
		if box == 0 {
			continue
		}
		for one := range strings.SplitSeq(label, ",") {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// ticked tells of a line whether it is a box that is ticked (1), one that isn't
// (0), or none (-1), and what it says.
func ticked(line string) (box int, label string) {
	for _, dash := range []string{"- ", "* ", "+ "} {
		rest, ok := strings.CutPrefix(line, dash)
		switch {
		case !ok:
		case strings.HasPrefix(rest, "[ ]"):
			return 0, strings.TrimSpace(rest[3:])
		case strings.HasPrefix(rest, "[x]"), strings.HasPrefix(rest, "[X]"):
			return 1, strings.TrimSpace(rest[3:])
		default:
			return -1, rest
		}
	}
	return -1, line
}

// choice is which of answers was given, or -1, and then it is said.
func (f *reading) choice(question string, answers []string) int {
	given := f.line(question)
	for i, a := range answers {
		if strings.EqualFold(given, a) {
			return i
		}
	}
	switch all := strings.Join(answers, ", or ") + "."; {
	case !f.filled():
	case given == "":
		f.say(question + " Choose an answer: " + all)
	default:
		f.say(question + " " + quoted(given) + " is not one of the answers; write " + all)
	}
	return -1
}

// consent says if the box isn't ticked.
func (f *reading) consent() {
	given := slices.ContainsFunc(f.answers[askConsent], func(line string) bool {
		box, _ := ticked(line)
		return box == 1
	})
	if !given && f.filled() {
		f.say(askConsent + ": tick the box, if you agree; without it nothing can be shown.")
	}
}

// quoted is an answer in a message.
func quoted(s string) string {
	if runes := []rune(s); len(runes) > maxShown {
		s = string(runes[:maxShown]) + "…"
	}
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}
