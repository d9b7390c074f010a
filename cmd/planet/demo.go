package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"planet"
	"planet/demo"
	"planet/serve"
)

const demoListen = "127.0.0.1:8080"

func (c *call) demo() *cobra.Command {
	var listen, dir string
	var once bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show a complete planet at once: no list, no network",
		Long: `Demo makes a complete planet from small blogs inside the program. It serves
the blogs and the planet on this machine and pulls the blogs as it would pull
those of the web. What it makes (feeds.yaml, planet.db, public/) stays in a
folder for you to look into.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := demoDoor(cmd.Context(), listen, cmd.Flags().Changed("listen"))
			if err != nil {
				return err
			}
			return c.showDemo(cmd.Context(), l, dir, once)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", demoListen, "where to serve: `HOST:PORT`, on this machine only")
	cmd.Flags().BoolVar(&once, "once", false, "make the planet and end")
	cmd.Flags().StringVar(&dir, "dir", "", "work in this `folder` (default: a new temporary one)")
	return cmd
}

// demoDoor listens on loopback. Nobody should have to choose a port for a
// first look: if the usual one is taken, any other does.
func demoDoor(ctx context.Context, listen string, chosen bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, mend("--listen is %q; write a port with a colon before it, like :8080", listen)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := listenAt(ctx, net.JoinHostPort(host, port))
	if err != nil && !chosen {
		return listenAt(ctx, net.JoinHostPort(host, "0"))
	}
	return l, err
}

// showDemo serves the blogs, makes a planet of them, and shows it until ctx
// is done.
func (c *call) showDemo(ctx context.Context, l net.Listener, dir string, once bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	blogs := demo.New(c.now(), l.Addr().(*net.TCPAddr).Port)
	site, err := c.demoSite(blogs, dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	srv := serve.Server{Listener: l, Handler: byHost(blogs, serve.Files(site.Output, "/")), Location: site.Location, Log: c.log}
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	if err := c.cycle(ctx, site, cycle{fetch: true, render: true, force: true}, c.stderr); err != nil {
		stop()
		return errors.Join(err, <-ended)
	}
	fmt.Fprintf(c.stderr, "A planet is ready in %s: feeds.yaml, planet.db and public/.\n", site.Dir)
	if once {
		stop()
		return <-ended
	}
	fmt.Fprintf(c.stderr, "Open http://%s/ in a browser. Ctrl-C ends it.\n", shownHost(l.Addr()))
	return <-ended
}

// demoSite writes the list of the demo into a folder and reads it.
func (c *call) demoSite(blogs *demo.Community, dir string) (*planet.Site, error) {
	if dir == "" {
		made, err := os.MkdirTemp("", "planet-demo-")
		if err != nil {
			return nil, err
		}
		dir = made
	}
	list := filepath.Join(dir, "feeds.yaml")
	if err := notOurs(list, blogs.List()); err != nil {
		return nil, err
	}
	files := map[string][]byte{"feeds.yaml": blogs.List()}
	for name, b := range blogs.Files() {
		files[name] = b
	}
	for name, b := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, b, 0o644); err != nil { //nolint:gosec // for people to read
			return nil, err
		}
	}
	c.config = list
	return c.load()
}

// notOurs refuses to write over a list that no demo wrote: it is recognised
// by its first line.
func notOurs(path string, list []byte) error {
	there, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, _, _ := bytes.Cut(list, []byte("\n"))
	if !bytes.HasPrefix(there, first) {
		return mend("%s is a list of your own, which the demo would write over; choose another --dir", path)
	}
	return nil
}

// byHost lets the blogs answer for their own names, and the planet for all
// others.
func byHost(blogs *demo.Community, site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if blogs.Handles(r.Host) {
			blogs.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
}
