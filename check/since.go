package check

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"planet"
	"planet/config"
)

// A HistoryError says why the list of a revision can't be had, in a sentence
// to who asked for it.
type HistoryError struct{ says string }

// Error gives the sentence.
func (e *HistoryError) Error() string { return e.says }

// Earlier is the list as it was in a revision.
type Earlier struct {
	Site  *planet.Site // what could be read of it; nil if there was no list
	Found []config.Problem

	files []string // that differ from it now, relative to the list's folder
	added []string // those of them that it had not
}

// Since reads the list at a path as it was in a revision of the git repository
// that holds it, with its folder feeds.d. site is the list as it is now, for
// the pictures that it names. Git reads its objects and runs nothing of the
// repository. The error is a [*HistoryError] if git or the revision isn't
// there.
func Since(ctx context.Context, loader config.Loader, list, rev string, site *planet.Site) (*Earlier, error) {
	r := repository{folder: filepath.Dir(list), rev: rev}
	if err := r.find(ctx); err != nil {
		return nil, err
	}
	objects, err := r.tree(ctx, filepath.Base(list), "feeds.d")
	if err != nil {
		return nil, err
	}
	e := &Earlier{}
	if e.files, e.added, err = r.changed(ctx); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(objects, func(o object) bool { return o.name == filepath.Base(list) }) {
		return e, nil
	}
	temp, err := os.MkdirTemp("", "planet-since-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if err := r.write(ctx, objects, temp); err != nil {
		return nil, err
	}
	copyPictures(site, temp)
	then := filepath.Join(temp, filepath.Base(list))
	if e.Site, e.Found, err = loader.Check(then); err != nil {
		return nil, err
	}
	return e, nil
}

// Changed gives the slugs of the members that are new in site, or differ from
// what they were, also if only their picture does; isNew tells which are new.
func (e *Earlier) Changed(site *planet.Site) (changed, isNew map[string]bool) {
	changed, isNew = map[string]bool{}, map[string]bool{}
	was := map[string]planet.Member{}
	if e.Site != nil {
		for _, m := range e.Site.Members {
			was[m.Slug] = placeless(m)
		}
	}
	for _, m := range site.Members {
		old, known := was[m.Slug]
		if !known || !reflect.DeepEqual(old, placeless(m)) || m.Avatar != "" && slices.Contains(e.files, m.Avatar) {
			changed[m.Slug], isNew[m.Slug] = true, !known
		}
	}
	return changed, isNew
}

// Turns says what the change does to members that a person should know of,
// though nothing is wrong with the list by it: who is taken out, ended, led to
// another address, or said to have agreed (PRV-1, LEAVE-2).
func (e *Earlier) Turns(site *planet.Site) []config.Problem {
	var all []config.Problem
	say := func(m planet.Member, format string, args ...any) {
		all = append(all, config.Problem{File: m.File, Line: m.Line, Code: planet.CodeTurn, Level: LevelOf(planet.CodeTurn), Message: fmt.Sprintf(format, args...)})
	}
	now, was := map[string]planet.Member{}, map[string]planet.Member{}
	for _, m := range site.Members {
		now[m.Slug] = m
	}
	if e.Site != nil {
		for _, m := range e.Site.Members {
			was[m.Slug] = m
			if _, stays := now[m.Slug]; !stays && m.Status != planet.StatusRemoved {
				m.File, m.Line = "", 0 // it stands nowhere now
				say(m, "%s is taken out of the list: no longer asked, and shown under “Moved on”.", called(m))
			}
		}
	}
	for _, m := range site.Members {
		old, known := was[m.Slug]
		if known && m.Status != old.Status {
			switch m.Status {
			case planet.StatusLeft:
				say(m, "%s gets status: left: no longer asked, out of lists and feeds.", called(m))
			case planet.StatusRemoved:
				say(m, "%s gets status: removed: pages, archive, search and picture go.", called(m))
			}
		}
		if known && m.Status == old.Status && old.Site != m.Site {
			say(m, "The site of %s was %s, and is %s.", called(m), orNone(old.Site), orNone(m.Site))
		}
		if a, b := addresses(old), addresses(m); known && m.Status == old.Status && a != b {
			say(m, "The feed of %s was %s, and is %s.", called(m), orNone(a), orNone(b))
		}
		if m.Consent != "" && old.Consent != m.Consent {
			say(m, "The list says that %s agreed (consent: agreed). A maintainer writes that, or the program that reads the form.", called(m))
		}
	}
	return all
}

