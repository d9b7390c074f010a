package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version and commit are set by the linker (see the Makefile). Without that,
// what Go knows of the module serves.
var version, commit string

func (c *call) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print version, commit and Go version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, rev := built()
			fmt.Fprintf(cmd.OutOrStdout(), "planet %s (%s, %s, %s/%s)\n", v, rev, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}

// built returns the program's version and the commit it was made from.
func built() (v, rev string) {
	v, rev = version, commit
	info, ok := debug.ReadBuildInfo()
	if ok && v == "" {
		v = info.Main.Version
	}
	if v == "" || v == "(devel)" {
		v = "0.1.0-dev"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && rev == "" {
			rev = s.Value[:min(12, len(s.Value))]
		}
	}
	if rev == "" {
		rev = "commit unknown"
	}
	return v, rev
}
