package config_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
	"planet/config"
)

// zoe is a new member.
func zoe() planet.Member {
	m := config.NewMember()
	m.Name, m.Site, m.Feeds = "Zoe", "https://zoe.example/", []planet.Feed{{URL: "https://zoe.example/feed"}}
	return m
}

// Whatever a list looks like, one item is added in its style, and no other byte
// changes (FY-7).
func TestAdd(t *testing.T) {
	const item = "  - name: Zoe\n    site: https://zoe.example/\n    feed: https://zoe.example/feed\n"
	tests := []struct{ name, list, want string }{
		{"behind the last item", planetExample + "feeds:\n  - https://ann.example/\n", planetExample + "feeds:\n  - https://ann.example/\n" + item},
		{"as far in as the others", planetExample + "feeds:\n- https://ann.example/\n", planetExample + "feeds:\n- https://ann.example/\n" + strings.ReplaceAll("\n"+item, "\n  ", "\n")[1:]},
		{"further in", planetExample + "feeds:\n      -   site: https://ann.example/\n          name: Ann\n", planetExample + "feeds:\n      -   site: https://ann.example/\n          name: Ann\n" + "    " + strings.TrimSuffix(strings.ReplaceAll(item, "\n", "\n    "), "    ")},
		{"with an empty line before, as between the others", planetExample + "feeds:\n  - https://ann.example/\n\n  # Ben\n  - https://ben.example/\n", planetExample + "feeds:\n  - https://ann.example/\n\n  # Ben\n  - https://ben.example/\n\n" + item},
		{"comments of the last item stay with it", planetExample + "feeds:\n  - site: https://ann.example/ # Ann\n    # skip: {}\n\n  # - https://ben.example/\n# end\n", planetExample + "feeds:\n  - site: https://ann.example/ # Ann\n    # skip: {}\n" + item + "\n  # - https://ben.example/\n# end\n"},
		{"behind lines that look like items", planetExample + "feeds:\n  - site: https://ann.example/\n    about: |\n      - a list\n\n      # of hers\n    notes: \"two\n      lines\"\n\n\n", planetExample + "feeds:\n  - site: https://ann.example/\n    about: |\n      - a list\n\n      # of hers\n    notes: \"two\n      lines\"\n" + item + "\n\n"},
		{"before the next key", "feeds:\n  - https://ann.example/\n\n# The planet\n" + planetExample, "feeds:\n  - https://ann.example/\n" + item + "\n# The planet\n" + planetExample},
		{"with the ends that lines have", "planet: {title: Planet}\r\nfeeds:\r\n  - https://ann.example/\r\n", "planet: {title: Planet}\r\nfeeds:\r\n  - https://ann.example/\r\n" + strings.ReplaceAll(item, "\n", "\r\n")},
		{"with the ends of very old ones", "planet: {title: Planet}\rfeeds:\r  - https://ann.example/", "planet: {title: Planet}\rfeeds:\r  - https://ann.example/\r" + strings.ReplaceAll(item, "\n", "\r")},
		{"behind a line without its end", planetExample + "feeds:\n  - https://ann.example/", planetExample + "feeds:\n  - https://ann.example/\n" + item},
		{"behind a mark of Windows, and spaces at ends", "\ufefffeeds: \n  - https://ann.example/  \n" + planetExample, "\ufefffeeds: \n  - https://ann.example/  \n" + item + planetExample},
		{"below a key that has nothing yet", planetExample + "feeds:\n", planetExample + "feeds:\n" + item},
		{"below its comments", planetExample + "feeds:   # the blogs\n  # Add yours here.\n\n  # Or there.\ngroups: []\n", planetExample + "feeds:   # the blogs\n  # Add yours here.\n" + item + "\n  # Or there.\ngroups: []\n"},
		{"in place of an empty list", planetExample + "feeds: []  # none yet\ngroups: []\n", planetExample + "feeds:  # none yet\n" + item + "groups: []\n"},
		{"in place of a word for nothing", planetExample + "\"feeds\" : ~\r\n", planetExample + "\"feeds\" :\r\n" + item},
		{"under a new key", planetExample + "# no feeds yet\n", planetExample + "# no feeds yet\n\nfeeds:\n" + item},
		{"in a list that is further in", "  planet: {title: Planet}\n", "  planet: {title: Planet}\n\n  feeds:\n  " + strings.ReplaceAll(item, "\n ", "\n   ")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": tt.list})
			if _, err := loader.Load("feeds.yaml"); err != nil {
				t.Fatal(err)
			}
			added, err := loader.Add("feeds.yaml", zoe(), false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, read(t, "feeds.yaml")); diff != "" {
				t.Errorf("the list differs (-want +got):\n%s", diff)
			}
			if added.File != "feeds.yaml" || !strings.Contains(added.Text, "- name: Zoe\n") {
				t.Errorf("what was added is %+v", added)
			}
		})
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What can't be added leaves the list as it is, and says why, to be mended.
func TestAddRefuses(t *testing.T) {
	ann := planetExample + "feeds:\n  - {name: Ann, site: https://ann.example/}\n"
	change := func(by func(m *planet.Member)) planet.Member {
		m := zoe()
		by(&m)
		return m
	}
	tests := []struct {
		name, list string
		m          planet.Member
		folder     bool
		want       string
	}{
		{"a list that is broken", planetExample + "feeds:\n  - nme: Ann\n", zoe(), false, "feeds.yaml:3: nme is not known here"},
		{"no list", "", zoe(), false, "feeds.yaml: planet is missing"},
		{"a list in brackets", planetExample + "feeds: [https://ann.example/]\n", zoe(), false, "feeds.yaml:2: feeds is not a list with each item on a line of its own, after a dash; write it so, and an item can be added"},
		{"a file in brackets", "{planet: {title: Planet}, feeds: [https://ann.example/]}\n", zoe(), false, "feeds.yaml: feeds is not a list with each item"},
		{"the feed of another", ann, change(func(m *planet.Member) { m.Feeds[0].URL = "http://www.ann.example" }), false, "feeds.yaml:7: http://www.ann.example is already listed on line 3 as https://ann.example/; remove one of the two"},
		{"the slug of another", ann, change(func(m *planet.Member) { m.Slug = "ann" }), false, "feeds.yaml:5: the slug ann already belongs to Ann on line 3"},
		{"the slug of another, for a file", ann, change(func(m *planet.Member) { m.Slug = "ann" }), true, "feeds.d/ann.yaml:1: the slug ann already belongs to Ann in feeds.yaml, line 3"},
		{"a private address", ann, change(func(m *planet.Member) { m.Feeds[0].URL = "http://127.0.0.1/" }), true, "feeds.d/zoe.yaml:3: 127.0.0.1 is inside a private network"},
		{"a group that there is not", ann, change(func(m *planet.Member) { m.Groups = []planet.Membership{{Group: "x"}} }), false, `there is no group "x"`},
		{"an item whose end cannot be told", planetExample + "feeds:\n  - {name: Ann,\n# here\n site: https://ann.example/}\n", zoe(), false, "feeds.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": tt.list})
			if tt.m.Slug == "" {
				tt.m.Slug = "zoe"
			}
			_, err := loader.Add("feeds.yaml", tt.m, tt.folder)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v, want %s", err, tt.want)
			}
			if got := read(t, "feeds.yaml"); got != tt.list {
				t.Errorf("the list has changed:\n%s", got)
			}
			names, err := filepath.Glob("*/*")
			if all, _ := filepath.Glob(".planet*"); len(names)+len(all) > 0 || err != nil {
				t.Errorf("these files are left: %v %v, %v", names, all, err)
			}
		})
	}
}