// maxStray is the largest file, in bytes, that is looked into for a member.
const maxStray = 64 << 10

// Strays says which new files beside the list were meant to add a member, and
// where they belong: nobody reads them there, so that nothing would come of the
// proposal.
func (e *Earlier) Strays(list string) []config.Problem {
	root, err := os.OpenRoot(filepath.Dir(list))
	if err != nil {
		return nil // the list in it has been read
	}
	defer root.Close()
	var all []config.Problem
	for _, name := range e.added {
		info, err := root.Lstat(filepath.FromSlash(name))
		if strings.Contains(name, "/") || name == filepath.Base(list) || err != nil || !info.Mode().IsRegular() || info.Size() > maxStray {
			continue
		}
		b, err := root.ReadFile(name)
		if err != nil {
			continue
		}
		if belongs, stray := config.Stray(name, string(b)); stray {
			all = append(all, config.Problem{
				File: filepath.ToSlash(filepath.Join(filepath.Dir(list), oneLine(name))), Code: planet.CodeYAML, Level: config.Blocks,
				Message: "this looks like a member's file, and here nobody reads it; move it to " + belongs,
			})
		}
	}
	return all
}

// Same reports whether site says what the list of the revision said: the same
// settings, groups and members, in any order, with the same pictures.
func (e *Earlier) Same(site *planet.Site) bool {
	if e.Site == nil || len(e.Site.Members) != len(site.Members) {
		return false
	}
	changed, _ := e.Changed(site)
	return len(changed) == 0 && settings(e.Site) == settings(site)
}

// settings is what a list says beside its members, as text.
func settings(site *planet.Site) string {
	alone := *site
	alone.Members = nil
	return config.ListText(&alone)
}

func called(m planet.Member) string { return oneLine(cmp.Or(m.Name, m.Slug)) }

// addresses are the feeds that the list names; those that are found from the
// site are not.
func addresses(m planet.Member) string {
	var all []string
	for _, f := range m.Feeds {
		if f.URL != m.Site {
			all = append(all, f.URL)
		}
	}
	return strings.Join(all, ", ")
}

func orNone(address string) string { return cmp.Or(address, "not named") }

// placeless is a member wherever it stands in the list.
func placeless(m planet.Member) planet.Member {
	m.Line, m.File = 0, ""
	return m
}

// News gives those of found that were not found in the list of the revision.
// What blocks is always news: nothing can be merged with it.
func (e *Earlier) News(found []config.Problem) []config.Problem {
	before := map[config.Problem]int{}
	for _, p := range e.Found {
		before[config.Problem{Code: p.Code, Message: p.Message}]++
	}
	return slices.DeleteFunc(slices.Clone(found), func(p config.Problem) bool {
		same := config.Problem{Code: p.Code, Message: p.Message}
		if p.Level == config.Blocks || before[same] == 0 {
			return false
		}
		before[same]--
		return true
	})
}

// copyPictures puts the pictures that the list names now beside the earlier
// one, so that it differs by what its items say alone. Those that can't be
// read are missing in both.
func copyPictures(site *planet.Site, folder string) {
	root, err := os.OpenRoot(site.Dir)
	if err != nil {
		return
	}
	defer root.Close()
	for _, m := range site.Members {
		name := filepath.FromSlash(m.Avatar)
		if m.Avatar == "" || strings.Contains(m.Avatar, "://") || !filepath.IsLocal(name) {
			continue
		}
		if b, err := root.ReadFile(name); err == nil {
			_ = put(folder, name, b)
		}
	}
}

func put(folder, name string, b []byte) error {
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}

// A repository is what git knows of the folder of a list.
type repository struct {
	folder, rev string
	commit      string // of rev
}

// An object is a file of the revision.
type object struct{ id, name string }

