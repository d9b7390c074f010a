package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planet"
	"planet/config"
	"planet/fetcher"
	"planet/form"
	"planet/store"
)

// An addition is a blog on its way into the list.
type addition struct {
	form.Proposal
	use        string // which of several feeds: its number, from 1, or its address; "" lets us choose
	file       string // where to write: feeds.yaml or feeds.d; "" for where it belongs
	formFile   string
	badgeEmail string
	proposedBy string // address of the account that filled the form
}

func (c *call) add() *cobra.Command {
	a := addition{Proposal: form.Proposal{Own: true}}
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Find the feed behind a blog's address and add it to the list",
		Long: `Add asks for the address of a blog, any page of it, finds its feed, shows its
last posts, and writes the new member into the list: as a file of its own if there
is a folder feeds.d, else as the last item of feeds.yaml. All else there stays as it
is, comments too. Then it prints the git commands by which to propose the change.

A page may lead to several feeds with different posts. They are listed then with
numbers, nothing is written, and --use takes one of them, by its number or, to mean
the same one whatever else there will be, its address.

With --from-issue, the address and the rest come from a filled form "Suggest a blog":
FILE holds the text of the issue. Somebody else's blog gets display: excerpt until
the author says otherwise, or less if the planet shows less. Consent is only noted
as agreed if the blog's page links with rel=me to the account that --proposed-by
names, and is on the host of its feed or of the home page that the feed names. How
to reach the author stays in the form.

The exit status is 0 if the member was added, 2 if you can mend what is wrong, and 1
if their host or our network is the cause. Nothing is written in both.`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return fmt.Errorf("add takes one address, and there are %d; write it in quotes if it holds a space", len(args))
			case len(args) == 0 && a.formFile == "":
				return errors.New("add needs the address of a blog, such as planet add https://blog.example.net/")
			case len(args) == 1 && a.formFile != "":
				return errors.New("the address stands in the form that --from-issue names; leave one of the two out")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a.Address = strings.Join(args, "")
			return c.addOne(cmd.Context(), &a, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&a.Name, "name", "", "the name that readers see; else the blog's title")
	cmd.Flags().StringSliceVar(&a.Groups, "group", nil, "slug of a group that the member belongs to; may be repeated")
	cmd.Flags().StringVar(&a.file, "file", "", "write into `feeds.yaml or feeds.d/`")
	cmd.Flags().StringVar(&a.use, "use", "", "take feed `N` of those that were listed, or the one at an address")
	cmd.Flags().StringVar(&a.formFile, "from-issue", "", "read the form in `FILE`, the text of an issue")
	cmd.Flags().StringVar(&a.proposedBy, "proposed-by", "", "with --from-issue: `address` of the account that filled the form, like https://github.com/ann")
	cmd.Flags().StringVar(&a.badgeEmail, "badge-email", "", "the member wants an Open Badge at this `address`; only a hash of it is written")
	return cmd
}

// addOne adds one member, or says why not and writes nothing.
func (c *call) addOne(ctx context.Context, a *addition, stdout io.Writer) error {
	site, err := c.load()
	if err != nil {
		return err
	}
	inFolder, err := c.door(a.file)
	if err != nil {
		return err
	}
	if err := a.read(site); err != nil {
		return err
	}
	if m := config.Listed(site, withScheme(a.Address)); m != nil {
		return already(m)
	}
	blog, err := c.look(ctx, site, a)
	if err != nil {
		return err
	}
	offer, err := c.choose(site, blog, a.use)
	if err != nil {
		return err
	}
	if err := c.listed(ctx, site, blog, offer); err != nil {
		return err
	}
	m, err := a.member(site, blog, offer, c.now())
	if err != nil {
		return err
	}
	if a.claimed(blog) && m.Consent == "" {
		c.tell("consent is not noted: %s is on another host than the feed, and the feed does not name that host as its home", a.Address)
	}
	written, err := loader().Add(c.config, m, inFolder)
	if err != nil {
		return err
	}
	return proposal(stdout, written, m.Slug)
}

// door tells whether the member gets a file in feeds.d.
func (c *call) door(file string) (inFolder bool, err error) {
	dir := filepath.Dir(c.config)
	switch {
	case file == "":
		return config.HasFolder(c.config), nil
	case filepath.Clean(file) == filepath.Clean(c.config), filepath.Join(dir, file) == filepath.Clean(c.config):
		return false, nil
	case filepath.Clean(file) == filepath.Join(dir, "feeds.d"), filepath.Clean(file) == "feeds.d":
		return true, nil
	}
	return false, mend("--file is %q; write %s, or feeds.d/ for a file of the member's own", file, filepath.Base(c.config))
}