// A member may have a file of their own, so that changes don't meet (FY-1).
func TestAddFile(t *testing.T) {
	list := planetExample + "feeds:\n  - https://ann.example/\n"
	here(t, map[string]string{"feeds.yaml": list, "feeds.d/ben.yaml": "https://ben.example/\n"})
	m := zoe()
	m.Slug = "zoe"
	added, err := loader.Add("./feeds.yaml", m, true)
	if err != nil {
		t.Fatal(err)
	}
	want := "name: Zoe\nsite: https://zoe.example/\nfeed: https://zoe.example/feed\n"
	if got := read(t, "feeds.d/zoe.yaml"); got != want || added.Text != want || added.File != filepath.FromSlash("feeds.d/zoe.yaml") || read(t, "feeds.yaml") != list {
		t.Errorf("feeds.d/zoe.yaml is\n%s\nand the addition %+v", got, added)
	}
	if _, err := loader.Add("feeds.yaml", m, true); err == nil || !strings.Contains(err.Error(), "feeds.d/zoe.yaml") {
		t.Errorf("again: err = %v, want one that names the file", err)
	}
	site, err := loader.Load("feeds.yaml")
	if err != nil || len(site.Members) != 3 {
		t.Errorf("%v, %+v", err, site)
	}
}

// The list keeps its rights, and stays what it is: a link, if it is one.
func TestAddKeepsTheFile(t *testing.T) {
	here(t, map[string]string{"real/list.yaml": planetExample + "feeds:\n  - https://ann.example/\n"})
	if err := os.Chmod("real/list.yaml", 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.FromSlash("real/list.yaml"), "feeds.yaml"); err != nil {
		t.Logf("this system makes no links: %v", err)
		return
	}
	if _, err := loader.Add("feeds.yaml", zoe(), false); err != nil {
		t.Fatal(err)
	}
	link, err := os.Lstat("feeds.yaml")
	if err != nil || link.Mode()&os.ModeSymlink == 0 {
		t.Errorf("feeds.yaml is no link any more: %v, %v", link, err)
	}
	info, err := os.Stat("real/list.yaml")
	if err != nil || info.Mode().Perm() != 0o640 && runtime.GOOS != "windows" || !strings.Contains(read(t, "real/list.yaml"), "Zoe") {
		t.Errorf("the file behind it is %v, %v", info, err)
	}
}

