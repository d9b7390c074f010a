package render

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"planet"
)

// CHECK-2, ATOM-1: whatever strangers wrote, the feed fits RFC 4287.
func TestAtomFitsSchema(t *testing.T) {
	barest := emptyFeed()
	barest.Items = []feedItem{{Entry: planet.Entry{AtomID: "x", FirstSeen: november(1, 0)}}}
	title := planetFeed()
	for i := range title.Items {
		title.Items[i].Display = planet.DisplayTitle
	}
	carried := planetFeed()
	carried.Items[0].Entry.Source = &planet.Source{Title: hostileText, HomeURL: "https://far.example/"}
	for name, d := range map[string]feedDoc{
		"merged": planetFeed(), "archive": archiveFeed(), "empty": emptyFeed(), "barest": barest, "titles only": title, "carried source": carried,
	} {
		t.Run(name, func(t *testing.T) {
			doc := writtenFeed(t, writeAtom, d)
			if report, err := fitsSchema(t, doc); err != nil {
				t.Errorf("xmllint: %v\n%s\n%s", err, report, doc)
			}
		})
	}
	noID := strings.Replace(writtenFeed(t, writeAtom, emptyFeed()), "<id>urn:uuid:60a76c80-d399-51d9-b91c-0003939e0af6</id>", "", 1)
	if _, err := fitsSchema(t, noID); err == nil {
		t.Error("xmllint finds nothing wrong with a feed without id; want an error, or the schema checks nothing")
	}
}

// fitsSchema asks xmllint whether doc fits RFC 4287.
func fitsSchema(t *testing.T, doc string) (report string, err error) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatalf("feeds are checked by xmllint, which is not here: install libxml2-utils (%v)", err)
	}
	path := filepath.Join(t.TempDir(), "feed.xml")
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--relaxng", "testdata/atom.rng", path).CombinedOutput()
	return string(out), err
}
