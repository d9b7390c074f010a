//go:build outside && linux

package start_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A program stands in for planet where a test is about what the shell makes of its
// answers: it says and does what the test wants.
const standIn = `#!/usr/bin/env bash
printf '%s\n' "$@" >>asked
case $1 in
add) cp "$3" form; cat say; [ ! -f member ] || cp member "feeds.d/$(cat slug).yaml"; exit "$(cat status)" ;;
check) cp report "${6#markdown=}"; exit "$(cat checked)" ;;
esac
`

const filled = "### Blog address\n\nhttps://ann.example/\n\n### Name\n\n$(touch hurt) `touch hurt` \"; touch hurt; ' @ana\n"

// joining is a repository on the forge, a clone of it on a machine, and a program that
// adds ann.
func joining(t *testing.T, like string) (*forge, *repo) {
	t.Helper()
	f := newForge(t, like)
	r := checkout(t, f)
	origin := t.TempDir()
	bot := map[string]string{"github": "github-actions[bot]", "forgejo": "forgejo-actions"}[like]
	r.env = append(r.env, "GITHUB_SERVER_URL=file://"+origin, "RUNNER_TEMP="+t.TempDir(), "ISSUE=12", "ACCOUNT=https://forge.example/ann", "BASE=main", "BOT="+bot)
	r.must(t, `git init -q --bare -b main "$O/ana/planet.git"; git init -q -b main; git add .; git -c user.name=x -c user.email=x@x commit -qm x; git push -q "$O/ana/planet.git" main`, "O="+origin)
	for name, text := range map[string]string{
		"bin/planet": standIn, "say": "found a feed\n", "status": "0", "slug": "ann", "member": "site: https://ann.example/\n",
		"report": "", "checked": "0", ".git/info/exclude": "asked\nform\nsay\nstatus\nslug\nmember\nreport\nchecked\nhurt\n",
	} {
		r.put(t, name, text)
	}
	return f, r
}

// A filled form becomes a pull request of one file, with a status and one answer; an
// edited form changes the same one (DOOR-A, DOOR-1).
func TestJoin(t *testing.T) {
	t.Parallel()
	for _, like := range []string{"github", "forgejo"} {
		t.Run(like, func(t *testing.T) {
			f, r := joining(t, like)
			add, propose := step(t, like, "join.yml", "Find the feed"), step(t, like, "join.yml", "Propose it")
			r.must(t, add, "FORM="+filled, "COMMENT=", "TOKEN=")
			r.must(t, propose)
			if asked := r.get(t, "asked"); !strings.Contains(asked, "--proposed-by\nhttps://forge.example/ann\n") {
				t.Errorf("planet was asked %q", asked)
			}
			if got := r.get(t, "form"); got != filled+"\n" {
				t.Errorf("planet got the form %q", got)
			}
			if _, err := os.Stat(filepath.Join(r.dir, "hurt")); err == nil {
				t.Fatal("the form was run")
			}
			pushed := r.must(t, `git fetch -q "$GITHUB_SERVER_URL/ana/planet.git" join/12 && git diff --name-only main FETCH_HEAD && git show FETCH_HEAD:feeds.d/ann.yaml && git log -1 --format=%B FETCH_HEAD`)
			if pushed != "feeds.d/ann.yaml\nsite: https://ann.example/\nAdd ann\n\nCloses #12.\n\n" {
				t.Errorf("pushed: %q", pushed)
			}
			if len(f.pulls) != 1 || f.pulls[0]["title"] != "Add ann (closes #12)" || f.pulls[0]["base"] != "main" {
				t.Errorf("the pull requests are %v", f.pulls)
			}
			head := strings.TrimSpace(r.must(t, "git rev-parse FETCH_HEAD"))
			if len(f.statuses) != 1 || f.statuses[0]["sha"] != head || f.statuses[0]["state"] != "success" || f.statuses[0]["context"] != "check" {
				t.Errorf("the statuses are %v, want one for %s", f.statuses, head)
			}
			if got := f.comment(t, "issues/12/comments"); !strings.Contains(got, "#77 would add this blog. The check has nothing against it.") {
				t.Errorf("the answer is %q", got)
			}

			// Edited, and now the check finds something.
			r.must(t, "git switch -q main")
			r.put(t, "member", "site: https://ann.example/\nname: Ann\n")
			r.put(t, "report", "feeds.d/ann.yaml:1: https://ann.example/ says not found (404)\n")
			r.put(t, "checked", "2")
			r.must(t, add, "FORM="+filled, "COMMENT=", "TOKEN=")
			r.must(t, propose)
			if len(f.pulls) != 1 || !strings.Contains(f.pulls[0]["body"].(string), "name: Ann") {
				t.Errorf("after an edit the pull requests are %v", f.pulls)
			}
			if last := f.statuses[len(f.statuses)-1]; last["state"] != "failure" {
				t.Errorf("the last status is %v", last)
			}
			if got := f.comment(t, "issues/12/comments"); !strings.Contains(got, "has to be mended") || !strings.Contains(got, "says not found (404)") {
				t.Errorf("the answer is %q", got)
			}
		})
	}
}

