package render

import (
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"planet"
)

// joinPage gives the page on joining, and the address behind a link's words.
func (p *testPlanet) joinPage(t *testing.T) (page string, link func(words string) *url.URL) {
	t.Helper()
	p.render(t)
	page = p.file(t, "join/index.html")
	return page, func(words string) *url.URL {
		t.Helper()
		m := regexp.MustCompile(`href="([^"]*)"[^>]*>` + regexp.QuoteMeta(words) + `</a>`).FindStringSubmatch(page)
		if m == nil {
			return nil
		}
		u, err := url.Parse(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
}

// JOIN-1, LEAVE-1: the doors of each forge, with what can be filled in.
func TestDoors(t *testing.T) {
	tests := []struct {
		name, repository string
		forge            planet.Forge
		file, form, edit string // without what is asked
	}{
		{"GitHub", "https://github.com/badges/planet", "", "https://github.com/badges/planet/new/main/feeds.d", "https://github.com/badges/planet/issues/new", "https://github.com/badges/planet/blob/main/feeds.yaml"},
		{"with the ending for git", "https://github.com/badges/planet.git", "", "https://github.com/badges/planet/new/main/feeds.d", "https://github.com/badges/planet/issues/new", "https://github.com/badges/planet/blob/main/feeds.yaml"},
		{"Codeberg", "https://codeberg.org/badges/planet", "", "https://codeberg.org/badges/planet/_new/main/feeds.d", "https://codeberg.org/badges/planet/issues/new", "https://codeberg.org/badges/planet/src/branch/main/feeds.yaml"},
		{"a host of their own", "https://git.example/badges/planet/", "", "https://git.example/badges/planet/_new/main/feeds.d", "https://git.example/badges/planet/issues/new", "https://git.example/badges/planet/src/branch/main/feeds.yaml"},
		{"which says what it is", "https://git.example/badges/planet", planet.ForgeGitHub, "https://git.example/badges/planet/new/main/feeds.d", "https://git.example/badges/planet/issues/new", "https://git.example/badges/planet/blob/main/feeds.yaml"},
		{"GitLab", "https://gitlab.com/group/sub/planet", "", "https://gitlab.com/group/sub/planet/-/new/main", "https://gitlab.com/group/sub/planet/-/issues/new", "https://gitlab.com/group/sub/planet/-/blob/main/feeds.yaml"},
		{"another GitLab", "https://gitlab.example/planet", "", "https://gitlab.example/planet/-/new/main", "https://gitlab.example/planet/-/issues/new", "https://gitlab.example/planet/-/blob/main/feeds.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTestPlanet(t)
			p.site.Repository, p.site.Forge = tt.repository, tt.forge
			p.site.Members[0].File = filepath.Join(p.site.Dir, "feeds.yaml")
			page, link := p.joinPage(t)
			bare := func(u *url.URL) string {
				if u == nil {
					return ""
				}
				address, _, _ := strings.Cut(u.String(), "?")
				return address
			}
			file, form, leave := link("Write a file"), link("Fill in a form"), link("Leave by a form")
			if bare(file) != tt.file || bare(form) != tt.form || bare(leave) != tt.form {
				t.Fatalf("file %v, form %v, leave %v; want %s and %s", file, form, leave, tt.file, tt.form)
			}
			has(t, "the member's page", p.file(t, "members/ann/index.html"), `href="`+tt.edit+`#L7"`, `href="../../join/#leave"`)
			if strings.Contains(tt.repository, "gitlab") {
				if file.Query().Get("file_name") != "feeds.d/your-name.yaml" || form.Query().Get("issue[title]") != "Suggest a blog" || !strings.Contains(leave.Query().Get("issue[description]"), "Address of the blog:") {
					t.Errorf("file %s, form %s, leave %s", file.RawQuery, form.RawQuery, leave.RawQuery)
				}
				has(t, "join", page, "The file is empty at first; two lines are enough.", "!The file is filled in already")
				return
			}
			if file.Query().Get("filename") != "your-name.yaml" || form.Query().Get("title") != "Suggest a blog" || !strings.Contains(form.Query().Get("body"), "Address of the blog:\n") || leave.Query().Get("title") != "Leave the planet" {
				t.Errorf("file %s, form %s, leave %s", file.RawQuery, form.RawQuery, leave.RawQuery)
			}
			has(t, "join", page, "The file is filled in already: replace what stands in it, and propose it.")
			var item map[string]any
			if err := yaml.Unmarshal([]byte(file.Query().Get("value")), &item); err != nil || item["site"] != "https://your-blog.example/" || item["name"] != "Your Name" || len(item) != 2 {
				t.Errorf("the file is %v, %v:\n%s", item, err, file.Query().Get("value"))
			}
			if text := file.Query().Get("value"); !strings.Contains(text, "# groups: [sky, fr]\n") {
				t.Errorf("the file does not name the groups:\n%s", text)
			}
		})
	}
}

// DOOR-B: the address stays below 8 kB, however many groups there are and
// whatever the language.
func TestDoorsAreShort(t *testing.T) {
	for _, language := range append(languages, "en") {
		p := newTestPlanet(t)
		p.site.Language = language
		for i := range 2000 {
			p.site.Groups = append(p.site.Groups, planet.Group{Slug: fmt.Sprintf("a-group-with-a-long-name-%d", i), Name: "Group"})
		}
		th, err := openTheme(p.site)
		if err != nil {
			t.Fatal(err)
		}
		defer th.Close()
		w := world{site: p.site, words: th.words}
		for i := range p.site.Groups {
			w.groups = append(w.groups, newGroupView(&p.site.Groups[i]))
		}
		file := w.newFile()
		if len(file) > maxDoor || !strings.Contains(file, "a-group-with-a-long-name-0") || len(w.suggest()) > maxDoor {
			t.Errorf("%s: addresses of %d and %d bytes", language, len(file), len(w.suggest()))
		}
		u, err := url.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		var item map[string]any
		if err := yaml.Unmarshal([]byte(u.Query().Get("value")), &item); err != nil || item["site"] == nil {
			t.Errorf("%s: the file is no item: %v\n%s", language, err, u.Query().Get("value"))
		}
	}
}

// JOIN-1, DOOR-A: the list's own form; that of the repository, if the folder of
// the list holds it; and who has no account, or no repository, can write.
func TestFormsAndLetters(t *testing.T) {
	t.Run("a form of the list's own", func(t *testing.T) {
		p := newTestPlanet(t)
		p.site.Join = planet.Join{Form: "https://forms.example/planet", Email: "desk+new@planet.example"}
		_, link := p.joinPage(t)
		if form, mail := link("Fill in a form").String(), link("Write to the owner").String(); form != "https://forms.example/planet" || mail != "mailto:desk+new@planet.example?subject=Suggest%20a%20blog" {
			t.Errorf("form %s, mail %s", form, mail)
		}
		if mail := link("Leave by mail").String(); mail != "mailto:desk+new@planet.example?subject=Leave%20the%20planet" {
			t.Errorf("leave by %s", mail)
		}
	})
	for file, want := range map[string]string{
		".github/ISSUE_TEMPLATE/suggest-a-blog.yml":   "https://github.com/b/p/issues/new?template=suggest-a-blog.yml",
		".forgejo/issue_template/suggest-a-blog.yaml": "https://codeberg.org/b/p/issues/new?template=.forgejo%2Fissue_template%2Fsuggest-a-blog.yaml",
		".gitlab/issue_templates/suggest-a-blog.md":   "https://gitlab.com/b/p/-/issues/new?issuable_template=suggest-a-blog",
	} {
		t.Run(file, func(t *testing.T) {
			p := newTestPlanet(t)
			at, err := url.Parse(want)
			if err != nil {
				t.Fatal(err)
			}
			p.site.Repository = "https://" + at.Host + "/b/p"
			if err := os.MkdirAll(filepath.Join(p.site.Dir, filepath.Dir(file)), 0o755); err != nil {
				t.Fatal(err)
			}
			p.put(t, file, "name: Suggest a blog")
			_, link := p.joinPage(t)
			if got := link("Fill in a form"); got == nil || got.String() != want {
				t.Errorf("form %v, want %s", got, want)
			}
		})
	}
	t.Run("no repository, but a letter", func(t *testing.T) {
		p := newTestPlanet(t)
		p.site.Repository = ""
		page, link := p.joinPage(t)
		if mail := link("Write to the owner").String(); mail != "mailto:desk@planet.example?subject=Suggest%20a%20blog" || link("Write a file") != nil {
			t.Errorf("mail %s, file %v", mail, link("Write a file"))
		}
		has(t, "join", page, "!planet add", "!Use the command line", "!No account there?")
	})
	t.Run("a page of contact is no letter", func(t *testing.T) {
		p := newTestPlanet(t)
		p.site.Repository, p.site.Contact = "", "https://planet.example/@desk/about/"
		_, link := p.joinPage(t)
		if to := link("Write to the owner").String(); to != p.site.Contact {
			t.Errorf("contact %s", to)
		}
	})
	t.Run("nothing at all", func(t *testing.T) {
		p := newTestPlanet(t)
		p.site.Repository, p.site.Contact = "", ""
		page, _ := p.joinPage(t)
		has(t, "join", page, "Tell whoever runs this planet the address of your blog.", `!class="doors"`, "!mailto:")
	})
}

// JOIN-1 to JOIN-8: what the page says, by the settings of the planet; it needs
// no script for any of it.
func TestJoinPage(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Title = `Planet "A" & <B>`
	p.site.Join.Days, p.site.Front.PerFeedPerDay, p.site.Display = 5, 3, planet.DisplayExcerpt
	page, _ := p.joinPage(t)
	has(t, "join", page, "People and groups who write about what we write about", `<a href="../about/#policy">The policy in full</a>`, // JOIN-1
		"answers within minutes", "A person has a look within 5 days.", "Your next post appears at the following run.", // JOIN-2
		"<strong>Your old posts go to the archive, never on top.</strong> Only the newest appears, if it is less than a week old. At most 3 of your posts a day reach the front page.",
		"your choice", "an excerpt is shown", "!the whole text is shown on", "Tracking pixels are removed", "The licence stays yours", "until you ask for it to go", "never published", // JOIN-3
		`id="leave"`, "you are off the list", "Copies made by others cannot be called back", // JOIN-4
		">listed</span>", ">agreed</span>", ">links back</span>", ">verified</span>", // JOIN-5
		"Link to a member’s post from one of yours", "No blog yet?", "Any place will do", "!<script", "!onclick") // JOIN-6, JOIN-7
	snippet := html.UnescapeString(page[strings.Index(page, "<code>&lt;a")+len("<code>"):])
	snippet, _, _ = strings.Cut(snippet, "</code>")
	for _, want := range []string{`<a href="https://planet.example/">`, `src="https://planet.example/button.svg"`, `alt="Planet &#34;A&#34; &amp; &lt;B&gt;"></a>`, `<a rel="me" href="https://planet.example/members/your-name/">`} { // JOIN-8
		if !strings.Contains(snippet, want) {
			t.Errorf("the HTML for members' sites lacks %s:\n%s", want, snippet)
		}
	}
	if !strings.HasPrefix(p.file(t, "button.svg"), "<svg ") {
		t.Error("there is no picture for members' sites")
	}
	p.put(t, "content/hosts.md", "- [A host](https://host.example/)")
	p.put(t, "content/join.md", "Keepers of lighthouses.")
	p.site.Join.Days = 0
	page, _ = p.joinPage(t)
	has(t, "in the owner's words", page, `<a href="https://host.example/">A host</a>`, "!Any place will do", "Keepers of lighthouses.", "!People and groups", "A person has a look and adds it.")
}