// Whoever looks at the change of the list that ships sees added lines only.
func TestAddIsASmallChange(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	list := read(t, "../feeds.yaml")
	here(t, map[string]string{"feeds.yaml": list})
	run := func(args ...string) string {
		cmd := exec.Command(git, append([]string{"-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("init", "-q")
	run("add", ".")
	run("commit", "-qm", "list")
	if _, err := loader.Add("feeds.yaml", zoe(), false); err != nil {
		t.Fatal(err)
	}
	if got := run("diff", "--numstat"); got != "4\t0\tfeeds.yaml\n" {
		t.Errorf("the change is %q; want 4 lines more and none less", got)
	}
}

// Whatever the list looks like, it still loads when an item was added, with
// exactly that one more; or nothing has changed.
func FuzzAdd(f *testing.F) {
	for _, list := range []string{
		planetExample, planetExample + "feeds: []", planetExample + "feeds:\n  - https://ann.example/\n", planetExample + "feeds:\n- {name: A, site: https://ann.example/}\n\n- https://ben.example/ # x\n  # y\n#z",
		"feeds:\r\n  - name: |\r\n     A\r\n    site: https://ann.example/\r\n\r\nplanet: {title: P}\r\n", "\ufeff planet: {title: P}\n feeds: ~ # x\n groups: []", "feeds:\n  -\n    site: https://ann.example/\n    about: \"a\n\n     b\"\n---\n",
		"---\nplanet: {title: P}\nfeeds:\n  - site: https://ann.example/\n    about: >+\n      a\n\n\n      b\n\n\n", "planet: {title: P}\nfeeds: [\n]\n", "planet: {title: P}\n\"feeds\": # a\n\n  # b\n",
	} {
		f.Add(list)
	}
	path := filepath.Join(f.TempDir(), "feeds.yaml")
	f.Fuzz(func(t *testing.T, list string) {
		if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		was, err := loader.Load(path)
		if err != nil {
			return
		}
		m := zoe()
		m.Slug, m.Name = "zoe-zoe", "Zoe: \"no\""
		_, err = loader.Add(path, m, false)
		if err != nil {
			if read(t, path) != list {
				t.Fatalf("%v, and the list has changed: %q", err, read(t, path))
			}
			return
		}
		is, err := loader.Load(path)
		if err != nil {
			t.Fatalf("%v\nof\n%s", err, read(t, path))
		}
		rest := slices.DeleteFunc(slices.Clone(is.Members), func(m planet.Member) bool { return m.Slug == "zoe-zoe" })
		if len(is.Members) != len(was.Members)+1 {
			t.Fatalf("%d members of %d in\n%s", len(is.Members), len(was.Members), read(t, path))
		}
		is.Members = rest
		if diff := cmp.Diff(said(was), said(is), zones, sameMoment); diff != "" {
			t.Errorf("others have changed (-was +is):\n%s\n%s", diff, read(t, path))
		}
		kept := strings.NewReplacer("\r", "", "\n", "").Replace(read(t, path))
		for line := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == '\n' || c == '\r' }) {
			if !strings.Contains(kept, line) && !strings.Contains(line, "feeds") {
				t.Errorf("the line %q is lost", line)
			}
		}
	})
}

// Of many who add members at once, nobody undoes what another one did: who is
// told that a member was added finds it there.
func TestAddAtOnce(t *testing.T) {
	for _, inFolder := range []bool{false, true} {
		here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - https://ann.example/\n", "feeds.d/ben.yaml": "site: https://ben.example/\n"})
		const many = 12
		var added [many]bool
		var wg sync.WaitGroup
		for n := range many {
			wg.Go(func() {
				m := zoe()
				m.Slug = fmt.Sprintf("zoe-%d", n/2) // two want the same one
				m.Site, m.Feeds = fmt.Sprintf("https://zoe%d.example/", n), []planet.Feed{{URL: fmt.Sprintf("https://zoe%d.example/feed", n)}}
				_, err := loader.Add("feeds.yaml", m, inFolder)
				if _, told := errors.AsType[*config.Problems](err); err != nil && !told {
					t.Errorf("in a folder %t: %v, which is no sentence for people", inFolder, err)
				}
				added[n] = err == nil
			})
		}
		wg.Wait()
		site, err := loader.Load("feeds.yaml")
		if err != nil {
			t.Fatal(err)
		}
		there := map[string]bool{}
		for _, m := range site.Members {
			there[m.Site] = true
		}
		some := false
		for n, ok := range added {
			some = some || ok
			if site := fmt.Sprintf("https://zoe%d.example/", n); ok != there[site] {
				t.Errorf("in a folder %t: %s was added: %t; it is there: %t", inFolder, site, ok, there[site])
			}
		}
		if !some {
			t.Errorf("in a folder %t: nobody was added", inFolder)
		}
		left, err := filepath.Glob("**/.planet-*")
		if err != nil || len(left) > 0 {
			t.Errorf("what was written in passing is still there: %q, %v", left, err)
		}
		if _, err := os.Stat(".planet-writing"); err == nil {
			t.Error("the mark of who writes is still there")
		}
	}
}

// Of two who add the same blog at once, under two names, one does: with both, the list
// could not be loaded any more.
func TestAddTheSameAtOnce(t *testing.T) {
	for _, inFolder := range []bool{false, true} {
		here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - https://ann.example/\n"})
		const many = 8
		var added [many]error
		var wg sync.WaitGroup
		for n := range many {
			wg.Go(func() {
				m := zoe()
				m.Slug = fmt.Sprintf("zoe-%d", n)
				_, added[n] = loader.Add("feeds.yaml", m, inFolder)
			})
		}
		wg.Wait()
		done := 0
		for _, err := range added {
			if err == nil {
				done++
			} else if says := err.Error(); !strings.Contains(says, "try again") && !strings.Contains(says, "already listed") {
				t.Errorf("in a folder %t: %v; want that it is there, or to try again", inFolder, err)
			}
		}
		if site, err := loader.Load("feeds.yaml"); done != 1 || err != nil || len(site.Members) != 2 {
			t.Errorf("in a folder %t: %d were added, and the list is %v", inFolder, done, err)
		}
	}
}

// A file in the way is told of for what it is: one that came this moment, or one that
// says another slug.
func TestAddFileInTheWay(t *testing.T) {
	tests := []struct{ name, there, want string }{
		{"the same member", "site: https://other.example/\n", "feeds.d/zoe.yaml: somebody else has just made this file; do the same again, which sees it"},
		{"one with another slug", "site: https://other.example/\nslug: zelda\n", "feeds.d/zoe.yaml: this file is there already, and its member has the slug zelda; rename it to zelda.yaml, or choose another name for the new one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": planetExample, "feeds.d/zoe.yaml": tt.there})
			m := zoe()
			m.Slug = "zoe"
			if _, err := loader.Add("feeds.yaml", m, true); err == nil || err.Error() != tt.want {
				t.Errorf("err = %v, want %s", err, tt.want)
			}
			if got := read(t, "feeds.d/zoe.yaml"); got != tt.there {
				t.Errorf("the file has changed: %s", got)
			}
		})
	}
}

// A mark that a killed program left counts for a minute only.
func TestAddAfterAKilledOne(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - https://ann.example/\n", ".planet-writing": ""})
	if _, err := loader.Add("feeds.yaml", zoe(), false); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("beside a fresh mark: %v", err)
	}
	old := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(".planet-writing", old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := loader.Add("feeds.yaml", zoe(), false); err != nil {
		t.Errorf("beside an old mark: %v", err)
	}
}