// What cannot become a pull request gets an answer, and nothing is pushed.
func TestJoinAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		files  map[string]string
		env    []string
		failed bool // the run is red, for the owner
		want   string
	}{
		{"something to mend", map[string]string{"status": "2", "say": "planet: no feed on https://ann.example/\n"}, nil, false, "planet: no feed on https://ann.example/"},
		{"a host that does not answer", map[string]string{"status": "1", "say": "planet: ann.example did not answer\n"}, nil, true, "not your fault"},
		{"a change of another file", map[string]string{"slug": "../feeds", "member": "planet: {}\n"}, nil, true, "changes one file of feeds.d"},
		{"a comment that is no command", nil, []string{"COMMENT=/use 2; touch hurt"}, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, r := joining(t, "github")
			for name, text := range tt.files {
				r.put(t, name, text)
			}
			r.must(t, step(t, "github", "join.yml", "Find the feed"), append([]string{"FORM=" + filled, "COMMENT="}, tt.env...)...)
			status, out := r.run(t, step(t, "github", "join.yml", "Propose it"))
			if (status != 0) != tt.failed {
				t.Errorf("status %d\n%s", status, out)
			}
			if branches := r.must(t, `git ls-remote --heads "$GITHUB_SERVER_URL/ana/planet.git"`); strings.Contains(branches, "join") || len(f.pulls) > 0 {
				t.Errorf("something was proposed: %s %v", branches, f.pulls)
			}
			if tt.want == "" {
				if len(f.comments) > 0 {
					t.Errorf("there is an answer: %v", f.comments)
				}
				return
			}
			got := f.comment(t, "issues/12/comments")
			if !strings.Contains(got, tt.want) {
				t.Errorf("the answer is %q, want it to hold %q", got, tt.want)
			}
		})
	}
}

// DISC-2: a comment chooses one of several feeds.
func TestJoinUses(t *testing.T) {
	t.Parallel()
	f, r := joining(t, "github")
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+filled, "COMMENT=/use 2\r\n")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	if asked := r.get(t, "asked"); !strings.Contains(asked, "--use\n2\n") {
		t.Errorf("planet was asked %q", asked)
	}
	if len(f.pulls) != 1 {
		t.Errorf("the pull requests are %v", f.pulls)
	}

	f, r = joining(t, "github")
	r.put(t, "status", "2")
	r.put(t, "say", "1. Ann (RSS) …\n2. Notes (RSS) …\nplanet: this page leads to 2 feeds with different posts; write --use N to take one of them\n")
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+filled, "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	if got := f.comment(t, "issues/12/comments"); !strings.Contains(got, "2. Notes") || !strings.Contains(got, "such as `/use 1`") {
		t.Errorf("the answer is %q", got)
	}
}

