//go:build outside && linux

package start_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rhysd/actionlint"
)

// These tests run the shell of the new repository as a forge's machine would, which is a
// Linux with bash, curl, jq and git, against a server that speaks the forge's language on
// loopback.

// A repo is a copy of the new repository on a machine of the forge.
type repo struct {
	dir   string
	env   []string
	forge *forge
}

// checkout makes a copy of what init writes for a forge, on a machine that knows
// nothing else.
func checkout(t *testing.T, f *forge, env ...string) *repo {
	t.Helper()
	r := &repo{dir: t.TempDir(), forge: f}
	for name, text := range files(t, f.like) {
		r.put(t, name, text)
	}
	home := t.TempDir()
	r.env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C.UTF-8"}, f.env()...)
	r.env = append(r.env, env...)
	return r
}

func (r *repo) put(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func (r *repo) get(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// run gives the exit status of a script of bash, and all that it printed.
func (r *repo) run(t *testing.T, script string, env ...string) (int, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = r.dir, slices.Concat(r.env, env)
	r.forge.rest()
	out, err := cmd.CombinedOutput()
	r.forge.rest()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// must runs a script that has to go well, and gives what it printed.
func (r *repo) must(t *testing.T, script string, env ...string) string {
	t.Helper()
	status, out := r.run(t, script, env...)
	if status != 0 {
		t.Fatalf("%.80s: status %d\n%s", script, status, out)
	}
	return out
}

// step is the command of a named step of a workflow.
func step(t *testing.T, forge, workflow, name string) string {
	t.Helper()
	for _, job := range workflows(t, forge)[workflow].Jobs {
		for _, s := range job.Steps {
			if run, ok := s.Exec.(*actionlint.ExecRun); ok && s.Name != nil && s.Name.Value == name {
				return run.Run.Value
			}
		}
	}
	t.Fatalf("%s has no step %q", workflow, name)
	return ""
}

// A forge is what the scripts ask: releases and their files, pull requests, comments,
// statuses, files of runs; and GitLab's packages. It knows whom it let in.
type forge struct {
	*httptest.Server
	like string // github, forgejo, gitlab

	mu       sync.Mutex
	files    []asset // of the release memory
	released bool
	next     int

	deployments string            // JSON
	packages    map[string][]byte // GitLab's, by name
	site        int               // status of GitLab's site

	pulls    []map[string]any
	comments []map[string]any
	statuses []map[string]any
	noPulls  bool   // workflows may open none
	report   []byte // a zip; nil for none
	claimed  int    // its size, as the forge says

	broken map[string]int // status for requests whose method and path begin so
	cut    bool           // uploads arrive in half
	asked  []string
	rests  int
}

type asset struct {
	id   int
	name string
	body []byte
}

func newForge(t *testing.T, like string) *forge {
	f := &forge{like: like, next: 100, deployments: "[]", packages: map[string][]byte{}, pulls: []map[string]any{}, comments: []map[string]any{}, site: http.StatusNotFound, broken: map[string]int{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// rest waits until no request is being answered, so that tests can look at the forge
// before and after a script.
func (f *forge) rest() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rests++
}

// env is what the forge's machines know.
func (f *forge) env() []string {
	if f.like == "gitlab" {
		return []string{"CI_API_V4_URL=" + f.URL + "/api/v4", "CI_PROJECT_ID=7", "CI_JOB_TOKEN=open", "CI_PAGES_URL=" + f.URL + "/site"}
	}
	published := "deployments?environment=github-pages&per_page=1"
	if f.like == "forgejo" {
		published = "branches/pages"
	}
	return []string{
		"GITHUB_API_URL=" + f.URL, "GITHUB_REPOSITORY=ana/planet", "GITHUB_SERVER_URL=" + f.URL + "/web", "GITHUB_RUN_ID=42",
		"TOKEN=open", "PUBLISHED=" + published,
	}
}

func (f *forge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := r.Method + " " + r.URL.Path
	f.asked = append(f.asked, asked)
	for begins, status := range f.broken {
		if strings.HasPrefix(asked, begins) {
			w.WriteHeader(status)
			return
		}
	}
	if r.URL.Path != "/site/atom.xml" && r.Header.Get("Authorization") != "token open" && r.Header.Get("JOB-TOKEN") != "open" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if f.like == "gitlab" {
		f.gitlab(w, r, body)
		return
	}
	at := strings.TrimPrefix(r.URL.Path, "/repos/ana/planet/")
	switch {
	case strings.HasPrefix(at, "releases"), strings.HasPrefix(r.URL.Path, "/uploads/"):
		f.release(w, r, at, body)
	case at == "deployments":
		fmt.Fprint(w, f.deployments)
	case at == "branches/pages":
		if f.deployments == "[]" {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, `{"name": "pages"}`)
	case strings.HasPrefix(at, "actions/"):
		f.artifact(w, at)
	default:
		f.talk(w, r, at, body)
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// release serves the release memory. GitHub gives its files addresses of their own,
// Forgejo does not.
func (f *forge) release(w http.ResponseWriter, r *http.Request, at string, body []byte) {
	switch {
	case r.Method == http.MethodPost && at == "releases":
		f.released = true
		reply(w, http.StatusCreated, f.memory())
	case at == "releases/tags/memory" && !f.released:
		w.WriteHeader(http.StatusNotFound)
	case at == "releases/tags/memory":
		reply(w, http.StatusOK, f.memory())
	case r.Method == http.MethodPost:
		if f.cut {
			body = body[:len(body)/2]
		}
		f.next++
		f.files = append(f.files, asset{f.next, r.URL.Query().Get("name"), body})
		w.WriteHeader(http.StatusCreated)
	default:
		id, _ := strconv.Atoi(path.Base(at))
		i := slices.IndexFunc(f.files, func(a asset) bool { return a.id == id })
		switch {
		case i < 0:
			w.WriteHeader(http.StatusNotFound)
		case r.Method == http.MethodDelete:
			f.files = slices.Delete(f.files, i, i+1)
			w.WriteHeader(http.StatusNoContent)
		default:
			_, _ = w.Write(f.files[i].body)
		}
	}
}

func (f *forge) memory() map[string]any {
	assets := []map[string]any{}
	for _, a := range f.files {
		one := map[string]any{"id": a.id, "name": a.name, "size": len(a.body), "browser_download_url": fmt.Sprintf("%s/repos/ana/planet/releases/1/assets/%d", f.URL, a.id)}
		if f.like == "github" {
			one["url"], one["state"] = fmt.Sprintf("%s/repos/ana/planet/releases/assets/%d", f.URL, a.id), "uploaded"
		}
		assets = append(assets, one)
	}
	m := map[string]any{"id": 1, "assets": assets}
	if f.like == "github" {
		m["upload_url"] = f.URL + "/uploads/1/assets{?name,label}"
	}
	return m
}

// gitlab serves packages, the newest of each name, and the site.
func (f *forge) gitlab(w http.ResponseWriter, r *http.Request, body []byte) {
	name, ours := strings.CutPrefix(r.URL.Path, "/api/v4/projects/7/packages/generic/memory/1/")
	switch {
	case r.URL.Path == "/site/atom.xml":
		w.WriteHeader(f.site)
	case !ours:
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodPut:
		if f.cut {
			body = body[:len(body)/2]
		}
		f.packages[name] = body
		w.WriteHeader(http.StatusCreated)
	case f.packages[name] == nil:
		w.WriteHeader(http.StatusNotFound)
	default:
		_, _ = w.Write(f.packages[name])
	}
}

// artifact serves the report of a run.
func (f *forge) artifact(w http.ResponseWriter, at string) {
	switch {
	case at == "actions/artifacts/9/zip" && f.report != nil:
		_, _ = w.Write(f.report)
	case at == "actions/runs/42/artifacts" && f.report != nil:
		reply(w, http.StatusOK, map[string]any{"artifacts": []any{map[string]any{"id": 9, "name": "report", "expired": false, "size_in_bytes": cmp.Or(f.claimed, len(f.report))}}})
	case at == "actions/runs/42/artifacts":
		reply(w, http.StatusOK, map[string]any{"artifacts": []any{}})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// talk serves pull requests, comments and statuses.
func (f *forge) talk(w http.ResponseWriter, r *http.Request, at string, body []byte) {
	said := map[string]any{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &said); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	}
	switch {
	case at == "pulls" && r.Method == http.MethodGet:
		reply(w, http.StatusOK, f.pulls)
	case at == "pulls" && f.noPulls:
		reply(w, http.StatusForbidden, map[string]any{"message": "not permitted"})
	case at == "pulls":
		said["number"] = 77
		head, _ := said["head"].(string)
		said["head"] = map[string]any{"ref": head, "repo": map[string]any{"full_name": "ana/planet"}}
		f.pulls = append(f.pulls, said)
		reply(w, http.StatusCreated, said)
	case strings.HasPrefix(at, "pulls/"):
		f.pulls[0]["body"], f.pulls[0]["title"] = said["body"], said["title"]
		reply(w, http.StatusOK, said)
	case strings.HasPrefix(at, "statuses/"):
		said["sha"] = path.Base(at)
		f.statuses = append(f.statuses, said)
		reply(w, http.StatusCreated, said)
	case strings.HasPrefix(at, "issues/comments/"):
		for _, c := range f.comments {
			if fmt.Sprint(c["id"]) == path.Base(at) {
				c["body"] = said["body"]
			}
		}
		reply(w, http.StatusOK, said)
	case strings.HasSuffix(at, "/comments") && r.Method == http.MethodGet:
		reply(w, http.StatusOK, f.comments)
	case strings.HasSuffix(at, "/comments"):
		f.next++
		bot := map[string]string{"github": "github-actions[bot]", "forgejo": "forgejo-actions"}[f.like]
		f.comments = append(f.comments, map[string]any{"id": f.next, "body": said["body"], "at": at, "user": map[string]any{"login": bot}})
		reply(w, http.StatusCreated, said)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// comment is the text of the one comment of ours there is.
func (f *forge) comment(t *testing.T, place string) string {
	t.Helper()
	var ours []string
	for _, c := range f.comments {
		if c["at"] == place {
			ours = append(ours, c["body"].(string))
		}
	}
	if len(ours) != 1 {
		t.Fatalf("there are %d comments at %s, want 1: %q", len(ours), place, ours)
	}
	return ours[0]
}

// The program is the one that .planet-version names, or none.
func TestGetPlanet(t *testing.T) {
	const program = "#!/bin/sh\necho planet\n"
	served := program
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/planet-linux-amd64" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, served)
	}))
	defer srv.Close()
	lines := func(url, sum string) string {
		return "# a comment: url=x\nversion=0.1.0\nurl=" + url + "\nsha256=" + sum + "\n"
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(program)))

	r := checkout(t, newForge(t, "github"))
	r.put(t, ".planet-version", lines(srv.URL+"/planet-linux-amd64", sum))
	r.must(t, "bash bin/get-planet")
	if got := r.must(t, "bin/planet"); got != "planet\n" {
		t.Errorf("the program says %q", got)
	}
	r.must(t, "bash bin/get-planet")
	if asked != 1 {
		t.Errorf("the program was downloaded %d times, want once", asked)
	}

	tests := []struct{ name, served, version, want string }{
		{"another program is not run", program + "rm -rf /\n", lines(srv.URL+"/planet-linux-amd64", sum), "it was not run"},
		{"nothing there", program, lines(srv.URL+"/elsewhere", sum), "no program at " + srv.URL + "/elsewhere"},
		{"no checksum", program, lines(srv.URL+"/planet-linux-amd64", ""), "has no url or no sha256"},
		{"no address", program, lines("", sum), "has no url or no sha256"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			served = tt.served
			r := checkout(t, newForge(t, "github"))
			r.put(t, ".planet-version", tt.version)
			status, out := r.run(t, "bash bin/get-planet")
			if status != 2 || !strings.Contains(out, tt.want) {
				t.Errorf("status %d, %s; want 2 and %q", status, out, tt.want)
			}
			if _, err := os.Stat(filepath.Join(r.dir, "bin/planet")); err == nil {
				t.Error("there is a program now")
			}
		})
	}
}

// zipped is an archive with one file.
func zipped(t *testing.T, name string, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What judges a proposal is the program of before, whatever the proposal writes
// into .planet-version or bin/get-planet (PRV-3).
func TestProposalsDoNotChooseTheirJudge(t *testing.T) {
	const program = "#!/bin/sh\necho judged\n"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		fmt.Fprint(w, program)
	}))
	defer srv.Close()
	version := fmt.Sprintf("version=0.1.0\nurl=%s/planet\nsha256=%x\n", srv.URL, sha256.Sum256([]byte(program)))
	for _, like := range []string{"github", "forgejo", "gitlab"} {
		t.Run(like, func(t *testing.T) {
			r := checkout(t, newForge(t, like))
			r.put(t, ".planet-version", version)
			const commit = "git add .; git -c user.name=x -c user.email=x@x commit -qm x; "
			r.must(t, "git init -q -b main; "+commit+"git switch -qc proposal")
			r.put(t, ".planet-version", "version=9\nurl=http://127.0.0.1:1/evil\nsha256=0\n")
			r.put(t, "bin/get-planet", "#!/bin/sh\necho evil; touch bin/planet\n")
			r.must(t, commit)
			var bring string
			if like == "gitlab" {
				bring = gitlabBefore(t)
			} else {
				bring = step(t, like, "check.yml", "Bring the program")
			}
			base := strings.TrimSpace(r.must(t, "git rev-parse main"))
			out := r.must(t, bring+"\nbin/planet", "BASE="+base, "CI_MERGE_REQUEST_DIFF_BASE_SHA="+base)
			if !strings.Contains(out, "judged") || strings.Contains(out, "evil") {
				t.Errorf("the check says %q", out)
			}
		})
	}
}

// gitlabBefore is what GitLab runs before each job, but for what needs its image.
func gitlabBefore(t *testing.T) string {
	t.Helper()
	var file struct {
		Default struct {
			Before []string `yaml:"before_script"`
		}
	}
	if err := yaml.Unmarshal([]byte(files(t, "gitlab")[".gitlab-ci.yml"]), &file); err != nil {
		t.Fatal(err)
	}
	return strings.Join(slices.DeleteFunc(file.Default.Before, func(line string) bool { return strings.HasPrefix(line, "apt-get ") }), "\n")
}
