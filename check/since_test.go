package check_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"planet/check"
	"planet/config"
)

const sincePlanet = "planet: {title: P, url: https://planet.example/}\n"

// A history is a git repository with a list in a folder of it.
type history struct {
	t      *testing.T
	folder string // that of the list
}

func newHistory(t *testing.T) *history {
	h := &history{t, filepath.Join(t.TempDir(), "lists", "one")}
	h.write("feeds.yaml", sincePlanet+"feeds:\n  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n  - {name: Ben, site: https://ben.example/}\n")
	h.write("feeds.d/cyd.yaml", "site: https://cyd.example/\n")
	h.write("ann.png", picture(1))
	h.git("init", "-q")
	h.commit()
	return h
}

func picture(width int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
		panic(err) // into memory
	}
	return b.String()
}

func (h *history) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.folder, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) git(args ...string) {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), "git", append([]string{"-c", "user.name=ann", "-c", "user.email=ann@ann.example"}, args...)...)
	cmd.Dir = h.folder
	if out, err := cmd.CombinedOutput(); err != nil {
		h.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (h *history) commit() { h.git("add", "-A"); h.git("commit", "-q", "--allow-empty", "-m", "x") }

// changed gives the slugs that differ since HEAD, new ones with a plus.
func (h *history) changed() (*check.Earlier, string) {
	h.t.Helper()
	list := filepath.Join(h.folder, "feeds.yaml")
	site, _, err := config.Loader{}.Check(list)
	if err != nil {
		h.t.Fatal(err)
	}
	e, err := check.Since(h.t.Context(), config.Loader{}, list, "HEAD", site)
	if err != nil {
		h.t.Fatal(err)
	}
	changed, isNew := e.Changed(site)
	var all []string
	for _, slug := range slices.Sorted(maps.Keys(changed)) {
		if isNew[slug] {
			slug = "+" + slug
		}
		all = append(all, slug)
	}
	return e, strings.Join(all, " ")
}

// PC-3: what counts as changed since a revision.
func TestSince(t *testing.T) {
	tests := []struct {
		name string
		edit func(h *history)
		want string
	}{
		{"nothing", func(*history) {}, ""},
		{"a comment, and the place of an item", func(h *history) {
			h.write("feeds.yaml", sincePlanet+"feeds:\n  # a comment\n  - {name: Ben, site: https://ben.example/}\n  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n")
		}, ""},
		{"an item that moves to a file of its own", func(h *history) {
			h.write("feeds.yaml", sincePlanet+"feeds:\n  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n")
			h.write("feeds.d/ben.yaml", "{name: Ben, site: https://ben.example/}\n")
		}, ""},
		{"an address", func(h *history) { h.write("feeds.d/cyd.yaml", "site: https://www.cyd.example/blog/\n") }, "cyd"},
		{"a new file", func(h *history) { h.write("feeds.d/dee.yaml", "site: https://dee.example/\n") }, "+dee"},
		{"a picture", func(h *history) { h.write("ann.png", picture(2)) }, "ann"},
		{"another picture is named", func(h *history) {
			h.write("ben.png", picture(1))
			h.write("feeds.yaml", sincePlanet+"feeds:\n  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n  - {name: Ben, site: https://ben.example/, avatar: ben.png}\n")
		}, "ben"},
		{"a member who left the list", func(h *history) { h.write("feeds.yaml", sincePlanet) }, ""},
		{"there was no list", func(h *history) {
			h.git("rm", "-q", "--cached", "feeds.yaml")
			h.git("commit", "-q", "-m", "x")
		}, "+ann +ben +cyd"},
		{"the list was broken: what could be read of it counts", func(h *history) {
			h.write("feeds.yaml", sincePlanet+"feeds:\n  - {name: Ben, site: https://ben.example/}\n  - {nme: Ann}\n")
			h.commit()
			h.git("checkout", "-q", "HEAD~1", "--", ".")
		}, "+ann"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistory(t)
			tt.edit(h)
			if _, got := h.changed(); got != tt.want {
				t.Errorf("changed: %q, want %q", got, tt.want)
			}
		})
	}
}

