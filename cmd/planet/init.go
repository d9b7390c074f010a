package main

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"planet/start"
)

// A beginning is what the caller says of a planet that does not exist yet.
type beginning struct{ title, url, repository, forge string }

func (c *call) begin() *cobra.Command {
	var b beginning
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Begin a new planet: list, rules, form, workflows",
		Long: `Init writes what a new community begins with into DIR (here, if none is given):
feeds.yaml and feeds.d, a README for members, policy and code of conduct, a form to
suggest a blog, and what the forge runs: a check of each proposal, a proposal made
of each filled form, and the site, published on a schedule. HANDOVER.md among them
says what to set up once.

A file that is there already stays as it is, and is named; so init can be run again,
and in the folder of an older planet. If a folder stands where a file should be, or
the other way round, nothing is written, and the status is 2.

Of what is not said, init takes something sensible and names it: the title from the
folder, the forge and the address of the site from the repository.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return b.write(c, dir, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&b.title, "title", "", "what the planet is called")
	cmd.Flags().StringVar(&b.url, "url", "", "address where the site will be read")
	cmd.Flags().StringVar(&b.repository, "repository", "", "address of the repository, like https://github.com/ana/our-planet")
	cmd.Flags().StringVar(&b.forge, "forge", "", "who runs the workflows: "+strings.Join(start.Forges(), ", ")+" (by the repository's address, else github)")
	return cmd
}

// write makes the files that are not there yet.
func (b beginning) write(c *call, dir string, stdout io.Writer) error {
	p, guessed, err := b.planet(dir)
	if err != nil {
		return err
	}
	files, err := start.Files(p)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return mend("%s cannot be the planet's folder: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return mend("%s cannot be the planet's folder: %w", dir, err)
	}
	defer root.Close()
	if err := inTheWay(root, files); err != nil {
		return err
	}
	written := 0
	for _, f := range files {
		shown := filepath.ToSlash(filepath.Join(dir, f.Name))
		err := writeNew(root, f.Name, f.Text)
		switch {
		case errors.Is(err, fs.ErrExist):
			c.tell("%s is there already, and stays as it is", shown)
		case err != nil:
			return fmt.Errorf("write %s: %w", shown, err)
		default:
			written++
			fmt.Fprintln(stdout, shown)
		}
	}
	if written > 0 {
		c.next(dir, p, guessed)
	}
	return nil
}

// next says what the owner does now.
func (c *call) next(dir string, p start.Planet, guessed []string) {
	list := filepath.ToSlash(filepath.Join(dir, "feeds.yaml"))
	c.tell("")
	for _, g := range guessed {
		c.tell("%s: %s; edit it if that is wrong", list, g)
	}
	if p.Repository == "" {
		c.tell("%s: repository is not set; write the address of the repository there when it has one, and in .planet-version the program's", list)
	}
	c.tell("CODE_OF_CONDUCT.md: write a contact")
	if p.SHA256 == "" {
		c.tell(".planet-version: write the checksum of planet-linux-amd64, which the workflows run")
	}
	c.tell("Then: planet check, put the folder into a repository, and HANDOVER.md says what to set up there once.")
}

// repositoryAddress reads the address of a repository as people copy it: also of
// one of its pages, or the one that is cloned. It is nil if there is none.
func repositoryAddress(raw string) (*url.URL, error) {
	u, err := webAddress("--repository", raw)
	if u == nil || err != nil {
		return nil, err
	}
	name := strings.Trim(u.Path, "/")
	for _, below := range []string{"/-/", "/tree/", "/blob/", "/src/"} {
		name, _, _ = strings.Cut(name, below)
	}
	name = strings.TrimSuffix(name, ".git")
	if owner, rest, ok := strings.Cut(name, "/"); !ok || owner == "" || rest == "" {
		return nil, fmt.Errorf("--repository is %q, which is no repository; write its own address, like https://github.com/OWNER/NAME", raw)
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	return &url.URL{Scheme: u.Scheme, Host: host, Path: "/" + name}, nil
}

// inTheWay says all that stands where something of another kind should be.
func inTheWay(root *os.Root, files []start.File) error {
	var problems []string
	say := func(name, what string) {
		if s := name + " is " + what; !slices.Contains(problems, s) {
			problems = append(problems, s)
		}
	}
	for _, f := range files {
		switch info, err := root.Stat(f.Name); {
		case err == nil && info.IsDir():
			say(f.Name, "a folder, where a file should be")
		case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			say(f.Name, "out of reach, perhaps behind a link that leads out of the folder")
		}
		for folder := path.Dir(f.Name); folder != "."; folder = path.Dir(folder) {
			info, err := root.Stat(folder)
			if err == nil && !info.IsDir() {
				say(folder, "a file, where a folder should be")
			}
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return mend("%s; nothing was written: move it away, or choose another folder", strings.Join(problems, "; "))
}

// planet gives what the files need to know, and a sentence for each part that was
// not said but guessed.
func (b beginning) planet(dir string) (start.Planet, []string, error) {
	var guessed []string
	repository, err1 := repositoryAddress(b.repository)
	site, err2 := webAddress("--url", b.url)
	err3 := checkTitle(b.title)
	if b.forge != "" && !slices.Contains(start.Forges(), b.forge) {
		err3 = errors.Join(err3, fmt.Errorf("--forge is %q; write %s", b.forge, strings.Join(start.Forges(), ", ")))
	}
	if err := errors.Join(err1, err2, err3); err != nil {
		return start.Planet{}, nil, mendable{err}
	}
	p := start.Planet{Title: b.title, ID: newID(), Forge: b.forge}
	p.Version, _ = built()
	p.SHA256 = ownSum()
	if p.Title == "" {
		p.Title = titleOf(dir)
		guessed = append(guessed, fmt.Sprintf("title is %q, from the folder's name", p.Title))
	}
	known := hosts[""]
	if repository != nil {
		p.Repository = repository.String()
		known = hosts[repository.Host]
	}
	p.Forge = cmp.Or(p.Forge, known.forge, "github")
	switch {
	case site != nil:
		p.URL = strings.TrimSuffix(site.String(), "/") + "/"
	case known.pages != "":
		p.URL = pagesURL(repository.Path, known.pages)
		guessed = append(guessed, "url is "+p.URL+", where "+repository.Host+" would publish it")
	default:
		p.URL = "https://planet.example.org/"
		guessed = append(guessed, "url is the placeholder "+p.URL)
	}
	return p, guessed, nil
}

// hosts are the forges that many use, and where they publish pages.
var hosts = map[string]struct{ forge, pages string }{
	"github.com":   {"github", "github.io"},
	"gitlab.com":   {"gitlab", "gitlab.io"},
	"codeberg.org": {"forgejo", "codeberg.page"},
}

// pagesURL is where a host with pages publishes the repository of a path like
// /ana/our-planet; one that is named like the host itself is at its root.
func pagesURL(repository, host string) string {
	owner, name, _ := strings.Cut(strings.Trim(repository, "/"), "/")
	at := strings.ToLower(owner) + "." + host
	if name == "" || strings.EqualFold(name, at) {
		return "https://" + at + "/"
	}
	return "https://" + at + "/" + name + "/"
}

// webAddress reads an address that a flag gives; nil if it gives none.
func webAddress(flag, said string) (*url.URL, error) {
	if said == "" {
		return nil, nil //nolint:nilnil // no address was given, and that is fine
	}
	u, err := url.Parse(said)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%s is %q; write an address that begins with https:// and has no user, ? or #", flag, said)
	}
	return u, nil
}

// checkTitle says what is wrong with a title; none at all is fine.
func checkTitle(s string) error {
	const most = 300 // characters, as feeds.yaml takes
	switch {
	case utf8.RuneCountInString(s) > most:
		return fmt.Errorf("--title has %d characters; write at most %d", utf8.RuneCountInString(s), most)
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) || s != strings.TrimSpace(s):
		return fmt.Errorf("--title is %q; write one line, with no spaces around it", s)
	}
	return nil
}

// titleOf makes a title of a folder's name: our-planet becomes Our Planet.
func titleOf(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	words := strings.FieldsFunc(filepath.Base(abs), func(r rune) bool { return r == '-' || r == '_' || unicode.IsSpace(r) || !unicode.IsPrint(r) })
	for i, w := range words {
		r, n := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToTitle(r)) + w[n:]
	}
	if title := strings.Join(words, " "); title != "" && checkTitle(title) == nil && title != string(filepath.Separator) {
		return title
	}
	return "Our Planet"
}

// newID makes the identity of a planet that nobody else has (RFC 9562, version 4).
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// ownSum is the SHA-256 of this program, if it is the one that workflows run: that
// for Linux on amd64; else "".
func ownSum() string {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return ""
	}
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