// find makes sure that git and the revision are there.
func (r *repository) find(ctx context.Context) error {
	if _, err := exec.LookPath("git"); err != nil {
		return &HistoryError{"--changed-since asks git what was before, and there is no git here; install it, or leave the flag out to look at all"}
	}
	if _, err := r.git(ctx, nil, "rev-parse", "--git-dir"); err != nil {
		return &HistoryError{fmt.Sprintf("--changed-since asks git what was before, and git finds no repository at %s (%s); leave the flag out to look at all", r.folder, said(err))}
	}
	if strings.HasPrefix(r.rev, "-") || r.rev == "" {
		return &HistoryError{fmt.Sprintf("--changed-since is %q; write a revision, like main or HEAD~1", r.rev)}
	}
	out, err := r.git(ctx, nil, "rev-parse", "--verify", "--quiet", r.rev+"^{commit}")
	if err != nil {
		return &HistoryError{fmt.Sprintf("there is no revision %q in this repository; if it was cloned without its history, fetch that first (in a workflow: fetch-depth: 0)", r.rev)}
	}
	r.commit = strings.TrimSpace(string(out))
	return nil
}

// tree lists some files of the revision, and those of folders. Links and
// submodules are left out: the list takes none either.
func (r *repository) tree(ctx context.Context, names ...string) ([]object, error) {
	out, err := r.git(ctx, nil, append([]string{"ls-tree", "-r", "-z", r.commit, "--"}, names...)...)
	if err != nil {
		return nil, err
	}
	var all []object
	for line := range strings.SplitSeq(string(out), "\x00") { // 100644 blob 5b1c…	feeds.yaml
		meta, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(meta)
		if ok && len(fields) == 3 && strings.HasPrefix(fields[0], "100") && filepath.IsLocal(filepath.FromSlash(name)) {
			all = append(all, object{fields[2], name})
		}
	}
	return all, nil
}

// changed names the files that differ from the revision, relative to the
// folder, and those of them that it had not; also files which git was not told
// of yet, unless it shall ignore them.
func (r *repository) changed(ctx context.Context) (all, added []string, err error) {
	for _, ask := range []struct {
		into []*[]string
		args []string
	}{
		{[]*[]string{&all}, []string{"diff", "--no-ext-diff", "--name-only", "--relative", "-z", r.commit, "--", "."}},
		{[]*[]string{&added}, []string{"diff", "--no-ext-diff", "--name-only", "--no-renames", "--diff-filter=A", "--relative", "-z", r.commit, "--", "."}},
		{[]*[]string{&all, &added}, []string{"ls-files", "--others", "--exclude-standard", "-z", "--", "."}},
	} {
		out, err := r.git(ctx, nil, ask.args...)
		if err != nil {
			return nil, nil, err
		}
		for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			for _, list := range ask.into {
				*list = append(*list, name)
			}
		}
	}
	return all, added, nil
}

// write puts the contents of objects into a folder.
func (r *repository) write(ctx context.Context, objects []object, folder string) error {
	var ask strings.Builder
	for _, o := range objects {
		ask.WriteString(o.id + "\n")
	}
	out, err := r.git(ctx, strings.NewReader(ask.String()), "cat-file", "--batch")
	if err != nil {
		return err
	}
	answers := bufio.NewReader(bytes.NewReader(out))
	for _, o := range objects {
		b, err := content(answers)
		if err != nil {
			return fmt.Errorf("read %s of %s: %w", o.name, r.rev, err)
		}
		if err := put(folder, filepath.FromSlash(o.name), b); err != nil {
			return err
		}
	}
	return nil
}

// content reads one answer of git cat-file: a line with the size, the bytes,
// the end of a line.
func content(answers *bufio.Reader) ([]byte, error) {
	head, err := answers.ReadString('\n')
	if err != nil {
		return nil, err
	}
	_, last, _ := strings.Cut(strings.TrimSpace(head), " blob ")
	size, err := strconv.Atoi(last)
	if err != nil {
		return nil, fmt.Errorf("git says %q", strings.TrimSpace(head))
	}
	b := make([]byte, size+1)
	if _, err := io.ReadFull(answers, b); err != nil {
		return nil, err
	}
	return b[:size], nil
}

// git runs git in the folder.
func (r *repository) git(ctx context.Context, in io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", r.folder}, args...)...)
	cmd.Stdin = in
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

// said is the first line of what git complained about.
func said(err error) string {
	failed, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err.Error()
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(failed.Stderr)), "\n")
	return oneLine(line)
}
