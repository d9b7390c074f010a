//go:build outside && linux

package start_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goccy/go-yaml"
)

// program builds planet, once for all tests that want the real one.
func program(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "planet")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", name, "planet/cmd/planet")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A web has the program, and Ann's blog: a page, and a feed with one post after the
// other, each time only the newest.
type web struct {
	*httptest.Server
	planet []byte
	post   atomic.Int64 // number of the post that the feed holds
}

func newWeb(t *testing.T) *web {
	w := &web{planet: program(t)}
	w.post.Store(1)
	w.Server = httptest.NewServer(w)
	t.Cleanup(w.Close)
	return w
}

func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/planet-linux-amd64":
		_, _ = rw.Write(w.planet)
	case "/ann/":
		_, _ = io.WriteString(rw, `<!doctype html><title>Ann</title><link rel="alternate" type="application/rss+xml" href="feed.xml">`)
	case "/ann/feed.xml":
		fmt.Fprintf(rw, `<rss version="2.0"><channel><title>Ann writes</title><link>%[2]s/ann/</link><description>d</description>
			<item><guid>ann-%[1]d</guid><link>%[2]s/ann/%[1]d</link><title>Post number %[1]d</title><pubDate>Thu, 01 Oct 2026 10:00:00 GMT</pubDate><description>Text.</description></item></channel></rss>`,
			w.post.Load(), w.URL)
	case "/trouble":
		rw.WriteHeader(http.StatusServiceUnavailable)
	default:
		http.NotFound(rw, r)
	}
}

// machine is a fresh copy of a repository whose list holds Ann and may ask loopback, on
// a machine of the forge.
func (w *web) machine(t *testing.T, f *forge) *repo {
	t.Helper()
	r := checkout(t, f)
	list := strings.Replace(r.get(t, "feeds.yaml"), "  language: en ", "  fetch: {allow_private: true, host_delay: 0s}\n  language: en ", 1)
	r.put(t, "feeds.yaml", list)
	r.put(t, ".planet-version", fmt.Sprintf("version=0.1.0\nurl=%s/planet-linux-amd64\nsha256=%x\n", w.URL, sha256.Sum256(w.planet)))
	r.put(t, "feeds.d/ann.yaml", "name: Ann\nfeed: "+w.URL+"/ann/feed.xml\n")
	return r
}

// With the real program, run after run on machines that know nothing: a post that the
// blog has long dropped stays on the site, by its memory alone (KEEP-1).
func TestPublishing(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	for _, like := range []string{"github", "forgejo", "gitlab"} {
		t.Run(like, func(t *testing.T) {
			f := newForge(t, like)
			force := strings.NewReplacer("planet update", "planet update --force") // no feed is due so soon
			run := func() *repo {
				t.Helper()
				r := w.machine(t, f)
				if like == "gitlab" {
					r.must(t, "bash bin/get-planet\n"+force.Replace(gitlabJob(t, "pages")))
					return r
				}
				r.must(t, "bash bin/get-planet")
				r.must(t, step(t, like, "publish.yml", "Bring the memory"))
				r.must(t, force.Replace(step(t, like, "publish.yml", "Update")), "TOKEN=")
				r.must(t, step(t, like, "publish.yml", "Keep the memory"))
				return r
			}
			w.post.Store(1)
			run()
			w.post.Store(2)
			f.deployments, f.site = `[{"id": 1}]`, http.StatusOK
			r := run()
			all := r.get(t, "public/members/ann/index.html")
			for _, title := range []string{"Post number 1", "Post number 2"} {
				if !strings.Contains(all, title) {
					t.Errorf("after two runs the site does not show %q", title)
				}
			}
			if like == "forgejo" {
				publishBranch(t, r)
			}

			// A list with a mistake stops the run, and the memory stays.
			before := len(f.files) + len(f.packages)
			broken := w.machine(t, f)
			broken.put(t, "feeds.d/ben.yaml", "nome: Ben\n")
			script := "bash bin/get-planet\n" + "bash bin/memory restore\nstatus=0; bin/planet update || status=$?\nbash bin/memory save\nexit $status"
			if status, out := broken.run(t, script); status != 2 || len(f.files)+len(f.packages) != before {
				t.Errorf("with a mistake: status %d, %s", status, out)
			}
		})
	}
}

