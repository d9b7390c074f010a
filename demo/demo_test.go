package demo

import (
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const port = 8080

// noon is a time at which all posts of its day are written.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestNewDependsOnDayAndPortOnly(t *testing.T) {
	tests := []struct {
		name string
		now  time.Time
		port int
		want bool
	}{
		{"an hour later nothing has changed", noon.Add(time.Hour), port, true},
		{"early next morning it is still yesterday", time.Date(2026, 11, 25, 0, 5, 0, 0, time.UTC), port, true},
		{"another zone is the same moment", noon.In(time.FixedZone("", 9*3600)), port, true},
		{"the next day the dates have moved", noon.AddDate(0, 0, 1), port, false},
		{"at another port the addresses differ", noon, 9090, false},
	}
	first := New(noon, port)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := reflect.DeepEqual(New(tt.now, tt.port), first); got != tt.want {
				t.Errorf("New(%s, %d) gives the same bytes: %t, want %t", tt.now, tt.port, got, tt.want)
			}
		})
	}
}

func TestPostsAreNeverInTheFuture(t *testing.T) {
	tests := []struct {
		name string
		now  time.Time
	}{
		{"five past midnight", time.Date(2026, 11, 24, 0, 5, 0, 0, time.UTC)},
		{"a minute before the day begins", time.Date(2026, 11, 24, 7, 59, 0, 0, time.UTC)},
		{"the minute it begins", time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)},
		{"the last minute", time.Date(2026, 11, 24, 23, 59, 59, 0, time.UTC)},
		{"new year", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"a leap day", time.Date(2028, 2, 29, 9, 0, 0, 0, time.UTC)},
		{"tomorrow already, in Japan", time.Date(2026, 11, 25, 6, 0, 0, 0, time.FixedZone("", 9*3600))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var young int
			for _, p := range posts(t, tt.now) {
				if p.Published.After(tt.now) || p.Updated.After(tt.now) {
					t.Errorf("%s is dated %s, changed %s; it is only %s", p.Link, p.Published, p.Updated, tt.now)
				}
				if tt.now.Sub(p.Published) < 32*time.Hour {
					young++
				}
			}
			if young < 8 {
				t.Errorf("%d posts of the last 32 hours, want 8 or more: the front page looks deserted", young)
			}
		})
	}
}

// The front page needs several days, a day on which one person wrote five
// posts, so that some fold away, and people who have not written for long.
func TestPostsSpreadOverMonths(t *testing.T) {
	days := map[string]int{}
	var recent, old, notes int
	all := posts(t, noon)
	for _, p := range all {
		age := noon.Sub(p.Published)
		days[p.Published.UTC().Format(time.DateOnly)+p.Link[:strings.LastIndex(p.Link, "/")]]++
		recent += btoi(age < 10*24*time.Hour)
		old += btoi(age > 13*30*24*time.Hour)
		notes += btoi(p.Title == "")
	}
	if n := len(all); n < 40 || n > 60 {
		t.Errorf("%d posts, want 40 to 60", n)
	}
	if recent < 30 || old < 1 || notes < 5 {
		t.Errorf("%d posts of ten days, %d older than 13 months, %d notes; want at least 30, 1, 5", recent, old, notes)
	}
	if most := slices.Max(slices.Collect(maps.Values(days))); most != 5 {
		t.Errorf("the most posts of a person on a day are %d, want 5: FLOW-6 lets no more through", most)
	}
}

func TestBlogsDiffer(t *testing.T) {
	languages, formats, texts, faults := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	var rtl, moved int
	for _, b := range blogs(t, noon) {
		languages[b.Lang]++
		formats[b.Format]++
		texts[b.Text]++
		faults[b.fault]++
		rtl += btoi(b.Dir == "rtl")
		moved += btoi(b.movedFrom != "")
	}
	for what, got := range map[string]map[string]int{"formats": formats, "ways with text": texts, "faults, with none": faults} {
		if want := map[string]int{"formats": 4, "ways with text": 4, "faults, with none": 3}[what]; len(got) != want {
			t.Errorf("%s: %v, want %d", what, got, want)
		}
	}
	if len(languages) < 8 || rtl != 1 || moved != 1 {
		t.Errorf("languages %v, %d from right to left, %d moved; want 8 languages or more, 1, 1", languages, rtl, moved)
	}
}

func TestFilesAreSmall(t *testing.T) {
	var total int64
	err := fs.WalkDir(embedded, ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if limit := int64(1_500_000); total > limit {
		t.Errorf("the binary carries %d bytes of blogs, want %d at most", total, limit)
	}
}

// IMG-4: an avatar is a picture of points, of at most 100 kB.
func TestAvatars(t *testing.T) {
	files := New(noon, port).Files()
	if len(files) < 2 {
		t.Errorf("%d avatars, want 2 or more", len(files))
	}
	for name, body := range files {
		config, err := png.DecodeConfig(strings.NewReader(string(body)))
		if err != nil || config.Width != 192 || config.Height != 192 || len(body) > 20_000 {
			t.Errorf("%s: %d × %d, %d bytes, %v; want a PNG of 192 × 192 and 20,000 bytes at most",
				name, config.Width, config.Height, len(body), err)
		}
	}
}

func TestDrawingsAreWellFormed(t *testing.T) {
	var drawings int
	for at, d := range New(noon, port).documents {
		if path.Ext(at) != ".svg" {
			continue
		}
		drawings++
		if err := wellFormed(d.body); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	if drawings < 8 {
		t.Errorf("%d drawings, want 8 or more", drawings)
	}
}

func wellFormed(body []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(body)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func blogs(t *testing.T, now time.Time) []*blog {
	t.Helper()
	folders, err := fs.ReadDir(embedded, "blogs")
	if err != nil {
		t.Fatal(err)
	}
	var all []*blog
	for _, folder := range folders {
		b, err := readBlog(folder.Name(), newScene(now, port))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func posts(t *testing.T, now time.Time) []post {
	t.Helper()
	var all []post
	for _, b := range blogs(t, now) {
		all = append(all, b.Posts...)
	}
	return all
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
