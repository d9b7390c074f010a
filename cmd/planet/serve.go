package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"

	"planet"
	"planet/serve"
)

func (c *call) serve() *cobra.Command {
	var listen string
	var noFetch bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Keep running: update on schedule, and serve the site",
		Long: `Serve updates the planet by planet.schedule and serves the site that it
renders, with a search in whole texts. SIGTERM ends it cleanly; SIGHUP reads
feeds.yaml again and updates.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			return c.keepServing(cmd.Context(), site, listen, cycle{fetch: !noFetch, render: true})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", ":8080", "where to serve: `HOST:PORT`")
	cmd.Flags().BoolVar(&noFetch, "no-fetch", false, "serve only what is stored; ask nobody")
	return cmd
}

func (c *call) keepServing(ctx context.Context, site *planet.Site, listen string, todo cycle) error {
	l, err := listenAt(ctx, listen)
	if err != nil {
		return err
	}
	var current atomic.Pointer[planet.Site]
	current.Store(site)
	search := liveSearch{c: c, site: current.Load}
	defer search.close()
	srv := serve.Server{
		Listener: l, Handler: serve.WithSearch(search.page, basePath(site), serve.Files(site.Output, basePath(site))), Schedule: site.Schedule, Location: site.Location, Log: c.log,
		Update: func(ctx context.Context) error { return c.cycle(ctx, current.Load(), todo, c.stderr) },
		Wake:   c.reload(ctx, &current),
	}
	c.tell("serving %s at http://%s%s", site.Output, shownHost(l.Addr()), basePath(site))
	return srv.Run(ctx)
}

// reload reads the list again at each SIGHUP, and asks for an update then. A
// list with mistakes is told and not taken.
func (c *call) reload(ctx context.Context, current *atomic.Pointer[planet.Site]) <-chan struct{} {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	wake := make(chan struct{}, 1)
	go func() {
		defer signal.Stop(hup)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hup:
			}
			site, err := c.load()
			if err != nil {
				fmt.Fprintf(c.stderr, "%v\nplanet: %s was not read again; the list as it was stays in use\n", err, c.config)
				continue
			}
			current.Store(site)
			select {
			case wake <- struct{}{}:
			default: // one is waiting already
			}
		}
	}()
	return wake
}

// listenAt opens the door, with a sentence where it can't.
func listenAt(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, mend("--listen %s can't be used (%w); another program may be there: choose another port, like :8081", address, err)
	}
	return l, nil
}

// basePath is the path of the site's address.
func basePath(site *planet.Site) string {
	u, err := url.Parse(site.URL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

// shownHost gives an address as a person on this machine types it.
func shownHost(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
