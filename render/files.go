package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"planet"
)

// files puts what programs look for into the tree (outputs.md 11 and 13).
func (w *world) files(out *tree) error {
	members, err := w.membersJSON()
	if err != nil {
		return err
	}
	health, err := json.MarshalIndent(w.health, "", " ")
	if err != nil {
		return err
	}
	sitemap, err := w.listing.sitemap()
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"members.json": members, "health.json": append(health, '\n'), "sitemap.xml": sitemap,
		"robots.txt": w.robots(), "humans.txt": w.humans(), "_headers": w.headers(),
	}
	if w.site.Security.Contact != "" {
		files[".well-known/security.txt"] = w.security()
	}
	for slug, picture := range w.pictures {
		files[hashedPath("avatar-"+slug+".png", picture)] = picture
	}
	if err := w.themeFiles(files); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := out.put(name, files[name]); err != nil {
			return err
		}
	}
	return nil
}

// themeFiles adds the files of a theme that go by fixed names: feed.css and
// favicon.ico.
func (w *world) themeFiles(files map[string][]byte) error {
	found, err := w.theme.top("files", "*")
	if err != nil {
		return err
	}
	for name, l := range found {
		b, err := fs.ReadFile(l.files, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", l.name(name), err)
		}
		if name == "files/feed.css" {
			b = w.localised(b)
		}
		files[path.Base(name)] = withoutOrigin(b)
	}
	return nil
}

// localised puts words and direction of the site's language into the
// stylesheet of feeds: it has to say what a page would.
func (w *world) localised(css []byte) []byte {
	banner := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(w.words.t("feed.banner"))
	return []byte(strings.NewReplacer("{feed.banner}", banner, "{dir}", cmp.Or(direction(w.site.Language), "ltr")).Replace(string(css)))
}

// A memberRecord is a member in members.json: the directory as data (DIR-1).
type memberRecord struct {
	Slug     string         `json:"slug"`
	Name     string         `json:"name"`
	URL      string         `json:"url"`
	Page     string         `json:"page"`
	About    string         `json:"about"`
	Language string         `json:"language"`
	Avatar   string         `json:"avatar"`
	Feeds    []string       `json:"feeds"`
	Groups   []string       `json:"groups"`
	Joined   *string        `json:"joined"` // a day; null if not noted
	Newest   *time.Time     `json:"newest"` // position of the latest post
	State    planet.State   `json:"state"`
	Mark     planet.Consent `json:"mark"`
}

func (w *world) membersJSON() ([]byte, error) {
	records := []memberRecord{}
	for _, m := range w.members {
		r := memberRecord{
			Slug: m.Slug, Name: m.Name, URL: m.URL, Page: w.site.URL + m.Path, About: m.About, Language: m.Language,
			Feeds: []string{}, Groups: []string{}, Newest: known(m.Newest), State: m.State, Mark: m.Mark,
		}
		if m.Avatar != "" {
			r.Avatar = w.site.URL + m.Avatar
		}
		for _, f := range m.Feeds {
			r.Feeds = append(r.Feeds, f.URL)
		}
		for _, g := range m.Groups {
			r.Groups = append(r.Groups, g.Slug)
		}
		if !m.Joined.IsZero() {
			day := m.Joined.Format(time.DateOnly)
			r.Joined = &day
		}
		records = append(records, r)
	}
	b, err := json.MarshalIndent(struct {
		Members []memberRecord `json:"members"`
	}{records}, "", " ")
	return append(b, '\n'), err
}

func (w *world) robots() []byte {
	var b strings.Builder
	for _, agent := range w.site.Robots.Disallow {
		fmt.Fprintf(&b, "User-agent: %s\nDisallow: /\n\n", agent)
	}
	fmt.Fprintf(&b, "User-agent: *\nAllow: /\n\nSitemap: %ssitemap.xml\n", w.site.URL)
	return []byte(b.String())
}

// humans names the people behind the site (HEAD-7).
func (w *world) humans() []byte {
	var b strings.Builder
	if w.site.Owner.Name != "" {
		fmt.Fprintf(&b, "/* OWNER */\n%s\n\n", w.site.Owner.Name)
	}
	b.WriteString("/* MEMBERS */\n")
	for _, m := range byName(w.present()) {
		fmt.Fprintf(&b, "%s\n", strings.TrimSpace(m.Name+" "+m.URL))
	}
	return []byte(b.String())
}

// security is RFC 9116.
func (w *world) security() []byte {
	s := w.site.Security
	return fmt.Appendf(nil, "Contact: %s\nExpires: %s\nCanonical: %s.well-known/security.txt\n", s.Contact, s.Expires.UTC().Format(time.RFC3339), w.site.URL)
}

// headers are for hosts that read such a file (OUT-1); docs/owners.md has the
// same for web servers.
func (w *world) headers() []byte {
	base := strings.TrimSuffix(basePath(w.site.URL), "/")
	var b strings.Builder
	fmt.Fprintf(&b, "%s/*\n  Content-Security-Policy: %s; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n", base, w.policy(w.hotlinks()))
	for _, file := range []string{"atom.xml", "rss.xml", "feed.json", "opml.xml", "members/*/atom.xml", "groups/*/atom.xml"} {
		fmt.Fprintf(&b, "%s/%s\n  Cache-Control: public, max-age=300\n", base, file)
	}
	fmt.Fprintf(&b, "%s/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n", base)
	fmt.Fprintf(&b, "%s/*.json\n  Access-Control-Allow-Origin: *\n", base)
	return []byte(b.String())
}