// A link in a revision is not followed: it could lead to any file of the
// machine that checks a stranger's proposal.
func TestSinceFollowsNoLinks(t *testing.T) {
	h := newHistory(t)
	h.write("secret.yaml", "site: https://dee.example/\n")
	if err := os.Symlink(filepath.Join("..", "secret.yaml"), filepath.Join(h.folder, "feeds.d", "dee.yaml")); err != nil {
		t.Logf("this system makes no links: %v", err)
		return
	}
	h.commit()
	if err := os.Remove(filepath.Join(h.folder, "feeds.d", "dee.yaml")); err != nil {
		t.Fatal(err)
	}
	h.write("feeds.d/dee.yaml", "site: https://dee.example/\n")
	if _, got := h.changed(); got != "+dee" {
		t.Errorf("changed: %q, want +dee, for there was but a link", got)
	}
}

// What was wrong before is no news, as long as it blocks nothing, and as often
// as it was so.
func TestNews(t *testing.T) {
	h := newHistory(t)
	e, _ := h.changed()
	warned := config.Problem{File: "feeds.yaml", Line: 9, Code: e.Found[0].Code, Level: e.Found[0].Level, Message: e.Found[0].Message}
	blocks := warned
	blocks.Level = config.Blocks
	other := warned
	other.Message = "another"
	got := e.News([]config.Problem{warned, blocks, other, warned})
	if want := []config.Problem{blocks, other, warned}; !slices.Equal(got, want) {
		t.Errorf("News = %+v, want %+v", got, want)
	}
}

