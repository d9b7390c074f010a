package planet_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/standards.md anew")

// rules are the numbered requirements of our design, by family and how many
// there are, in the order in which they are listed.
var rules = []struct {
	family, about string
	last          int
}{
	{"GET", "manners towards publishers", 34},
	{"SAFE", "safety", 23},
	{"PARSE", "from bytes to items", 21},
	{"CLEAN", "from strangers' markup to ours", 18},
	{"ID", "one post is one entry", 16},
	{"SCHED", "when", 8},
	{"DB", "the database", 14},
	{"URL", "addresses of the site", 6},
	{"FLOW", "which entry goes where", 15},
	{"DET", "the same data, the same bytes", 7},
	{"ATOM", "the merged feed", 18},
	{"JF", "as JSON Feed", 8},
	{"RSS", "as RSS", 8},
	{"ARC", "archives", 7},
	{"OPML", "lists of feeds", 8},
	{"MF", "microformats", 6},
	{"HEAD", "heads of pages, robots", 8},
	{"HUM", "feeds opened by people", 4},
	{"CHECK", "reading our own output", 5},
	{"ENT", "texts of entries on pages", 14},
	{"CSS", "what every theme keeps", 3},
	{"PG", "pages", 14},
	{"IMG", "pictures", 4},
	{"ARCH", "lists and archives on pages", 7},
	{"SRCH", "search", 4},
	{"I18N", "languages", 4},
	{"THEME", "themes", 8},
	{"SITE", "the site as a whole", 9},
	{"FY", "the list", 7},
	{"DOOR", "ways into the list", 2},
	{"DISC", "finding a feed", 3},
	{"PC", "planet check", 6},
	{"PRV", "previews of proposals", 5},
	{"JOIN", "the page on joining", 8},
	{"OWN", "who wants to be here", 3},
	{"KEEP", "planets run by a forge", 3},
	{"LEAVE", "the way out", 5},
	{"HEALTH", "how feeds fare", 5},
	{"TRIP", "blogs that turn into something else", 4},
	{"WHY", "where is my post?", 4},
}

// untested are the rules that no test can hold, or that are not built, and why.
var untested = map[string]string{
	"GET-34":  "by the rules that it names: ATOM-14, ATOM-15, HEAD-3",
	"DOOR-2":  "a rule for people: HANDOVER.md of planet init tells how the forge holds it",
	"SAFE-20": "not built: feeds behind a password come later; their key is read and checked",
	"TRIP-4":  "nothing to show: no code judges quality",
}

// ruleID finds a rule, and the others of its family that are named with it:
// "GET-1 to GET-4", "ARC-1 to -3", "PARSE-8, -12".
var (
	ruleID   = regexp.MustCompile(`\b([A-Z]+(?:18N)?)-(\d+)\b((?:(?: to|,| and) (?:[A-Z]+(?:18N)?)?-\d+\b)*)`)
	alsoRule = regexp.MustCompile(`( to|,| and) ([A-Z]+(?:18N)?)?-(\d+)`)
)

// rulesIn gives the rules that a text names.
func rulesIn(text string) []string {
	var ids []string
	for _, m := range ruleID.FindAllStringSubmatch(text, -1) {
		family, last := m[1], number(m[2])
		ids = append(ids, m[1]+"-"+m[2])
		for _, also := range alsoRule.FindAllStringSubmatch(m[3], -1) {
			if also[2] != "" && also[2] != family {
				family, last = also[2], number(also[3])-1
			}
			from := number(also[3])
			if also[1] == " to" {
				from = last + 1
			}
			for n := from; n <= number(also[3]); n++ {
				ids = append(ids, family+"-"+strconv.Itoa(n))
			}
			last = number(also[3])
		}
	}
	return ids
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err) // the pattern lets digits through alone
	}
	return n
}

