package place

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"planet"
)

type rules = planet.Filter // short, for tables

// FY-4, FLOW-9: kept if any of categories, keywords and pattern matches, or
// none is given, and the language does; then dropped if any part of skip does.
func TestFilter(t *testing.T) {
	labels := func(terms ...string) func(*planet.Entry) {
		return func(e *planet.Entry) {
			for _, term := range terms {
				e.Categories = append(e.Categories, planet.Category{Term: term})
			}
		}
	}
	tests := []struct {
		name  string
		only  rules
		skip  rules
		entry planet.Entry
		by    *rules // nil: kept
	}{
		{"no rule keeps all", rules{}, rules{}, post(1), nil},
		{"a category, whatever its case", rules{Categories: []string{"Badges"}}, rules{}, post(1, labelledAs("badges")), nil},
		{"a category by its label", rules{Categories: []string{"Abzeichen"}}, rules{}, post(1, func(e *planet.Entry) { e.Categories = []planet.Category{{Term: "b", Label: "abzeichen"}} }), nil},
		{"a category however it was typed", rules{Categories: []string{"cafe\u0301", "x"}}, rules{}, post(1, labelledAs("CAFÉ")), nil},
		{"another category", rules{Categories: []string{"badges"}}, rules{}, post(1, labelledAs("cake")), &rules{Categories: []string{"badges"}}},
		{"a category is no part of one", rules{Categories: []string{"badges"}}, rules{}, post(1, labelledAs("badges and cake")), &rules{Categories: []string{"badges"}}},
		{"a word of the title", rules{Keywords: []string{"post"}}, rules{}, post(1), nil},
		{"a word of the text", rules{Keywords: []string{"credential"}}, rules{}, post(1, withBody("<p>a <em>Credential</em></p>")), nil},
		{"a word in the name of an attribute is none", rules{Keywords: []string{"href"}}, rules{}, post(1, withBody(`<a href="https://x.example/">x</a>`)), &rules{Keywords: []string{"href"}}},
		{"a pattern", rules{Pattern: `open.?badges`}, rules{}, post(1, withTitle("OpenBadges 3")), nil},
		{"both sides of a pattern's bar, whatever their case", rules{Pattern: `x|badge`}, rules{}, post(1, withTitle("BADGE")), nil},
		{"a pattern that does not match", rules{Pattern: `^badge`}, rules{}, post(1, withTitle("a badge")), &rules{Pattern: `^badge`}},
		{"a pattern reads the text, too", rules{Pattern: `badge`}, rules{}, post(1, withBody("<p>a badge</p>")), nil},
		{"any of the three is enough: a keyword", rules{Categories: []string{"x"}, Keywords: []string{"post"}, Pattern: "y"}, rules{}, post(1), nil},
		{"any of the three is enough: a category", rules{Categories: []string{"x"}, Keywords: []string{"z"}, Pattern: "y"}, rules{}, post(1, labelledAs("x")), nil},
		{"any of the three is enough: the pattern", rules{Categories: []string{"x"}, Keywords: []string{"z"}, Pattern: "p.st"}, rules{}, post(1), nil},
		{"none of the three", rules{Categories: []string{"x"}, Keywords: []string{"z"}, Pattern: "y"}, rules{}, post(1), &rules{Categories: []string{"x"}, Keywords: []string{"z"}, Pattern: "y"}},
		{"a language and its varieties", rules{Language: "en"}, rules{}, post(1, inLanguage("en-GB")), nil},
		{"another language", rules{Language: "en"}, rules{}, post(1, inLanguage("enm")), &rules{Language: "en"}},
		{"a variety is not its whole language", rules{Language: "pt-BR"}, rules{}, post(1, inLanguage("pt")), &rules{Language: "pt-BR"}},
		{"an unknown language passes", rules{Language: "en"}, rules{}, post(1), nil},
		{"a language is asked besides the three", rules{Keywords: []string{"post"}, Language: "en"}, rules{}, post(1, inLanguage("de")), &rules{Language: "en"}},
		{"the three are asked besides a language", rules{Keywords: []string{"x"}, Language: "en"}, rules{}, post(1, inLanguage("en")), &rules{Keywords: []string{"x"}}},
		{"skip alone drops", rules{}, rules{Categories: []string{"cake", "ad"}}, post(1, labels("x", "ad")), &rules{Categories: []string{"ad"}}},
		{"skip drops what only kept", rules{Keywords: []string{"post"}}, rules{Categories: []string{"ad"}}, post(1, labelledAs("ad")), &rules{Categories: []string{"ad"}}},
		{"any part of skip: a keyword", rules{}, rules{Categories: []string{"x"}, Keywords: []string{"y", "post"}}, post(1), &rules{Keywords: []string{"post"}}},
		{"any part of skip: the pattern", rules{}, rules{Categories: []string{"x"}, Pattern: "p.st"}, post(1), &rules{Pattern: "p.st"}},
		{"any part of skip: the language, whatever else", rules{}, rules{Categories: []string{"x"}, Language: "de"}, post(1, inLanguage("de-AT")), &rules{Language: "de"}},
		{"skip of an unknown language drops nothing", rules{}, rules{Language: "de"}, post(1), nil},
		{"no part of skip", rules{}, rules{Categories: []string{"x"}, Keywords: []string{"y"}, Pattern: "z", Language: "de"}, post(1, inLanguage("en")), nil},
		{"a pattern that can't be read matches nothing", rules{}, rules{Pattern: "("}, post(1), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			member(s, "ann").Only, member(s, "ann").Skip = tt.only, tt.skip
			p := Whole(s, []planet.Entry{tt.entry}, today)[0]
			var by *rules
			if p.Missed != nil {
				by = &p.Missed.By
			}
			if !reflect.DeepEqual(by, tt.by) || (p.Why == planet.ReasonFiltered) != (tt.by != nil) {
				t.Errorf("%s by %+v, want %+v", p.Why, by, tt.by)
			}
		})
	}
}