// What a person should know of a change is said, though nothing is wrong with
// it (PRV-1, LEAVE-2).
func TestTurns(t *testing.T) {
	const ann, ben = "  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n", "  - {name: Ben, site: https://ben.example/}\n"
	tests := []struct{ name, feeds, cyd, want string }{
		{"nothing", ann + ben, "site: https://cyd.example/\n", ""},
		{"a new member", ann + ben + "  - {name: Dee, site: https://dee.example/}\n", "site: https://cyd.example/\n", ""},
		{"taken out", ann, "site: https://cyd.example/\n", "Ben is taken out of the list: no longer asked, and shown under “Moved on”."},
		{"a file taken out", ann + ben, "", "cyd is taken out of the list: no longer asked, and shown under “Moved on”."},
		{"left", ann + "  - {name: Ben, site: https://ben.example/, status: left}\n", "site: https://cyd.example/\n", "Ben gets status: left: no longer asked, out of lists and feeds."},
		{"removed", ann + "  - {slug: ben, status: removed}\n", "site: https://cyd.example/\n", "ben gets status: removed: pages, archive, search and picture go."},
		{"led elsewhere", ann + ben, "site: https://eve.example/\n", "The site of cyd was https://cyd.example/, and is https://eve.example/."},
		{"another feed", ann + ben, "site: https://cyd.example/\nfeed: https://eve.example/feed\n", "The feed of cyd was not named, and is https://eve.example/feed."},
		{"said to have agreed", ann + ben, "site: https://cyd.example/\nconsent: agreed\n", "The list says that cyd agreed (consent: agreed). A maintainer writes that, or the program that reads the form."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistory(t)
			h.write("feeds.yaml", sincePlanet+"feeds:\n"+tt.feeds)
			if tt.cyd == "" {
				if err := os.Remove(filepath.Join(h.folder, "feeds.d", "cyd.yaml")); err != nil {
					t.Fatal(err)
				}
			} else {
				h.write("feeds.d/cyd.yaml", tt.cyd)
			}
			e, _ := h.changed()
			site, found, err := config.Loader{}.Check(filepath.Join(h.folder, "feeds.yaml"))
			if err != nil {
				t.Fatalf("%v, %v", err, found)
			}
			var said []string
			for _, p := range e.Turns(site) {
				said = append(said, p.Message)
				if p.Level != config.Warns || (p.File == "") != strings.Contains(p.Message, "taken out") {
					t.Errorf("%+v", p)
				}
			}
			if got := strings.Join(said, "\n"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Who puts a member's file beside the list is told where it belongs; other files of
// the owner, and those that were there before, are nobody's mistake.
func TestStrays(t *testing.T) {
	const says, dee = "this looks like a member's file, and here nobody reads it; move it to ", "name: Dee\nsite: https://dee.example/\n"
	tests := []struct {
		name, file, text string
		want             string // the file it belongs into; "" for none
	}{
		{"a member's file", "dee.yaml", dee, "feeds.d/dee.yaml"},
		{"one with a dash, as in the list", "dee.yaml", "- name: Dee\n  site: https://dee.example/\n", "feeds.d/dee.yaml"},
		{"one with other endings", "Dee Émile.yml.txt", dee, "feeds.d/dee-emile.yaml"},
		{"an address alone", "dee.yaml", "https://dee.example/\n", "feeds.d/dee.yaml"},
		{"a mistyped key", "dee.yaml", "nme: Dee\nfeed: [https://dee.example/feed]\n", "feeds.d/dee.yaml"},
		{"a name that is a page of ours", "index.yaml", dee, "feeds.d/index-blog.yaml"},
		{"settings of another program", "_config.yml", "title: Ours\ndescription: A site\nurl: https://ours.example/\n", ""},
		{"settings with a word of ours", "mkdocs.yml", "site: https://ours.example/\nsite_name: Ours\ntheme: readthedocs\n", ""},
		{"another list", "old.yaml", sincePlanet + "feeds:\n  - https://dee.example/\n", ""},
		{"two items", "old.yaml", "- https://dee.example/\n- https://eve.example/\n", ""},
		{"no address", "dee.yaml", "name: Dee\nsite: soon\n", ""},
		{"no YAML", "dee.yaml", "name: [\n", ""},
		{"an example", "dee.yaml.example", dee, ""},
		{"a hidden file", ".dee.yaml", dee, ""},
		{"a folder", "more/dee.yaml", dee, ""},
		{"a file that was there", "ann.yaml", dee, ""},
		{"a book", "dee.yaml", dee + strings.Repeat("# more\n", 10_000), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistory(t)
			h.write("ann.yaml", "site: https://old.example/\n")
			h.commit()
			h.git("branch", "before")
			h.write(tt.file, tt.text)
			var want []config.Problem
			if tt.want != "" {
				want = []config.Problem{{File: filepath.ToSlash(filepath.Join(h.folder, tt.file)), Code: "yaml", Level: config.Blocks, Message: says + tt.want}}
			}
			list := filepath.Join(h.folder, "feeds.yaml")
			for _, state := range []string{"new", "committed"} {
				e, err := check.Since(t.Context(), config.Loader{}, list, "before", config.NewSite(list))
				if err != nil {
					t.Fatal(err)
				}
				if got := e.Strays(list); !slices.Equal(got, want) {
					t.Errorf("%s: Strays = %+v, want %+v", state, got, want)
				}
				h.commit()
			}
		})
	}
}

// A link could show any file of the machine that checks a stranger's proposal.
func TestStraysFollowNoLinks(t *testing.T) {
	h := newHistory(t)
	if err := os.Symlink(filepath.Join("feeds.d", "cyd.yaml"), filepath.Join(h.folder, "dee.yaml")); err != nil {
		t.Logf("this system makes no links: %v", err)
		return
	}
	e, _ := h.changed()
	if got := e.Strays(filepath.Join(h.folder, "feeds.yaml")); len(got) > 0 {
		t.Errorf("Strays = %+v", got)
	}
}

// A change that leads to the same members, groups and settings is none.
func TestSame(t *testing.T) {
	const list = sincePlanet + "feeds:\n  - {name: Ann, site: https://ann.example/, avatar: ann.png}\n  - {name: Ben, site: https://ben.example/}\n"
	tests := []struct {
		name, file, text string
		want             bool
	}{
		{"nothing", "feeds.yaml", list, true},
		{"a comment", "feeds.yaml", list + "# more to come\n", true},
		{"another file", "README.md", "# Ours\n", true},
		{"a note in feeds.d", "feeds.d/README.md", "# Ours\n", true},
		{"a member", "feeds.d/dee.yaml", "site: https://dee.example/\n", false},
		{"a member's name", "feeds.d/cyd.yaml", "{name: Cyd, site: https://cyd.example/}\n", false},
		{"a member less", "feeds.yaml", sincePlanet, false},
		{"a picture", "ann.png", picture(2), false},
		{"a setting", "feeds.yaml", strings.Replace(list, "title: P", "title: Q", 1), false},
		{"a folder", "feeds.yaml", strings.Replace(list, "title: P", "title: P, output: site", 1), false},
		{"a group", "feeds.yaml", list + "groups: [{slug: standard}]\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistory(t)
			h.write(tt.file, tt.text)
			e, _ := h.changed()
			site, _, err := config.Loader{}.Check(filepath.Join(h.folder, "feeds.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Same(site); got != tt.want {
				t.Errorf("Same = %t, want %t", got, tt.want)
			}
		})
	}
}
