package start_test

import (
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/rhysd/actionlint"

	"planet"
	"planet/config"
	"planet/form"
	"planet/start"
)

// files are those of a new repository on a forge, by name.
func files(t *testing.T, forge string) map[string]string {
	t.Helper()
	list, err := start.Files(start.Planet{
		Title: "Planet Test", URL: "https://planet.example/", ID: "urn:uuid:5b1c0000-0000-4000-8000-000000000000",
		Repository: "https://forge.example/ana/planet", Forge: forge, Version: "0.1.0", SHA256: strings.Repeat("a", 64),
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range list {
		all[f.Name] = string(f.Text)
	}
	return all
}

// workflows are the workflows of a forge that reads the language of GitHub's.
func workflows(t *testing.T, forge string) map[string]*actionlint.Workflow {
	t.Helper()
	all := map[string]*actionlint.Workflow{}
	for name, text := range files(t, forge) {
		if path.Dir(name) != "."+forge+"/workflows" {
			continue
		}
		w, errs := actionlint.Parse([]byte(text))
		for _, err := range errs {
			t.Errorf("%s: %v", name, err)
		}
		all[path.Base(name)] = w
	}
	return all
}

// The linter of workflows has nothing to say, neither of GitHub's own nor of those
// for Forgejo, whose runners have other labels.
func TestWorkflowsAreWellFormed(t *testing.T) {
	for _, forge := range []string{"github", "forgejo"} {
		linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{IgnorePatterns: []string{`label "docker" is unknown`}})
		if err != nil {
			t.Fatal(err)
		}
		linted := 0
		for name, text := range files(t, forge) {
			if path.Dir(name) != "."+forge+"/workflows" {
				continue
			}
			linted++
			errs, err := linter.Lint(name, []byte(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range errs {
				t.Error(e)
			}
		}
		if linted < 4 {
			t.Errorf("%s has %d workflows, want 4 or more", forge, linted)
		}
	}
}

// An edited form changes its pull request by force, so an approval of before must not
// count for it; that is a setting of the forge, which the owner has to make.
func TestStaleApprovalsAreDismissed(t *testing.T) {
	for forge, setting := range map[string]string{"github": "**Dismiss stale pull request approvals when new commits are pushed**", "forgejo": "**Dismiss stale approvals**", "gitlab": "**Remove all approvals**"} {
		if handover := strings.Join(strings.Fields(files(t, forge)["HANDOVER.md"]), " "); !strings.Contains(handover, setting) {
			t.Errorf("%s: HANDOVER.md does not ask for %s", forge, setting)
		}
	}
}

// jobRights is what the token of each job may do: no more than this, ever.
var jobRights = map[string]string{
	"check.yml/check":     "contents:read", // of the whole workflow
	"comment.yml/comment": "actions:read pull-requests:write",
	"join.yml/propose":    "contents:write issues:write pull-requests:write statuses:write",
	"publish.yml/update":  "contents:write deployments:read",
	"publish.yml/deploy":  "id-token:write pages:write",
	"nightly.yml/check":   "contents:read",
	"nightly.yml/record":  "contents:write",
}

// PRV-3: every job has the rights that it needs, and a workflow gives none besides.
func TestRightsAreMinimal(t *testing.T) {
	got := map[string]string{}
	for name, w := range workflows(t, "github") {
		if w.Permissions == nil {
			t.Errorf("%s does not say which rights it has", name)
			continue
		}
		for id, job := range w.Jobs {
			given := w.Permissions
			if job.Permissions != nil {
				given = job.Permissions
			}
			if given.All != nil {
				t.Errorf("%s, %s: rights are given as a whole: %s", name, id, given.All.Value)
			}
			var rights []string
			for _, scope := range given.Scopes {
				rights = append(rights, scope.Name.Value+":"+scope.Value.Value)
			}
			slices.Sort(rights)
			got[name+"/"+id] = strings.Join(rights, " ")
		}
	}
	if diff := cmp.Diff(jobRights, got); diff != "" {
		t.Errorf("rights of jobs (-want +got):\n%s", diff)
	}
}

// PRV-3: no workflow runs a stranger's proposal with rights. What runs it has no
// secret; what has rights begins from the event and checks nothing out.
func TestProposalsHaveNoRights(t *testing.T) {
	for _, forge := range []string{"github", "forgejo"} {
		for name, w := range workflows(t, forge) {
			for _, on := range w.On {
				if strings.Contains(on.EventName(), "target") {
					t.Errorf("%s, %s runs on %s", forge, name, on.EventName())
				}
			}
		}
	}
	all := files(t, "github")
	check := all[".github/workflows/check.yml"]
	for _, word := range []string{"secrets.", "github.token", "GITHUB_TOKEN", "write"} {
		if strings.Contains(strings.ReplaceAll(check, "no right to write", ""), word) {
			t.Errorf("check.yml, which runs what strangers propose, says %q", word)
		}
	}
	comment := workflows(t, "github")["comment.yml"]
	for _, job := range comment.Jobs {
		for _, step := range job.Steps {
			if action, ok := step.Exec.(*actionlint.ExecAction); ok {
				t.Errorf("comment.yml, which has rights, uses %s; it may fetch nothing but the report", action.Uses.Value)
			}
			if run, ok := step.Exec.(*actionlint.ExecRun); ok && regexp.MustCompile(`(?m)^\s*((git|bash|sh|source|\.|eval) |[^#\n]*bin/)`).MatchString(run.Run.Value) {
				t.Error("comment.yml runs files")
			}
		}
	}
}

// PRV-5: what people wrote gets into commands by variables only, so no command has an
// expression in it. Nor does the token go to steps that ask strangers' servers.
func TestCommandsHaveNoExpressions(t *testing.T) {
	for _, forge := range []string{"github", "forgejo"} {
		runs := 0
		for name, w := range workflows(t, forge) {
			for id, job := range w.Jobs {
				for i, step := range job.Steps {
					run, ok := step.Exec.(*actionlint.ExecRun)
					if !ok {
						continue
					}
					runs++
					if strings.Contains(run.Run.Value, "${{") {
						t.Errorf("%s, %s, %s: step %d has an expression in its command", forge, name, id, i+1)
					}
					asks := strings.Contains(run.Run.Value, "bin/planet check") || strings.Contains(run.Run.Value, "bin/planet update") || strings.Contains(run.Run.Value, "join add")
					if asks && step.Env != nil && step.Env.Vars["token"] != nil {
						t.Errorf("%s, %s, %s: step %d asks strangers' servers and has the token", forge, name, id, i+1)
					}
				}
			}
		}
		if runs < 8 {
			t.Errorf("%s: looked at %d commands, want 8 or more", forge, runs)
		}
	}
}

// What runs beside our own scripts is named by its whole version, and leaves no token
// behind in the copy of the repository.
func TestActionsArePinned(t *testing.T) {
	pinned := regexp.MustCompile(`^actions/[a-z-]+@v[0-9]+\.[0-9]+\.[0-9]+$`)
	for _, forge := range []string{"github", "forgejo"} {
		for name, w := range workflows(t, forge) {
			for id, job := range w.Jobs {
				if job.TimeoutMinutes == nil {
					t.Errorf("%s, %s, %s has no time limit", forge, name, id)
				}
				for _, step := range job.Steps {
					action, ok := step.Exec.(*actionlint.ExecAction)
					if !ok {
						continue
					}
					if !pinned.MatchString(action.Uses.Value) {
						t.Errorf("%s, %s, %s uses %s; name its whole version", forge, name, id, action.Uses.Value)
					}
					kept := action.Inputs["persist-credentials"]
					if strings.HasPrefix(action.Uses.Value, "actions/checkout@") && (kept == nil || kept.Value.Value != "false") {
						t.Errorf("%s, %s, %s: checkout leaves a token behind", forge, name, id)
					}
				}
			}
		}
	}
}

// fields are the headings of a filled form, as planet add --from-issue reads them
// (DOOR-A).
var fields = []string{
	"Blog address", "Name", "Groups", "Language", "Whose blog is it?",
	"How much may be shown?", "Consent", "Contact (optional, published in this issue)",
}

// The forms ask the same on every forge, in the words that add knows.
func TestFormsAskTheSame(t *testing.T) {
	type form struct {
		Name        string
		Description string
		About       string
		Body        []struct {
			Type       string
			ID         string
			Attributes struct {
				Label   string
				Options []any
			}
			Validations struct{ Required bool }
		}
	}
	options := map[string][]any{
		"Whose blog is it?":      {"This is my blog", "I know the author"},
		"How much may be shown?": {"Full posts", "Excerpts", "Titles only"},
		"Consent":                {map[string]any{"label": "I agree to the policy and its licence", "required": true}},
	}
	for forge, name := range map[string]string{
		"github":  ".github/ISSUE_TEMPLATE/suggest-a-blog.yml",
		"forgejo": ".forgejo/issue_template/suggest-a-blog.yml",
	} {
		var f form
		if err := yaml.Unmarshal([]byte(files(t, forge)[name]), &f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.Name != "Suggest a blog" || f.Description+f.About == "" {
			t.Errorf("%s: name %q, description %q", name, f.Name, f.Description+f.About)
		}
		var got []string
		for _, field := range f.Body {
			if field.Type == "markdown" {
				continue
			}
			got = append(got, field.Attributes.Label)
			if want := options[field.Attributes.Label]; want != nil && !cmp.Equal(want, field.Attributes.Options) {
				t.Errorf("%s, %s offers %v, want %v", name, field.Attributes.Label, field.Attributes.Options, want)
			}
		}
		if !slices.Equal(got, fields) {
			t.Errorf("%s asks %q, want %q", name, got, fields)
		}
	}
	var got []string
	for line := range strings.Lines(files(t, "gitlab")[".gitlab/issue_templates/suggest-a-blog.md"]) {
		if heading, ok := strings.CutPrefix(line, "### "); ok {
			got = append(got, strings.TrimSpace(heading))
		}
	}
	if !slices.Equal(got, fields) {
		t.Errorf("GitLab's template asks %q, want %q", got, fields)
	}
}

// A form that was filled as its forge fills it, or by hand on GitLab, is one that planet
// add --from-issue can read (DOOR-A).
func TestFilledFormsAreRead(t *testing.T) {
	answers := []string{"https://ann.example/", "Ann", "_No response_", "en", "I know the author", "Titles only", "- [X] I agree to the policy and its licence", "@ann@social.example"}
	var issue strings.Builder
	for i, field := range fields {
		issue.WriteString("### " + field + "\n\n" + answers[i] + "\n\n")
	}
	byHand := files(t, "gitlab")[".gitlab/issue_templates/suggest-a-blog.md"]
	for heading, answer := range map[string]string{"### Blog address\n": "\nhttps://ann.example/\n", "### Name\n": "\nAnn\n", "### Language\n": "en\n"} {
		byHand = strings.Replace(byHand, heading, heading+answer, 1)
	}
	if _, err := form.Read(byHand); err == nil || !strings.Contains(err.Error(), "tick the box") {
		t.Errorf("a form without consent: %v", err)
	}
	byHand = strings.NewReplacer("- [ ]", "- [x]", "\nThis is my blog", "\nI know the author", "\nFull posts", "\nTitles only").Replace(byHand)
	byHand = strings.TrimSpace(byHand) + "\n\n@ann@social.example\n"
	want := &form.Proposal{Address: "https://ann.example/", Name: "Ann", Language: "en", Contact: "@ann@social.example", Display: planet.DisplayTitle}
	for name, text := range map[string]string{"a form": issue.String(), "GitLab's template": byHand} {
		got, err := form.Read(text)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// GitLab's file is one that it can read: known keys, a script in each job, each run by
// bash lines that don't hold what people wrote.
func TestGitLab(t *testing.T) {
	type job struct {
		Rules         []map[string]string
		Variables     map[string]any
		ResourceGroup string `yaml:"resource_group"`
		Timeout       string
		Script        []string
		AllowFailure  map[string]int `yaml:"allow_failure"`
		Pages         bool
		Artifacts     map[string]any
	}
	var ci struct {
		Workflow struct{ Rules []map[string]string }
		Default  struct {
			Image        string
			BeforeScript []string `yaml:"before_script"`
		}
		Check, Pages, Nightly job
	}
	text := files(t, "gitlab")[".gitlab-ci.yml"]
	if err := yaml.UnmarshalWithOptions([]byte(text), &ci, yaml.DisallowUnknownField()); err != nil {
		t.Fatal(err)
	}
	for name, j := range map[string]job{"check": ci.Check, "pages": ci.Pages, "nightly": ci.Nightly} {
		if len(j.Rules) == 0 || len(j.Script) == 0 || j.Timeout == "" {
			t.Errorf("the job %s lacks rules, a script or a time limit: %+v", name, j)
		}
	}
	if ci.Pages.ResourceGroup == "" || !ci.Pages.Pages {
		t.Error("two runs could publish at once, or none does")
	}
	for _, said := range []string{"CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION", "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_COMMIT_REF_NAME"} {
		if strings.Contains(text, said) {
			t.Errorf(".gitlab-ci.yml has %s, which strangers write", said)
		}
	}
}

// Nothing is left open in a text, whatever the title holds, and no forge gets the
// files of another; each says what a successor needs (KEEP-3).
func TestPlacesAreFilled(t *testing.T) {
	const title = `"Ana's" #1: [x](y) <b> | \ *stars* & {more}`
	for _, forge := range start.Forges() {
		list, err := start.Files(start.Planet{Title: title, URL: "https://planet.example/", ID: "urn:uuid:5b1c0000-0000-4000-8000-000000000000", Forge: forge, Version: "0.1.0"})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, f := range list {
			if open := regexp.MustCompile(`__[A-Z0-9]+__`).Find(f.Text); open != nil {
				t.Errorf("%s, %s: %s is left", forge, f.Name, open)
			}
			if seen[f.Name] {
				t.Errorf("%s: two texts for %s", forge, f.Name)
			}
			seen[f.Name] = true
			if f.Name == "feeds.yaml" {
				var got struct{ Planet struct{ Title string } }
				if err := yaml.Unmarshal(f.Text, &got); err != nil || got.Planet.Title != title {
					t.Errorf("%s: the title is %q (%v), want %q", forge, got.Planet.Title, err, title)
				}
			}
			if other := regexp.MustCompile(`^\.(github|gitlab|forgejo)\b`).FindStringSubmatch(f.Name); other != nil && other[1] != forge {
				t.Errorf("%s gets %s", forge, f.Name)
			}
		}
		for _, name := range []string{"feeds.yaml", "README.md", "POLICY.md", "CODE_OF_CONDUCT.md", "HANDOVER.md", ".gitignore", ".planet-version", "bin/get-planet", "bin/memory", "bin/shelf"} {
			if !seen[name] {
				t.Errorf("%s has no %s; it has %v", forge, name, slices.Sorted(maps.Keys(seen)))
			}
		}
	}
	if _, err := start.Files(start.Planet{Forge: "sourceforge"}); err == nil {
		t.Error("there are files for a forge that nobody knows")
	}
}

// Who takes the # away from the examples in the list, and copies the one in feeds.d,
// has a list that works.
func TestExamplesWork(t *testing.T) {
	all := files(t, "github")
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "feeds.d"), 0o755); err != nil {
		t.Fatal(err)
	}
	keys := regexp.MustCompile(`(?m)^(  )?# ((  )*(- )?[a-z]+: |- https|groups:$|feeds:$)`)
	list := keys.ReplaceAllString(all["feeds.yaml"], "$1$2")
	list = strings.Replace(list, "#   - https", "  - https", 1)
	for name, text := range map[string]string{"feeds.yaml": list, "feeds.d/ann.yaml": all["feeds.d/ann.yaml.example"]} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	site, found, err := config.Loader{}.Check(filepath.Join(dir, "feeds.yaml"))
	if err != nil || len(found) > 0 {
		t.Fatalf("check says %v %v of\n%s", found, err, list)
	}
	if len(site.Members) != 2 || len(site.Groups) != 1 || site.Join.Days != 7 || site.Description == "" || site.Members[1].Display != planet.DisplayExcerpt {
		t.Errorf("the examples make %+v", site)
	}
}