// FY-5: the planet's only and skip are defaults; a member's own takes the
// place of each.
func TestFilterDefaults(t *testing.T) {
	badges, cake := rules{Categories: []string{"badges"}}, rules{Categories: []string{"cake"}}
	tests := []struct {
		name               string
		siteOnly, siteSkip rules
		only, skip         rules
		label              string
		want               *Missed // nil: kept
	}{
		{"only of the planet", badges, rules{}, rules{}, rules{}, "cake", &Missed{Site: true, By: badges}},
		{"only of the planet matches", badges, rules{}, rules{}, rules{}, "badges", nil},
		{"skip of the planet", rules{}, cake, rules{}, rules{}, "cake", &Missed{Site: true, Skip: true, By: cake}},
		{"the member's own only takes its place", badges, rules{}, cake, rules{}, "cake", nil},
		{"and is the one that is missed", badges, rules{}, cake, rules{}, "badges", &Missed{By: cake}},
		{"the member's own skip takes its place", rules{}, cake, rules{}, badges, "cake", nil},
		{"and is the one that drops", rules{}, cake, rules{}, badges, "badges", &Missed{Skip: true, By: badges}},
		{"the member's own only leaves the planet's skip as it is", rules{}, cake, rules{Keywords: []string{"post"}}, rules{}, "cake", &Missed{Site: true, Skip: true, By: cake}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			s.Only, s.Skip = tt.siteOnly, tt.siteSkip
			member(s, "ann").Only, member(s, "ann").Skip = tt.only, tt.skip
			if got := Whole(s, []planet.Entry{post(1, labelledAs(tt.label))}, today)[0].Missed; !reflect.DeepEqual(got, tt.want) {
				t.Errorf("missed %+v, want %+v", got, tt.want)
			}
		})
	}
}

// FY-4, FLOW-6: of one feed and day so many are on the lists; a member's own
// max_per_day wins, also if it is more.
func TestMaxPerDay(t *testing.T) {
	for own, want := range map[int]int{0: 2, 1: 1, 4: 4} {
		s := site()
		s.Front.PerFeedPerDay = 2
		member(s, "ann").MaxPerDay = own
		var entries []planet.Entry
		for i := range 5 {
			entries = append(entries, post(i+1))
		}
		shown, capped := 0, 0
		for _, p := range Whole(s, entries, today) {
			shown += number(p.Why == planet.ReasonShown)
			capped += number(p.Why == planet.ReasonCap)
		}
		if shown != want || capped != 5-want {
			t.Errorf("max_per_day %d: %d of 5 shown, %d too many that day; want %d and %d", own, shown, capped, want, 5-want)
		}
	}
}

