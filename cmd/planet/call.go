package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"planet"
	"planet/config"
	"planet/serve"
	"planet/store"
	"planet/themes"
)

// A call is one use of the program: the flags that all commands share, and
// the world as they see it.
type call struct {
	env    func(string) string
	stderr io.Writer
	now    func() time.Time // the one clock of the program

	config         string
	quiet, verbose bool
	logAs          string

	log *slog.Logger
}

// prepare makes the log when the flags are known.
func (c *call) prepare(*cobra.Command) error {
	if c.quiet && c.verbose {
		return errors.New("--quiet and --verbose contradict each other; write one of them")
	}
	level := slog.LevelError // what becomes of feeds is told in our own lines
	if c.verbose {
		level = slog.LevelInfo
	}
	switch c.logAs {
	case "json":
		c.log = slog.New(slog.NewJSONHandler(c.stderr, &slog.HandlerOptions{Level: level}))
	case "text":
		c.log = slog.New(tint.NewTextHandler(c.stderr, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: !c.colour()}))
		if !c.terminal() {
			c.log = slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: level}))
		}
	default:
		return fmt.Errorf("--log is %q; write text or json", c.logAs)
	}
	return nil
}

// load reads the list.
func (c *call) load() (*planet.Site, error) {
	return loader().Load(c.config)
}

// loader reads lists, and knows the schedules and themes of this program.
func loader() config.Loader {
	l := config.Loader{Schedule: serve.CheckSchedule}
	folders, err := themes.Files.ReadDir(".")
	if err != nil {
		return l // any name passes, and render says that there is no such theme
	}
	for _, f := range folders {
		l.Themes = append(l.Themes, f.Name())
	}
	return l
}

// terminal reports whether a person watches stderr.
func (c *call) terminal() bool {
	f, ok := c.stderr.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && c.env("TERM") != "dumb"
}

func (c *call) colour() bool { return c.terminal() && c.env("NO_COLOR") == "" }

// tell prints a line for people, unless they asked for quiet.
func (c *call) tell(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.stderr, format+"\n", args...)
	}
}

// warn prints a line about what needs a person.
func (c *call) warn(format string, args ...any) {
	fmt.Fprintf(c.stderr, "planet: "+format+"\n", args...)
}

// notYet makes a missing database something that the caller can mend.
func notYet(err error, site *planet.Site) error {
	if errors.Is(err, store.ErrNoDatabase) {
		return mend("there is no %s yet: run planet update first", site.Database)
	}
	return err
}
