package render

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"planet"
)

// The ways into the list and out of it, each of which ends in a change of one
// file: a form, a file to write, a command, a letter (JOIN-1, LEAVE-1).

const (
	maxDoor  = 8000 // bytes of an address that opens an editor (DOOR-B)
	formFile = "suggest-a-blog"
)

// formFolders are where forges look for the forms of issues, below the folder
// of the list.
var formFolders = map[planet.Forge][]string{
	planet.ForgeGitHub: {".github/ISSUE_TEMPLATE"},
	planet.ForgeGitea:  {".forgejo/issue_template", ".forgejo/ISSUE_TEMPLATE", ".gitea/issue_template", ".gitea/ISSUE_TEMPLATE", ".github/ISSUE_TEMPLATE"},
	planet.ForgeGitLab: {".gitlab/issue_templates"},
}

// forge tells the software of the repository's host: by the list, else by the
// name of the host. Whoever runs their own mostly runs Forgejo or Gitea.
func forge(site *planet.Site) planet.Forge {
	host := hostOf(site.Repository)
	switch {
	case site.Forge != "" || host == "":
		return site.Forge
	case strings.Contains(host, "github"):
		return planet.ForgeGitHub
	case strings.Contains(host, "gitlab"):
		return planet.ForgeGitLab
	}
	return planet.ForgeGitea
}

// repository gives the address of the repository, to be joined with a path;
// nil if the list names none.
func (w *world) repository() *url.URL {
	u, err := url.Parse(strings.TrimSuffix(w.site.Repository, ".git"))
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}

func (w *world) branch() string { return cmp.Or(w.site.Branch, "main") }

// edit gives the address where a member's item stands in the repository; "" if
// the list names none.
func (w *world) edit(m *planet.Member) string {
	u := w.repository()
	if u == nil {
		return ""
	}
	file := filepath.ToSlash(m.File)
	if rel, err := filepath.Rel(w.site.Dir, m.File); err == nil {
		file = filepath.ToSlash(rel)
	}
	switch forge(w.site) {
	case planet.ForgeGitea:
		u = u.JoinPath("src/branch", w.branch(), file)
	case planet.ForgeGitLab:
		u = u.JoinPath("-/blob", w.branch(), file)
	default:
		u = u.JoinPath("blob", w.branch(), file)
	}
	u.Fragment = fmt.Sprintf("L%d", m.Line)
	return u.String()
}

// newFile gives the address where a file for a new member can be written into
// the repository, filled in where the forge can do that (DOOR-B); "" if the
// list names no repository.
func (w *world) newFile() string {
	groups := w.groups
	for {
		address := w.newFileWith(w.draft(groups))
		if len(address) <= maxDoor || len(groups) == 0 {
			return address
		}
		groups = groups[:len(groups)/2] // enough to see what is meant
	}
}

func (w *world) newFileWith(text string) string {
	u := w.repository()
	if u == nil {
		return ""
	}
	const folder, file = "feeds.d", "your-name.yaml"
	query := url.Values{"filename": {file}, "value": {text}}
	switch forge(w.site) {
	case planet.ForgeGitea:
		u = u.JoinPath("_new", w.branch(), folder)
	case planet.ForgeGitLab: // takes no text
		u = u.JoinPath("-/new", w.branch())
		query = url.Values{"file_name": {folder + "/" + file}}
	default:
		u = u.JoinPath("new", w.branch(), folder)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// draft is a file for a new member, to be filled in. Its comments are in the
// language of the site; all that stands in it as YAML can stay.
func (w *world) draft(groups []*groupView) string {
	lines := []string{
		"# " + w.words.t("join.draft"),
		"name: " + w.words.t("join.draft.name"),
		"site: https://your-blog.example/",
		"# feed: https://your-blog.example/feed.xml",
		"# about: " + w.words.t("join.draft.about"),
		"# language: " + w.site.Language,
		"# display: full  # full, excerpt, title",
	}
	if len(groups) > 0 {
		var slugs []string
		for _, g := range groups {
			slugs = append(slugs, g.Slug)
		}
		lines = append(lines, "# groups: ["+strings.Join(slugs, ", ")+"]")
	}
	return strings.Join(lines, "\n") + "\n"
}

// issue gives the address where an issue can be opened in the repository, with
// a title and a text to fill in (DOOR-A); "" if the list names no repository.
func (w *world) issue(title, text string) string {
	u := w.repository()
	if u == nil {
		return ""
	}
	query := url.Values{"title": {title}, "body": {text}}
	if forge(w.site) == planet.ForgeGitLab {
		u = u.JoinPath("-/issues/new")
		query = url.Values{"issue[title]": {title}, "issue[description]": {text}}
	} else {
		u = u.JoinPath("issues/new")
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// suggest is the form by which a blog is suggested (DOOR-A): the list's own,
// else that of the repository, if the folder of the list has one, else an
// issue with what is asked for.
func (w *world) suggest() string {
	if w.site.Join.Form != "" {
		return w.site.Join.Form
	}
	u, kind := w.repository(), forge(w.site)
	if u == nil {
		return ""
	}
	for _, folder := range formFolders[kind] {
		for _, ext := range []string{".yml", ".yaml", ".md"} {
			if _, err := os.Stat(filepath.Join(w.site.Dir, filepath.FromSlash(folder), formFile+ext)); err != nil {
				continue
			}
			switch kind {
			case planet.ForgeGitLab:
				u = u.JoinPath("-/issues/new")
				u.RawQuery = url.Values{"issuable_template": {formFile}}.Encode()
			case planet.ForgeGitea:
				u = u.JoinPath("issues/new")
				u.RawQuery = url.Values{"template": {folder + "/" + formFile + ext}}.Encode()
			default:
				u = u.JoinPath("issues/new")
				u.RawQuery = url.Values{"template": {formFile + ext}}.Encode()
			}
			return u.String()
		}
	}
	return w.issue(w.words.t("join.issue"), w.words.t("join.issue.text"))
}

// mail gives a mailto: address with a subject, for those without an account at
// the repository's host (JOIN-1); "" if the list names none.
func (w *world) mail(subject string) string {
	to := cmp.Or(w.site.Join.Email, strings.TrimPrefix(w.site.Contact, "mailto:"))
	if !strings.Contains(to, "@") || strings.Contains(to, "/") {
		return ""
	}
	return "mailto:" + (&url.URL{Path: to}).EscapedPath() + "?subject=" + url.PathEscape(subject)
}

// join tells how to get on the list and off it (JOIN-1 to JOIN-8).
func (w *world) join(context.Context, *pageView) (any, error) {
	d := joinData{
		Form: w.suggest(), NewFile: w.newFile(), Filled: forge(w.site) != planet.ForgeGitLab, Mail: w.mail(w.words.t("join.issue")),
		Days: w.site.Join.Days, PerDay: w.site.Front.PerFeedPerDay, Display: cmp.Or(w.site.Display, planet.DisplayFull),
		Leave: w.issue(w.words.t("leave.issue"), w.words.t("leave.issue.text")), LeaveMail: w.mail(w.words.t("leave.issue")),
		Title: html.EscapeString(w.site.Title), Link: html.EscapeString(w.words.t("join.show.link", "site", w.site.Title)),
	}
	if c := w.site.Contact; d.Mail == "" && c != "" {
		d.Contact = c
	}
	return d, nil
}
