package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planet/config"
	"planet/form"
	"planet/store"
)

// What planet ends with (contract.md).
const (
	exitDone   = 0 // some feeds may have failed: that is normal on the web
	exitFailed = 1 // the owner must see to it: database, disk, template, every feed failed
	exitMend   = 2 // the caller can mend it: the command line or the list
	exitLocked = 3 // another planet is at work on the database
)

// run is the program: what it is told, where it reads and writes, and the
// status it ends with.
func run(ctx context.Context, env func(string) string, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call{env: env, stderr: stderr, now: time.Now} //nolint:forbidigo // the clock is handed in from here
	return c.run(ctx, args, stdin, stdout)
}

// run is the program at the call's clock.
func (c *call) run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) int {
	begun := false // until a subcommand begins, only the command line can be wrong
	root := newRoot(c, func() { begun = true })
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(c.stderr)
	return report(c.stderr, root.ExecuteContext(ctx), begun)
}

// A mendable error is one that the caller can put right.
type mendable struct{ error }

func (m mendable) Unwrap() error { return m.error }

// mend makes an error that the caller can put right.
func mend(format string, args ...any) error { return mendable{fmt.Errorf(format, args...)} }

// errSaid means that all is said already: only the status is left.
var errSaid = errors.New("said")

// report says what went wrong and gives the status for it.
func report(stderr io.Writer, err error, begun bool) int {
	var problems *config.Problems
	var mistakes *form.Mistakes
	var locked *store.LockedError
	var fixable mendable
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &problems):
		fmt.Fprintln(stderr, err) // each line begins with its place
		return exitMend
	case errors.As(err, &mistakes):
		fmt.Fprintln(stderr, mistakes) // each line begins with its question
		return exitMend
	case errors.As(err, &locked):
		fmt.Fprintln(stderr, "planet:", locked)
		return exitLocked
	case errors.Is(err, errSaid):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "planet: stopped; what was not done stays due")
	case !begun:
		fmt.Fprintf(stderr, "planet: %v; planet help says what there is\n", oneLine(err))
		return exitMend
	default:
		fmt.Fprintln(stderr, "planet:", withAdvice(err))
	}
	if errors.As(err, &fixable) {
		return exitMend
	}
	return exitFailed
}

// withAdvice adds what an owner can do about the database's file, if that is
// what failed.
func withAdvice(err error) string {
	if todo := store.Trouble(err); todo != "" {
		return err.Error() + "; " + todo
	}
	return err.Error()
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// newRoot makes the tree of commands anew, so that each test gets its own.
// began is called when one of them is about to do its work.
func newRoot(c *call, began func()) *cobra.Command {
	root := &cobra.Command{
		Use:           "planet",
		Short:         "One site and one feed of a community's blogs",
		Long:          rootHelp,
		SilenceUsage:  true, // else each failure prints the help
		SilenceErrors: true, // report says it
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.prepare(cmd); err != nil {
				return err
			}
			began()
			return nil
		},
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&c.config, "config", "c", "feeds.yaml", "the list of feeds")
	flags.BoolVarP(&c.quiet, "quiet", "q", false, "say only what needs a person")
	flags.BoolVarP(&c.verbose, "verbose", "v", false, "say what becomes of each feed")
	flags.StringVar(&c.logAs, "log", "text", "how log lines look: text or json")
	root.AddCommand(c.update(), c.fetch(), c.render(), c.serve(), c.check(), c.add(), c.health(), c.why(), c.forget(), c.importList(), c.export(), c.begin(), c.demo(), c.version())
	return root
}

const rootHelp = `planet gathers what the members of a community write on their own blogs and
makes of it one site, one feed (Atom, RSS, JSON Feed) and a list of the blogs.

Begin with "planet demo": it shows a complete planet, with no list and no
network. Then write a feeds.yaml and run "planet update".

The exit status is 0 if the work is done, though single feeds may have failed: that
is normal on the web, and reported. It is 1 if the owner must see to something, 2 if
the command line or feeds.yaml can be mended, and 3 if another planet is at work on
the same database.`
