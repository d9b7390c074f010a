package form_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"planet"
	"planet/form"
)

// filled is a form as GitHub makes it of answers, in the order of the questions.
func filled(answers ...string) string {
	questions := []string{"Blog address", "Name", "Groups", "Language", "Whose blog is it?", "How much may be shown?", "Consent", "Contact (optional, published in this issue)"}
	var b strings.Builder
	for i, q := range questions {
		answer := "_No response_"
		if i < len(answers) && answers[i] != "" {
			answer = answers[i]
		}
		b.WriteString("### " + q + "\n\n" + answer + "\n\n")
	}
	return b.String()
}

const agreed = "- [X] I agree to the policy and its licence"

// DOOR-A: what a filled form asks for.
func TestRead(t *testing.T) {
	const address, own, other = "https://ann.example/", "This is my blog", "I know the author"
	tests := []struct {
		name, body string
		want       form.Proposal
	}{
		{"the least", filled(address, "", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{
			"everything", filled(address, "Ann Example", "standard, Open Education", "en-GB", own, "Titles only", agreed, "ann@example.org"),
			form.Proposal{Address: address, Name: "Ann Example", Groups: []string{"standard", "Open Education"}, Language: "en-GB", Contact: "ann@example.org", Own: true, Display: planet.DisplayTitle},
		},
		{"of somebody else's blog, an excerpt at most", filled(address, "", "", "", other, "Full posts", agreed), form.Proposal{Address: address, Display: planet.DisplayExcerpt}},
		{"or less", filled(address, "", "", "", other, "Titles only", agreed), form.Proposal{Address: address, Display: planet.DisplayTitle}},
		{"groups as boxes", filled(address, "", "- [x] standard\n- [ ] cooking\n- [X] education", "", own, "Excerpts", agreed), form.Proposal{Address: address, Groups: []string{"standard", "education"}, Own: true, Display: planet.DisplayExcerpt}},
		{"groups as a list, each once", filled(address, "", "- standard\n* education\n- standard", "", own, "Excerpts", agreed), form.Proposal{Address: address, Groups: []string{"standard", "education"}, Own: true, Display: planet.DisplayExcerpt}},
		{"ends of lines of Windows, other capitals", strings.ReplaceAll(strings.ToLower(filled(address, "", "", "", own, "full posts", agreed)), "\n", "\r\n"), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull, Name: "", Contact: ""}},
		{"headings of other sizes, without empty lines", strings.ReplaceAll(strings.ReplaceAll(filled(address, "", "", "", own, "Full posts", agreed), "\n\n", "\n"), "### ", "## "), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{"an address in brackets, text before the first question", "Hello!\n" + filled("<"+address+">", "", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{"a link of Markdown", filled("[my blog]("+address+")", "", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{"a link that shows where it leads", filled("[https://ann.example]("+address+")", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "https://ann.example", Own: true, Display: planet.DisplayFull}},
		{"a picture that is a link", filled("[![](x.png)]("+address+")", "", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{"a sentence", filled("My blog is at HTTPS://ann.example/a_(b), since 2019 (mostly)!", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "HTTPS://ann.example/a_(b)", Own: true, Display: planet.DisplayFull}},
		{"a sentence in brackets, in quotation marks", filled("(it’s “https://ann.example/?p=1.”)", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "https://ann.example/?p=1", Own: true, Display: planet.DisplayFull}},
		{"a sentence with an address as it is spoken", filled("It's **www.ann.example**.", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "www.ann.example", Own: true, Display: planet.DisplayFull}},
		{"code", filled("```\nann.example\n```", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "ann.example", Own: true, Display: planet.DisplayFull}},
		{"an address without its beginning", filled("ann.example/blog", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "ann.example/blog", Own: true, Display: planet.DisplayFull}},
		{"an address alone stays as it is", filled("https://ann.example/it_", "", "", "", own, "Full posts", agreed), form.Proposal{Address: "https://ann.example/it_", Own: true, Display: planet.DisplayFull}},
		{"an address twice", filled("https://ann.example/ or http://ann.example", "", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Own: true, Display: planet.DisplayFull}},
		{"a heading in an answer is a word of it", filled(address, "Ann ### Consent\n# Big\n### Whose?", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Name: "Ann ### Consent # Big ### Whose?", Own: true, Display: planet.DisplayFull}},
		{"what turns text around is dropped", filled(address, "A\u202en\x1b[2Jn\ufeff\u2028x", "", "", own, "Full posts", agreed), form.Proposal{Address: address, Name: "An[2Jn x", Own: true, Display: planet.DisplayFull}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := form.Read(tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("the proposal differs (-want +got):\n%s", diff)
			}
		})
	}
}

// All that is wrong is said at once, in words for whoever filled the form.
func TestMistakes(t *testing.T) {
	const address, own = "https://ann.example/", "This is my blog"
	tests := []struct {
		name, body string
		want       []string
	}{
		{"no form", "Please add me!", []string{"This is not a filled form: it has no heading such as ### Blog address."}},
		{"nothing", "", []string{"This is not a filled form: it has no heading such as ### Blog address."}},
		{"not UTF-8", "### Name\xff", []string{"This form is not text in UTF-8; fill it anew."}},
		{"a book", strings.Repeat("x", 300_000), []string{"This form is too long to read; fill it anew."}},
		{"no answers", filled(), []string{
			"Blog address: write the address of any page of the blog.",
			"Whose blog is it? Choose an answer: This is my blog, or I know the author.",
			"How much may be shown? Choose an answer: Full posts, or Excerpts, or Titles only.",
			"Consent: tick the box, if you agree; without it nothing can be shown.",
		}},
		{"two addresses", filled("https://a.example/ https://b.example/", "", "", "", own, "Excerpts", agreed), []string{`Blog address: "https://a.example/ https://b.example/" holds 2 addresses; write one, of any page of the blog.`}},
		{"words", filled("the one of Ann", "", "", "", own, "Excerpts", agreed), []string{`Blog address: "the one of Ann" is not an address; write one alone, such as https://blog.example.net/.`}},
		{"the beginning of one", filled("It is https://...", "", "", "", own, "Excerpts", agreed), []string{`Blog address: "It is https://..." is not an address; write one alone, such as https://blog.example.net/.`}},
		{"signs alone", filled("``", "", "", "", own, "Excerpts", agreed), []string{"Blog address: write the address of any page of the blog."}},
		{"a question twice", filled(address, "", "", "", own, "Excerpts", agreed) + "### Consent\n- [ ] no\n", []string{"The heading Consent is there twice; remove one of the two."}},
		{"an answer of one's own", filled(address, "", "", "", strings.Repeat("\"x\" ", 30), "Excerpts", agreed), []string{
			"Whose blog is it? \"" + strings.Repeat("'x' ", 20) + "…\" is not one of the answers; write This is my blog, or I know the author.",
		}},
		{"no consent", filled(address, "", "", "", own, "Excerpts", "- [ ] I agree to the policy and its licence"), []string{"Consent: tick the box, if you agree; without it nothing can be shown."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := form.Read(tt.body)
			mistakes, ok := errors.AsType[*form.Mistakes](err)
			if !ok || got != nil {
				t.Fatalf("Read gives %+v, %v; want mistakes alone", got, err)
			}
			if diff := cmp.Diff(tt.want, mistakes.List); diff != "" {
				t.Errorf("the mistakes differ (-want +got):\n%s", diff)
			}
		})
	}
}

// Anybody may have written anything: what comes out are lines of text that no
// terminal takes for more, and never more rights than were given.
func FuzzRead(f *testing.F) {
	f.Add(filled("https://ann.example/", "Ann", "a, b", "en", "This is my blog", "Full posts", agreed, "x"))
	f.Add("### Blog address\n<x>\r\n#### Consent\n- [x]\n## Whose blog is it?\nI know the author\n###How much may be shown?\nFull posts\n### Groups\n- [x] a,,b\n")
	f.Add(filled("[https://ann.example](https://ann.example/) (www.b.example)… `https://`", "", "", "", "This is my blog", "Excerpts", agreed))
	f.Add("### Name\n\u202e\x00\x1b]0;x\a\n### Name\n")
	f.Fuzz(func(t *testing.T, body string) {
		p, err := form.Read(body)
		var texts []string
		switch mistakes, ok := errors.AsType[*form.Mistakes](err); {
		case ok:
			if len(mistakes.List) == 0 {
				t.Error("an error without a mistake")
			}
			texts = mistakes.List
		case err != nil:
			t.Fatalf("err = %v, want mistakes", err)
		default:
			texts = append(p.Groups, p.Address, p.Name, p.Language, p.Contact)
			if p.Address == "" || !p.Own && p.Display == planet.DisplayFull || p.Display == "" || slices.Contains(p.Groups, "") {
				t.Errorf("the proposal %+v lacks something, or takes too much", p)
			}
			seen := strings.Map(func(c rune) rune { // as people see it
				if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
					return -1
				}
				return c
			}, body)
			if !strings.Contains(strings.ToLower(seen), "[x]") {
				t.Errorf("nobody ticked a box in %q", body)
			}
		}
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool {
				return unicode.IsControl(c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' || c == '\u2028' || c == '\u2029'
			}) {
				t.Errorf("%q is not fit for a terminal", s)
			}
		}
	})
}