// publishBranch pushes the site as the workflow does, and looks at what arrived.
func publishBranch(t *testing.T, r *repo) {
	t.Helper()
	origin := t.TempDir()
	r.must(t, `git init -q --bare "$O/ana/planet.git"`, "O="+origin)
	for range 2 { // written over, not added to
		r.must(t, "rm -rf public/.git\n"+step(t, "forgejo", "publish.yml", "Publish"), "GITHUB_SERVER_URL=file://"+origin)
	}
	if got := r.must(t, `git -C "$O/ana/planet.git" ls-tree -r --name-only pages; git -C "$O/ana/planet.git" rev-list --count pages`, "O="+origin); !strings.Contains(got, "members/ann/index.html\n") || !strings.HasSuffix(got, "\n1\n") {
		t.Errorf("the branch pages holds\n%s", got)
	}
}

// gitlabJob is the script of a job, as one.
func gitlabJob(t *testing.T, name string) string {
	t.Helper()
	var jobs map[string]any
	if err := yaml.Unmarshal([]byte(files(t, "gitlab")[".gitlab-ci.yml"]), &jobs); err != nil {
		t.Fatal(err)
	}
	job, _ := jobs[name].(map[string]any)
	lines, _ := job["script"].([]any)
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintln(&b, line)
	}
	if b.Len() == 0 {
		t.Fatalf(".gitlab-ci.yml has no job %s with a script", name)
	}
	return b.String()
}

// A filled form becomes a pull request with the real program; the check of a proposal
// is red for what its author can mend, and for nothing else (DOOR-A, PC-2, PRV-1, PRV-2).
func TestProposals(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	f, r := joining(t, "github")
	own := w.machine(t, f)
	for _, name := range []string{"feeds.yaml", ".planet-version"} {
		r.put(t, name, own.get(t, name))
	}
	r.must(t, "rm bin/planet; bash bin/get-planet; git add .; git -c user.name=x -c user.email=x@x commit -qm list; git push -q \"$GITHUB_SERVER_URL/ana/planet.git\" main")
	form := "### Blog address\n\n" + w.URL + "/ann/\n\n### Name\n\n$(touch hurt) @ana\n\n### Whose blog is it?\n\nI know the author\n\n" +
		"### How much may be shown?\n\nFull posts\n\n### Consent\n\n- [X] I agree to the policy and its licence\n"
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+form, "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	if len(f.pulls) != 1 || f.statuses[0]["state"] != "success" {
		t.Fatalf("pull requests %v, statuses %v, comments %v", f.pulls, f.statuses, f.comments)
	}
	body := f.pulls[0]["body"].(string)
	for _, said := range []string{"Post number 1", "display: excerpt", "Closes #12."} {
		if !strings.Contains(body, said) {
			t.Errorf("the pull request does not say %q:\n%s", said, body)
		}
	}
	inert(t, strings.Replace(body, "Closes #12.", "", 1), 0)

	r.must(t, "git switch -q main")
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+strings.Replace(form, "[X]", "[ ]", 1), "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	if got := f.comment(t, "issues/12/comments"); !strings.Contains(got, "tick the box") {
		t.Errorf("without consent, the answer is %s", got)
	}

	check := step(t, "github", "check.yml", "Check what changed")
	tests := []struct {
		name, item string
		status     int
		report     string
	}{
		{"a good one", "name: Ann\nfeed: " + w.URL + "/ann/feed.xml\n", 0, "Post number 1"},
		{"one to mend", "name: Ann\nfeed: " + w.URL + "/nothing\n", 2, "not found"},
		{"one with a typing error", "nome: Ann\nfeed: " + w.URL + "/ann/feed.xml\n", 2, "nome"},
		{"a host with trouble", "name: Ann\nfeed: " + w.URL + "/trouble\n", 0, "could not tell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r.must(t, "git switch -q main; git switch -q --force-create proposal; rm -rf small-site report.md")
			r.put(t, "feeds.d/ann.yaml", tt.item)
			r.must(t, "git add feeds.d; git -c user.name=x -c user.email=x@x commit -qm ann")
			summary := filepath.Join(t.TempDir(), "summary")
			status, out := r.run(t, check, "GITHUB_STEP_SUMMARY="+summary, "TOKEN=")
			if status != tt.status {
				t.Errorf("status %d, want %d\n%s", status, tt.status, out)
			}
			for _, file := range []string{filepath.Join(r.dir, "report.md"), summary} {
				if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), tt.report) {
					t.Errorf("%s holds %q (%v), want %q in it", file, b, err, tt.report)
				}
			}
			if _, err := os.Stat(filepath.Join(r.dir, "small-site/members/ann/index.html")); (err == nil) != (tt.name != "one with a typing error") {
				t.Errorf("the small site: %v", err)
			}

			// What was written is what the comment shows, with nothing turned into code.
			g, c, event := commenting(t, zipped(t, "report.md", []byte(r.get(t, "report.md"))))
			c.must(t, step(t, "github", "comment.yml", "Comment on the pull request"), event...)
			if got := g.comment(t, "issues/5/comments"); !strings.Contains(got, strings.TrimSpace(r.get(t, "report.md"))) {
				t.Errorf("the comment is\n%s\nof the report\n%s", got, r.get(t, "report.md"))
			}
		})
	}
}