// DISC-2: what a comment chose stays chosen when the form is edited, and whatever else
// the page leads to by then. A form that leads elsewhere is looked at anew. The choice
// stands in our comment, where nobody else can write it.
func TestJoinRecallsTheChoice(t *testing.T) {
	t.Parallel()
	const feed = "https://ann.example/feed.xml?a=1&b=2"
	for _, like := range []string{"github", "forgejo"} {
		t.Run(like, func(t *testing.T) {
			f, r := joining(t, like)
			f.comments = append(f.comments, map[string]any{
				"id": 1, "at": "issues/12/comments/elsewhere", "user": map[string]any{"login": "eve"},
				"body": "<!-- planet: join -->\n<!-- planet: use aHR0cHM6Ly9ldmlsLmV4YW1wbGUv -->\n",
			})
			r.put(t, "member", "site: https://ann.example/\nfeed: "+feed+"\n")
			round := func(want string, env ...string) {
				t.Helper()
				r.must(t, "git switch -q main; rm -rf \"$RUNNER_TEMP\"/* asked")
				r.must(t, step(t, like, "join.yml", "Recall what was chosen"))
				r.must(t, step(t, like, "join.yml", "Find the feed"), append([]string{"FORM=" + filled, "COMMENT=", "TOKEN="}, env...)...)
				r.must(t, step(t, like, "join.yml", "Propose it"))
				asked := ""
				for words := strings.Fields(r.get(t, "asked")); len(words) > 0; words = words[1:] {
					if words[0] == "add" {
						asked += "add "
					}
					if words[0] == "--use" {
						asked += words[1] + " "
					}
				}
				if asked != want {
					t.Errorf("planet was asked %q, want %q", asked, want)
				}
			}
			round("add ")
			round("add 2 ", "COMMENT=/use 2")
			round("add " + feed + " ")
			r.put(t, "status", "1")
			r.put(t, "say", "planet: ann.example did not answer\n")
			if status, out := r.run(t, "git switch -q main; rm -rf \"$RUNNER_TEMP\"/*; "+step(t, like, "join.yml", "Recall what was chosen")+"\n"+step(t, like, "join.yml", "Find the feed")+"\n"+step(t, like, "join.yml", "Propose it"), "FORM="+filled, "COMMENT="); status != 1 {
				t.Errorf("status %d\n%s", status, out)
			}
			r.put(t, "status", "2")
			r.put(t, "say", "planet: --use is "+feed+", and this page does not lead to that feed; write --use N to take one of these\n")
			round("add " + feed + " add ") // and nothing is forgotten, if only the form was wrong
			r.put(t, "status", "0")
			round("add " + feed + " ")
			round("add 1 ", "COMMENT=/use 1")
			inert(t, strings.ReplaceAll(f.comment(t, "issues/12/comments"), "#77", "77"), 0)
			inert(t, f.comment(t, "issues/12/comments/elsewhere"), 0)

			r.put(t, "member", "site: https://ann.example/\nfeed: \"https://ann.example/--> @ana\"\n")
			round("add 1 ", "COMMENT=/use 1")
			round("add ") // not an address that can be kept
		})
	}
}

// A forge that lets workflows open no pull requests costs the owner a click.
func TestJoinWithoutPullRequests(t *testing.T) {
	t.Parallel()
	f, r := joining(t, "github")
	f.noPulls = true
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+filled, "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	if got := f.comment(t, "issues/12/comments"); !strings.Contains(got, "/ana/planet/compare/main...join/12)") {
		t.Errorf("the answer is %q", got)
	}
}

// What the program found may hold strangers' words: in pull requests and answers they
// stand as text (PRV-4).
func TestJoinIsInert(t *testing.T) {
	t.Parallel()
	hostile := "@ana closes #1\n````\n@ana\n```\n# @ana\n<b>[x](https://evil.example)\x1b[31m\x00\n~~~\n" + mixed(300)
	f, r := joining(t, "github")
	r.put(t, "report", hostile)
	r.put(t, "member", "name: '@ana ``` @ana'\n")
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+filled, "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	inert(t, strings.ReplaceAll(f.comment(t, "issues/12/comments"), "#77", "77"), 0)
	inert(t, strings.Replace(f.pulls[0]["body"].(string), "Closes #12.", "", 1), 0)

	f, r = joining(t, "github")
	r.put(t, "status", "2")
	r.put(t, "say", hostile)
	r.must(t, step(t, "github", "join.yml", "Find the feed"), "FORM="+filled, "COMMENT=")
	r.must(t, step(t, "github", "join.yml", "Propose it"))
	inert(t, f.comment(t, "issues/12/comments"), 0)
}