// read completes what flags said by what a form says, and looks at both.
func (a *addition) read(site *planet.Site) error {
	if a.formFile != "" {
		text, err := os.ReadFile(a.formFile)
		if err != nil {
			return mendable{err}
		}
		p, err := form.Read(string(text))
		if err != nil {
			return err
		}
		name, groups := a.Name, a.Groups
		if a.Proposal = *p; name != "" {
			a.Name = name
		}
		a.Groups = append(a.Groups, groups...)
	}
	if n, err := strconv.Atoi(a.use); a.use != "" && !strings.Contains(a.use, "://") && (err != nil || n < 1) {
		return mend("--use is %q; write the number of a feed, from 1, or its address", a.use)
	}
	var wrong []string
	if a.Language != "" && !config.IsLanguage(a.Language) {
		wrong = append(wrong, fmt.Sprintf("Language: %q is no code; write one such as en, pt-BR or zh-Hant.", a.Language))
	}
	if a.badgeEmail != "" {
		if at, err := mail.ParseAddress(a.badgeEmail); err != nil || at.Address != a.badgeEmail {
			wrong = append(wrong, "--badge-email is no e-mail address; write one such as ann@example.org.")
		}
	}
	var slugs []string
	for _, g := range a.Groups {
		slug, advice := group(site, g)
		if advice != "" {
			wrong = append(wrong, advice)
		}
		if !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	a.Groups = slugs
	if len(wrong) > 0 {
		return &form.Mistakes{List: wrong}
	}
	return nil
}

// group gives the slug of the group that is called so, by slug or by name, or
// says which groups there are.
func group(site *planet.Site, called string) (slug, advice string) {
	var all []string
	for _, g := range site.Groups {
		if strings.EqualFold(g.Slug, called) || strings.EqualFold(g.Name, called) {
			return g.Slug, ""
		}
		all = append(all, g.Slug)
	}
	if len(all) == 0 {
		return "", fmt.Sprintf("Groups: there is no group %q, for %s has none.", called, site.File)
	}
	return "", fmt.Sprintf("Groups: there is no group %q; there are %s.", called, strings.Join(all, ", "))
}

// look asks what stands behind the address. A port that the owner types may be
// asked; one in a stranger's form may not, for it could lead anywhere (SAFE-4).
func (c *call) look(ctx context.Context, site *planet.Site, a *addition) (*fetcher.Blog, error) {
	client := c.client(site)
	defer client.Close()
	if u, err := url.Parse(withScheme(a.Address)); err == nil && a.formFile == "" {
		if port, err := strconv.Atoi(u.Port()); err == nil {
			client.Ports = append(client.Ports, port)
		}
	}
	blog, err := fetcher.Look(ctx, client, site, a.Address)
	if refusal, ok := errors.AsType[*fetcher.Refusal](err); ok && !refusal.Passing() {
		return nil, mendable{err}
	}
	return blog, err
}

// withScheme is an address as it may be meant by somebody who left out https.
func withScheme(address string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return "https://" + address
}

// listed refuses a blog that is in the list already: by its page, by its home
// page, or by any address of the feed, also one that only the database knows.
func (c *call) listed(ctx context.Context, site *planet.Site, blog *fetcher.Blog, offer *fetcher.Offer) error {
	ways := append([]string{blog.Page, blog.Moved, offer.URL}, offer.Ways...)
	for _, way := range ways {
		if m := config.Listed(site, way); m != nil {
			return already(m)
		}
	}
	if m := config.Listed(site, blog.HomeOf(offer)); m != nil {
		return already(m) // one home page, two members: one of them is not at home there
	}
	r, err := store.OpenReader(ctx, site.Database)
	if errors.Is(err, store.ErrNoDatabase) {
		return nil // so far, nothing was asked
	}
	if err != nil {
		return err
	}
	defer r.Close()
	slug, err := fetcher.Follows(ctx, r, ways)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(site.Members, func(m planet.Member) bool { return m.Slug == slug }); i >= 0 {
		return already(&site.Members[i])
	}
	return nil
}

// already says who has the feed.
func already(m *planet.Member) error {
	who := cmp.Or(m.Name, m.Slug)
	state := ""
	if m.Status != "" || m.Disabled {
		state = "; it is not followed now, as its keys status and disabled say"
	}
	return mend("This blog is already here as %s (%s, line %d; same after removing www, https and the last slash)%s. A second feed of theirs goes into feed: there", who, m.File, m.Line, state)
}

// choose gives the feed to take, and shows what is in it; of several ones it
// shows all, for the caller to choose from (DISC-2). A feed named by its address is
// taken only if the page still leads there.
func (c *call) choose(site *planet.Site, blog *fetcher.Blog, use string) (*fetcher.Offer, error) {
	n := len(blog.Feeds)
	i := 0
	switch number, err := strconv.Atoi(use); {
	case use == "" && n > 1 && !blog.Sure:
		c.offers(site, blog)
		return nil, mend("this page leads to %d feeds with different posts; write --use N to take one of them", n)
	case use == "":
	case err == nil && number > n:
		return nil, mend("--use is %d; write a number from 1 to %d", number, n)
	case err == nil:
		i = number - 1
	default:
		if i = slices.IndexFunc(blog.Feeds, func(o fetcher.Offer) bool { return isAt(&o, use) }); i < 0 {
			c.offers(site, blog)
			return nil, mend("--use is %s, and this page does not lead to that feed; write --use N to take one of these", use)
		}
	}
	offer := &blog.Feeds[i]
	c.tell("%s", strings.TrimRight(offerText(offer), "\n"))
	return offer, nil
}

// isAt reports whether address, in any spelling, is one of the feed's.
func isAt(o *fetcher.Offer, address string) bool {
	return slices.ContainsFunc(append([]string{o.URL}, o.Ways...), func(way string) bool {
		return fetcher.Canonical(way) == fetcher.Canonical(address)
	})
}

// offers shows the feeds that a page leads to, with numbers.
func (c *call) offers(site *planet.Site, blog *fetcher.Blog) {
	for i := range blog.Feeds {
		fmt.Fprintf(c.stderr, "%d. %s", i+1, offerText(&blog.Feeds[i]))
		if m := config.Listed(site, blog.Feeds[i].URL); m != nil {
			fmt.Fprintf(c.stderr, "     (already here as %s)\n", cmp.Or(m.Name, m.Slug))
		}
	}
}

// offerText is a feed with its last posts.
func offerText(o *fetcher.Offer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) %s\n", cmp.Or(o.Title, "without a title"), o.Format, o.URL)
	for _, p := range o.Posts {
		fmt.Fprintf(&b, "     %s\n", p)
	}
	if len(o.Posts) == 0 {
		b.WriteString("     no posts yet\n")
	}
	return b.String()
}

