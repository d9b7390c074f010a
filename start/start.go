// Package start holds what a new community begins with: the list, its rules, a form
// to suggest a blog, and what a forge runs for it.
//
// In go the planet's title, address and forge, out come the files of a repository,
// their places filled in; their texts stand in the folders beside this file, embedded.
// It writes nothing, asks nobody and reads no file but its own.
package start

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
)

//go:embed all:common all:actions all:github all:forgejo all:gitlab
var texts embed.FS

// folders are those that make a repository, by forge. A later one never holds a file of
// an earlier one.
var folders = map[string][]string{
	"github":  {"common", "actions", "github"},
	"forgejo": {"common", "actions", "forgejo"},
	"gitlab":  {"common", "gitlab"},
}

// Forges are the kinds of hosts for which there are workflows, by name.
func Forges() []string { return []string{"github", "gitlab", "forgejo"} }

// A Planet is what is known of a planet that is about to begin.
type Planet struct {
	Title string // in one line
	URL   string // where it will be published, with a slash at its end
	ID    string // of the merged feed, as urn:uuid:…

	Repository string // address of the repository; "" if not known yet
	Forge      string // one of Forges

	Version string // of the program that shall build the site
	SHA256  string // of that program for Linux on amd64, in hex; "" if not known
}

// A File is one of the files of a new repository.
type File struct {
	Name string // with slashes
	Text []byte
}

// Files gives the files for p, by name. The error is for a forge that is not known.
func Files(p Planet) ([]File, error) {
	var all []File
	for _, folder := range folders[p.Forge] {
		err := fs.WalkDir(texts, folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := texts.ReadFile(name)
			if err != nil {
				return err
			}
			name = strings.TrimPrefix(name, folder+"/")
			all = append(all, File{Name: name, Text: []byte(p.places(path.Ext(name)).Replace(string(text)))})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("there is nothing for %q; there is for %s", p.Forge, strings.Join(Forges(), ", "))
	}
	slices.SortFunc(all, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// places fills in what the texts leave open, as the files of one extension write it.
func (p Planet) places(ext string) *strings.Replacer {
	write := func(s string) string { return s }
	switch ext {
	case ".yaml":
		write = quoted
	case ".md":
		write = escaped
	}
	return strings.NewReplacer(
		"__TITLE__", write(p.Title), "__URL__about/", p.URL+"about/", "__URL__", p.URL, "__ID__", p.ID,
		"__REPOSITORY__", p.repository(), "__FORM__", p.form(),
		"__VERSION__", p.Version, "__PROGRAM__", p.program(), "__SHA256__", p.SHA256,
	)
}

// quoted writes a text as YAML and JSON both read it.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always can be
	}
	return string(b)
}

// escaped writes a text so that Markdown reads no sign in it as its own.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && strings.ContainsRune("\\`*_{}[]()<>#+-.!|~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// repository is what feeds.yaml says on where the list is kept, and by which software
// if the host's name tells otherwise.
func (p Planet) repository() string {
	if p.Repository == "" {
		return "  # repository: https://github.com/OUR-NAME/our-planet"
	}
	line := "  repository: " + quoted(p.Repository)
	told, host := "gitea", ""
	if at, err := url.Parse(p.Repository); err == nil {
		host = at.Hostname()
	}
	for _, name := range []string{"github", "gitlab"} {
		if strings.Contains(host, name) {
			told = name
		}
	}
	if software := strings.Replace(p.Forge, "forgejo", "gitea", 1); software != told {
		line += "\n  forge: " + software
	}
	return line
}

// form is where the form to suggest a blog opens.
func (p Planet) form() string {
	switch {
	case p.Forge == "gitlab" && p.Repository != "":
		return p.Repository + "/-/issues/new?issuable_template=suggest-a-blog"
	case p.Forge == "gitlab":
		return "../../issues/new?issuable_template=suggest-a-blog"
	case p.Forge == "forgejo":
		return cmp.Or(p.Repository, "../../..") + "/issues/new?template=.forgejo%2Fissue_template%2Fsuggest-a-blog.yml"
	}
	return cmp.Or(p.Repository, "../..") + "/issues/new?template=suggest-a-blog.yml"
}

// program is where the workflows find the program: a release of the repository, or a
// package of the project; "" if the repository is not known.
func (p Planet) program() string {
	const name = "planet-linux-amd64"
	at, err := url.Parse(p.Repository)
	switch {
	case p.Repository == "" || err != nil:
		return ""
	case p.Forge == "gitlab":
		project := url.PathEscape(strings.Trim(at.Path, "/"))
		return at.Scheme + "://" + at.Host + "/api/v4/projects/" + project + "/packages/generic/planet/" + url.PathEscape(p.Version) + "/" + name
	}
	return p.Repository + "/releases/download/planet-" + url.PathEscape(p.Version) + "/" + name
}
