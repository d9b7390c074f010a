package render

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// shownProblems is how many the error of a self-check names: with its first
// and last line it fits a screen.
const shownProblems = 18

// A selfCheck reads what is put as readers will, before they can (CHECK-1). It
// holds the names of files and links, never a page.
type selfCheck struct {
	base string // path of planet.url (URL-1)

	mu       sync.Mutex
	problems []problem           // the first ones, by file
	found    int                 // how many there are
	links    map[string]linked   // by the file that they lead to
	expected map[string][]string // ids of the entries of a feed, by its name
	loose    linked              // links inside entries' texts that lead nowhere
}

// A problem is what is wrong with a file.
type problem struct{ file, what string }

// linked is where links stand: in so many files, of which first is the first
// by name.
type linked struct {
	first string
	files int
}

func (l linked) and(file string) linked {
	if l.files == 0 || file < l.first {
		l.first = file
	}
	l.files++
	return l
}

func (l linked) String() string {
	switch l.files {
	case 1:
		return ""
	case 2:
		return " (so does 1 other page)"
	}
	return fmt.Sprintf(" (so do %d other pages)", l.files-1)
}

func newSelfCheck(base string) selfCheck {
	return selfCheck{base: cmp.Or(base, "/"), links: map[string]linked{}, expected: map[string][]string{}}
}

// expect says which entries the feed called name must hold.
func (c *selfCheck) expect(name string, ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.expected[name] = ids
}

// read looks for what is wrong with the file called name, by its kind.
func (c *selfCheck) read(name string, b []byte) {
	switch {
	case path.Ext(name) == ".html":
		p := pageReader{name: name, base: c.base}
		p.read(b)
		c.keep(name, p.problems)
		c.keepLinks(&p)
	default:
		c.readFeed(name, bytes.NewReader(b))
	}
}

// readFeed is read for what is no page.
func (c *selfCheck) readFeed(name string, r io.Reader) {
	switch {
	case isXML(name):
		c.keepFeed(name, readXMLFile(r))
	case path.Ext(name) == ".json":
		c.keepFeed(name, readJSONFile(r))
	}
}

func (c *selfCheck) keep(name string, problems []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, what := range problems {
		c.problems = append(c.problems, problem{name, what})
	}
	c.found += len(problems)
	if len(c.problems) > 50*shownProblems { // what is left is the same in whatever order files come
		c.sortProblems()
	}
}

// sortProblems brings them into order and drops those that nobody will see.
func (c *selfCheck) sortProblems() {
	slices.SortFunc(c.problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.what, b.what))
	})
	c.problems = c.problems[:min(len(c.problems), shownProblems)]
}

func (c *selfCheck) keepLinks(p *pageReader) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for to := range p.links {
		c.links[to] = c.links[to].and(p.name)
	}
	if p.loose {
		c.loose = c.loose.and(p.name)
	}
}

// keepFeed compares the ids that a feed gives its entries with those expected.
func (c *selfCheck) keepFeed(name string, f feedReader) {
	c.mu.Lock()
	want, known := c.expected[name]
	c.mu.Unlock()
	if known && len(f.problems) == 0 {
		f.problems = compareIDs(f.ids, want)
	}
	c.keep(name, f.problems)
}

func compareIDs(got, want []string) []string {
	var problems []string
	count := map[string]int{}
	for _, id := range got {
		count[id]++
		if count[id] == 2 {
			problems = append(problems, "holds the entry "+id+" twice")
		}
	}
	for _, id := range want {
		if count[id] == 0 {
			problems = append(problems, "lacks the entry "+id)
		}
		count[id] = -1
	}
	for _, id := range slices.Sorted(maps.Keys(count)) {
		if count[id] > 0 {
			problems = append(problems, "holds the entry "+id+", which has no place in it")
		}
	}
	return problems
}

// verdict returns all that was found as one error, or nil. has tells which
// files the site holds. Links that publishers broke inside their own texts are
// for warn: one of them must not stop a planet (FLOW-15).
func (c *selfCheck) verdict(has func(string) bool, warn func(string, ...any)) error {
	if c.loose.files > 0 {
		warn("%s: a link inside an entry's text leads to a place that is not on the page%s", c.loose.first, c.loose)
	}
	for to, from := range c.links {
		if !has(to) {
			c.keep(from.first, []string{"links to " + to + ", which is not there" + from.String()})
		}
	}
	for name := range c.expected {
		if !has(name) {
			c.keep(name, []string{"is not written, though its entries are known"})
		}
	}
	if c.found == 0 {
		return nil
	}
	c.sortProblems()
	var text strings.Builder
	fmt.Fprintf(&text, "the new site does not hold together, so the old one stays; problems: %d", c.found)
	for _, p := range c.problems {
		fmt.Fprintf(&text, "\n%s: %s", p.file, p.what)
	}
	if more := c.found - len(c.problems); more > 0 {
		fmt.Fprintf(&text, "\nand %d more", more)
	}
	return errors.New(text.String())
}