// member is what will be written.
func (a *addition) member(site *planet.Site, blog *fetcher.Blog, offer *fetcher.Offer, now time.Time) (planet.Member, error) {
	m := config.NewMember()
	m.Name = cmp.Or(a.Name, offer.Title)
	m.Site = blog.HomeOf(offer)
	m.Feeds = []planet.Feed{{URL: offer.URL}}
	m.Language = a.Language // and no contact: the list may lie in the open, and whoever asks has the form
	m.Slug = config.FreeSlug(site, m.Name, cmp.Or(m.Site, offer.URL))
	year, month, day := now.In(site.Location).Date()
	m.Joined = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for _, g := range a.Groups {
		m.Groups = append(m.Groups, planet.Membership{Group: g})
	}
	switch {
	case !a.Own && site.Display == planet.DisplayTitle: // which is less than anybody chose
		m.Display = planet.DisplayTitle
	case !a.Own || a.Display != "" && a.Display != site.Display:
		m.Display = a.Display
	}
	if a.claimed(blog) && blog.Speaks(offer) {
		m.Consent = "agreed" // OWN-1
	}
	if a.badgeEmail != "" {
		salt := make([]byte, 16)
		if _, err := rand.Read(salt); err != nil {
			return m, err
		}
		m.Badge = planet.Badge{Wanted: true, Salt: hex.EncodeToString(salt)}
		m.Badge.Identity = fmt.Sprintf("sha256$%x", sha256.Sum256([]byte(a.badgeEmail+m.Badge.Salt)))
	}
	return m, nil
}

// claimed reports whether whoever filled the form says that the blog is theirs,
// and its page says so of them.
func (a *addition) claimed(blog *fetcher.Blog) bool {
	return a.formFile != "" && a.Own && blog.Claims(a.proposedBy)
}

// proposal prints what was written and how to propose it. The slug is a-z, 0-9
// and hyphens; nothing else of what strangers wrote gets into a command.
func proposal(w io.Writer, written *config.Addition, slug string) error {
	file := filepath.ToSlash(written.File)
	if strings.Trim(file, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") != "" || strings.HasPrefix(file, "-") {
		file = "'" + strings.ReplaceAll(file, "'", `'\''`) + "'"
	}
	_, err := fmt.Fprintf(w, `%s now has:

%s
To propose this:

    git switch -c add-%[3]s
    git add -- %[4]s
    git commit -m "Add %[3]s"
    git push -u origin add-%[3]s
`, filepath.ToSlash(written.File), indented(written.Text), slug, file)
	return err
}

// indented is a text with each line further in.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}