func TestRulesIn(t *testing.T) {
	for text, want := range map[string]string{
		"GET-5": "GET-5", "GET-1 to GET-4": "GET-1 GET-2 GET-3 GET-4", "ARC-1 to -3, JF-3": "ARC-1 ARC-2 ARC-3 JF-3", "PARSE-8, -12": "PARSE-8 PARSE-12",
		"I18N-1, I18N-2 and SITE-6": "I18N-1 I18N-2 SITE-6", "none": "", "UTF-8": "UTF-8",
	} {
		if got := strings.Join(rulesIn(text), " "); got != want {
			t.Errorf("rulesIn(%q) = %q, want %q", text, got, want)
		}
	}
}

// docs/standards.md lists each rule with the tests that name it. It is made of
// the tests themselves, so that it can't rot; a rule that no test names, and
// that nobody excused, fails here.
func TestStandards(t *testing.T) {
	named := map[string][]string{}
	for file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") && file != "standards_test.go" {
			namedInGo(t, named, file)
		}
	}
	namedInScripts(t, named)
	var doc bytes.Buffer
	doc.WriteString(standardsHead)
	for _, family := range rules {
		fmt.Fprintf(&doc, "\n## %s: %s\n\n| rule | shown by |\n|---|---|\n", family.family, family.about)
		for n := 1; n <= family.last; n++ {
			id := family.family + "-" + strconv.Itoa(n)
			tests := named[id]
			slices.Sort(tests)
			tests = slices.Compact(tests)
			said := strings.Join(tests, "<br>")
			if reason := untested[id]; reason != "" {
				if len(tests) > 0 {
					said += "<br>"
				}
				said += reason
			}
			if said == "" {
				t.Errorf("no test names %s, and nobody said why", id)
			}
			fmt.Fprintf(&doc, "| %s | %s |\n", id, said)
		}
	}
	compareStandards(t, doc.Bytes())
}

func compareStandards(t *testing.T, now []byte) {
	t.Helper()
	const file = "docs/standards.md"
	if *update {
		if err := os.WriteFile(file, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	there, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(there, now) {
		t.Errorf("%s is not what the tests say (%v); make golden writes it anew", file, err)
	}
}

const standardsHead = `# Which test shows which rule

The rules are the numbered requirements of planet's design; a test names those
that it shows. This page is made of the tests (make golden), and a test fails if a
rule has neither a test nor a reason here.
`

// namedInGo notes the rules that the tests of a file name: in the comment
// above a test, or anywhere in it; and those that what they share names.
func namedInGo(t *testing.T, named map[string][]string, file string) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	whole, err := parser.ParseFile(set, file, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	folder, own := cmp.Or(path.Dir(file), "."), map[string]bool{}
	for _, decl := range whole.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !isTest(f.Name.Name) {
			continue
		}
		from := f.Pos()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		text := source[set.Position(from).Offset:set.Position(f.End()).Offset]
		for _, id := range rulesIn(string(text)) {
			own[id] = true
			named[id] = append(named[id], fmt.Sprintf("`%s` %s", folder, f.Name.Name))
		}
	}
	for _, id := range rulesIn(string(source)) { // steps that several tests take
		if !own[id] {
			named[id] = append(named[id], fmt.Sprintf("`%s` %s", folder, path.Base(file)))
		}
	}
}

func isTest(name string) bool {
	return strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") || strings.HasPrefix(name, "Benchmark")
}

// namedInScripts notes the rules that the stories of the command name.
func namedInScripts(t *testing.T, named map[string][]string) {
	t.Helper()
	const folder = "cmd/planet/testdata/script"
	scripts, err := fs.Glob(os.DirFS(folder), "*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, name := range scripts {
		b, err := os.ReadFile(path.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		story, _, _ := strings.Cut(string(b), "\n-- ")
		for _, id := range rulesIn(story) {
			named[id] = append(named[id], "`cmd/planet` script "+strings.TrimSuffix(name, ".txtar"))
		}
	}
}