// GRP-1, GRP-2, FY-4: a group has an only and a skip, and a member in it an
// only for that group; those with all take everybody in.
func TestGroups(t *testing.T) {
	s := site()
	s.Groups = []planet.Group{
		{Slug: "plain"},
		{Slug: "own"},
		{Slug: "picky", Only: rules{Keywords: []string{"post"}}, Skip: rules{Categories: []string{"cake"}}},
		{Slug: "german", All: true, Only: rules{Language: "de"}},
		{Slug: "others"},
	}
	member(s, "ann").Groups = []planet.Membership{{Group: "plain"}, {Group: "own", Only: rules{Categories: []string{"badges"}}}, {Group: "picky"}}
	tests := []struct {
		name  string
		entry planet.Entry
		want  string
	}{
		{"in the groups of its member", post(1), "plain picky german"},
		{"the member's only for a group", post(1, labelledAs("badges")), "plain own picky german"},
		{"the group's own skip", post(1, labelledAs("cake")), "plain german"},
		{"the group's own only", post(1, withTitle("Other")), "plain german"},
		{"a group of all, by language", post(1, inLanguage("en")), "plain picky"},
		{"of nobody in the group", post(1, feed("bob"), inLanguage("de-CH")), "german"},
	}
	g := newGroups(s)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(g.of(tt.entry.Feed, &tt.entry), " "); got != tt.want {
				t.Errorf("in %q, want %q", got, tt.want)
			}
		})
	}
}

// Only entries that a rule concerns are opened: of the others the head is
// enough.
func TestWhatIsOpened(t *testing.T) {
	entries := []planet.Entry{post(1), post(2, feed("bob")), post(3, feed("cem"))}
	tests := []struct {
		name   string
		change func(*planet.Site)
		want   string
	}{
		{"nobody's", func(*planet.Site) {}, ""},
		{"whose author has a filter", func(s *planet.Site) { member(s, "bob").Skip.Keywords = []string{"cake"} }, "bob"},
		{"everybody's, for a pattern of the planet", func(s *planet.Site) { s.Only.Pattern = "x" }, "ann bob"},
		{"nobody's, for a label and a language", func(s *planet.Site) { s.Only.Categories, s.Skip.Language = []string{"x"}, "de" }, ""},
		{"nobody's, for a label of a group", func(s *planet.Site) {
			s.Groups = []planet.Group{{Slug: "g", All: true, Skip: rules{Categories: []string{"x"}}}}
		}, ""},
		{"whose group has a filter", func(s *planet.Site) {
			s.Groups = []planet.Group{{Slug: "g", Only: rules{Keywords: []string{"x"}}}, {Slug: "plain", All: true}}
			member(s, "ann").Groups = []planet.Membership{{Group: "g"}}
		}, "ann"},
		{"who has a filter for a group", func(s *planet.Site) {
			s.Groups = []planet.Group{{Slug: "g"}}
			member(s, "bob").Groups = []planet.Membership{{Group: "g", Only: rules{Pattern: "x"}}}
		}, "bob"},
		{"of whom editors hide something", func(s *planet.Site) { member(s, "ann").Hide = []string{"http://ann.example/9"} }, "ann"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			tt.change(s)
			var heads []planet.Head
			for i := range entries {
				heads = append(heads, entries[i].Head())
			}
			var opened []string
			if _, err := All(s, heads, func(i int) (*planet.Entry, error) {
				opened = append(opened, entries[i].Feed)
				return &entries[i], nil
			}, today); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(opened, " "); got != tt.want {
				t.Errorf("opened those of %q, want %q", got, tt.want)
			}
		})
	}
	s, broken := site(), errors.New("broken")
	s.Skip.Keywords = []string{"x"}
	if _, err := All(s, []planet.Head{entries[0].Head()}, func(int) (*planet.Entry, error) { return nil, broken }, today); !errors.Is(err, broken) {
		t.Errorf("the error of what is opened: %v", err)
	}
}
