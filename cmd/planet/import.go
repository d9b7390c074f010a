package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planet"
	"planet/config"
	"planet/fetcher/get"
	"planet/lists"
)

// An importing is what planet import was told.
type importing struct {
	format  string
	into    string
	oldFeed string
	private bool
}

func (c *call) importList() *cobra.Command {
	var todo importing
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Make feeds.yaml of another planet's list, or of OPML",
		Long: `Import reads the list of Venus, Planet 2.0 or Pluto, an OPML file or a list of
addresses (FILE, or - for what comes in), and prints it as feeds.yaml, with its
comments and in its order. What became of each feed, and which settings have no
counterpart, it says on stderr: nothing is left out in silence.

With --into the list is not printed but put into feeds.yaml, or into feeds.d
with a file for each member; what is there stays as it is, and the same list
twice changes nothing.

With --old-feed, the atom.xml of the old planet, the new one keeps the id that
readers know it by: then they see no old post as new, and its subscribers need
to do nothing.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.importFile(cmd.Context(), args[0], todo, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&todo.format, "format", "", "venus, pluto, opml or urls; found out by looking if not given")
	cmd.Flags().StringVar(&todo.into, "into", "", "put it into this list or folder: `feeds.yaml` or feeds.d/")
	cmd.Flags().StringVar(&todo.oldFeed, "old-feed", "", "keep the id of the old planet's feed: its address or `atom.xml`")
	cmd.Flags().BoolVar(&todo.private, "allow-private", false, "for an intranet: feeds may be at private addresses, and planet.fetch.allow_private is set")
	return cmd
}

// importFile reads an old list, joins it with ours and writes or prints that.
func (c *call) importFile(ctx context.Context, name string, todo importing, stdin io.Reader, stdout io.Writer) error {
	if todo.format != "" && !slices.Contains([]lists.Format{lists.Venus, lists.Pluto, lists.OPML, lists.URLs}, lists.Format(todo.format)) {
		return mend("--format is %q; write venus, pluto, opml or urls", todo.format)
	}
	list, inFolder := todo.target()
	draft, err := loader().Draft(list)
	if err != nil {
		return err
	}
	src, err := readAll(name, stdin)
	if err != nil {
		return err
	}
	old, err := lists.Read(src, lists.Format(todo.format))
	if err != nil {
		return mend("%s: %w", name, err)
	}
	if todo.private {
		old.AllowPrivate()
	}
	if todo.oldFeed != "" {
		if err := c.follow(ctx, old, todo, draft.Site().Fetch.AllowPrivate); err != nil {
			return err
		}
	}
	r := old.Into(draft)
	c.report(name, r)
	if r.Added+r.Listed == 0 {
		c.tell("%s: %s", name, r.Summary())
		return mend("%s: none of its feeds can be followed, so nothing is imported", name)
	}
	if list == "" {
		c.tell("%s: %s", name, r.Summary())
		_, err := io.WriteString(stdout, r.More.ListText())
		return err
	}
	return c.merge(name, list, r, inFolder)
}

// target is the list that is written, and whether items go into the folder
// beside it; "" if none is.
func (todo importing) target() (list string, inFolder bool) {
	into := filepath.Clean(todo.into)
	switch info, err := os.Stat(into); {
	case todo.into == "":
		return "", false
	case filepath.Base(into) == "feeds.d":
		return filepath.Join(filepath.Dir(into), "feeds.yaml"), true
	case err == nil && info.IsDir(), strings.HasSuffix(filepath.ToSlash(todo.into), "/"):
		return filepath.Join(into, "feeds.yaml"), false
	}
	return into, false
}

// readAll reads a file, or stdin for "-", and at most one byte more than a list
// may have.
func readAll(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, mendable{err}
		}
		defer f.Close()
		in = f
	}
	src, err := io.ReadAll(io.LimitReader(in, lists.MaxBytes+1))
	if err != nil {
		return nil, mendable{err}
	}
	return src, nil
}

// follow takes from the old planet's feed what its readers know it by.
func (c *call) follow(ctx context.Context, old *lists.Old, todo importing, private bool) error {
	name, body, address := todo.oldFeed, []byte(nil), ""
	var err error
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		site := config.NewSite("")
		site.URL = old.Home()
		site.Fetch.AllowPrivate, site.Fetch.MaxBytes = private || todo.private, lists.MaxBytes
		site.Members = []planet.Member{{Feeds: []planet.Feed{{URL: name}}}} // whose port may be asked
		client := c.client(site)
		defer client.Close()
		var answer *get.Answer
		if answer, err = client.Get(ctx, get.Request{URL: name}); err == nil {
			body, address = answer.Body, name
		}
	} else {
		body, err = readAll(name, nil)
	}
	if err == nil {
		err = old.Follow(body, address)
	}
	if err != nil {
		return mend("--old-feed %s cannot be read: %w", name, err)
	}
	return nil
}

// report says what became of the old list.
func (c *call) report(name string, r *lists.Result) {
	for _, n := range r.Notes {
		if n.Line == 0 {
			fmt.Fprintf(c.stderr, "%s: %s\n", name, n)
			continue
		}
		fmt.Fprintf(c.stderr, "%s:%d: %s\n", name, n.Line, n)
	}
}

// merge writes what is new into a list, and says that only after it is done.
func (c *call) merge(name, list string, r *lists.Result, inFolder bool) error {
	files, err := loader().Merge(list, &r.More, inFolder)
	if err != nil && len(files) > 0 {
		return fmt.Errorf("%s are written, up to %s, and the rest is not; the same command goes on there: %w", plural(len(files), "file"), files[len(files)-1], err)
	}
	if err != nil {
		return err
	}
	c.tell("%s: %s", name, r.Summary())
	switch {
	case len(files) == 0:
		c.tell("%s has it all already", list)
	case len(files) == 1:
		c.tell("%s is written; look at it, then run planet update", files[0])
	default:
		c.tell("%s and %s are written; look at them, then run planet update", files[0], plural(len(files)-1, "other file"))
	}
	return nil
}
