package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

//go:embed hostile
var hostile embed.FS

// What is too large to be written out stands in the feeds as a word in braces.
var tooMuch = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"{many headings}": strings.Repeat("<h2>One more</h2>\n", 10_000),
		"{much text}":     strings.Repeat("<p>A paragraph like any other, of which there are by far too many.</p>\n", 43_000), // 3 MB
		"{deep}":          strings.Repeat("<div>", 2_000) + "deep" + strings.Repeat("</div>", 2_000),
	}
})

// someDay is a date in a feed: "{-4d 09:00}".
var someDay = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{-\d+d \d\d:\d\d\}`) })

// NewHostile makes a community that tries to break pages (SITE-1): words and
// titles without end, wide tables and pictures, markup that is broken or means
// harm, text from right to left, a feed without posts and one that is missing.
// It is asked for like that of [New].
//
// It panics if one of the embedded files is wrong, which the tests rule out.
func NewHostile(now time.Time, port int) *Community {
	c := &Community{documents: map[string]document{}}
	if err := c.fillHostile(newScene(now, port)); err != nil {
		panic("package demo: " + err.Error())
	}
	return c
}

func (c *Community) fillHostile(s scene) error {
	list, err := hostile.ReadFile("hostile/feeds.yaml")
	if err != nil {
		return err
	}
	c.list = s.list(list)
	feeds, err := fs.Glob(hostile, "hostile/*.xml")
	if err != nil {
		return err
	}
	for _, name := range feeds {
		text, err := hostile.ReadFile(name)
		if err != nil {
			return err
		}
		if text, err = s.dated(text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for word, meant := range tooMuch() {
			text = bytes.ReplaceAll(text, []byte(word), []byte(meant))
		}
		host := strings.TrimSuffix(path.Base(name), ".xml") + ".localhost"
		c.documents[host+"/feed"] = document{kind: "application/atom+xml", body: s.addresses(text)}
	}
	return nil
}

// dated puts real dates into a feed.
func (s scene) dated(text []byte) ([]byte, error) {
	var wrong error
	dated := someDay().ReplaceAllFunc(text, func(found []byte) []byte {
		t, err := s.date(string(bytes.Trim(found, "{}")))
		if err != nil {
			wrong = err
		}
		return t.AppendFormat(nil, time.RFC3339)
	})
	return dated, wrong
}