// PC-2, PC-3: on the other forges, too, a check looks at what changed only, and is red for
// what the author can mend; GitLab lets status 1 pass by itself.
func TestProposalsElsewhere(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	for like, unsure := range map[string]int{"forgejo": 0, "gitlab": 1} {
		t.Run(like, func(t *testing.T) {
			r := w.machine(t, newForge(t, like))
			r.put(t, "feeds.d/old.yaml", "name: Old\nfeed: "+w.URL+"/gone\n") // broken before: not the proposer's fault
			r.must(t, "git init -q -b main; git add .; git -c user.name=x -c user.email=x@x commit -qm x; bash bin/get-planet; git switch -qc proposal")
			base := strings.TrimSpace(r.must(t, "git rev-parse main"))
			script := "bin/planet version\n"
			if like == "gitlab" {
				script += gitlabJob(t, "check")
			} else {
				script += step(t, like, "check.yml", "Check what changed")
			}
			for path, want := range map[string]int{"/ann/feed.xml?2": 0, "/nothing": 2, "/trouble": unsure} {
				r.put(t, "feeds.d/ben.yaml", "name: Ben\nfeed: "+w.URL+path+"\n")
				r.must(t, "git add .; git -c user.name=x -c user.email=x@x commit -qm ben")
				status, out := r.run(t, script, "BASE="+base, "CI_MERGE_REQUEST_DIFF_BASE_SHA="+base, "TOKEN=")
				if status != want || strings.Contains(out, "old.yaml") {
					t.Errorf("%s: status %d, want %d\n%s", path, status, want, out)
				}
			}
		})
	}
}

// KEEP-2: once a week, or by hand, the health of the feeds is committed.
func TestHealthIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	f := newForge(t, "github")
	r := w.machine(t, f)
	r.must(t, "bash bin/get-planet && bash bin/memory restore && bin/planet update && bash bin/memory save")

	origin := t.TempDir()
	r = w.machine(t, f)
	r.env = append(r.env, "GITHUB_SERVER_URL=file://"+origin, "GITHUB_OUTPUT="+filepath.Join(t.TempDir(), "output"), "O="+origin)
	r.must(t, `git init -q --bare -b main "$O/ana/planet.git"; git init -q -b main; git add .; git -c user.name=x -c user.email=x@x commit -qm x; git push -q "$O/ana/planet.git" main`)
	r.must(t, step(t, "github", "nightly.yml", "Is it time?")+`grep -qx now=yes "$GITHUB_OUTPUT"`, "GITHUB_EVENT_NAME=workflow_dispatch")
	r.must(t, "bash bin/get-planet")
	r.must(t, step(t, "github", "nightly.yml", "Bring the memory"), "START_ANEW=true")
	r.must(t, step(t, "github", "nightly.yml", "Commit health.json"))
	if got := r.must(t, `git -C "$O/ana/planet.git" show main:health.json`); !strings.Contains(got, `"ann"`) {
		t.Errorf("health.json is %s", got)
	}
	r.must(t, step(t, "github", "nightly.yml", "Commit health.json")) // nothing new
	if got := r.must(t, `git -C "$O/ana/planet.git" rev-list --count main`); got != "2\n" {
		t.Errorf("there are %s commits, want 2", strings.TrimSpace(got))
	}
}

// The checksum that init writes is that of the program which made it, where that is the
// one which workflows run.
func TestOwnChecksum(t *testing.T) {
	t.Parallel()
	b := program(t)
	name := filepath.Join(t.TempDir(), "planet")
	if err := os.WriteFile(name, b, 0o755); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), name, "init", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, ".planet-version"))
	if err != nil {
		t.Fatal(err)
	}
	want := "\nsha256=\n"
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		want = fmt.Sprintf("\nsha256=%x\n", sha256.Sum256(b))
	}
	if !strings.HasSuffix(string(got), want) {
		t.Errorf(".planet-version ends in\n%.300s\nwant %s", got, want)
	}
}
