// Package themes holds the looks that come with the program: one folder a
// theme, embedded. What a theme consists of is told in docs/themes.md; package
// render reads it.
package themes

import "embed"

// Files holds the folder of each theme under its name. A folder may be
// partial: what it lacks comes from "classic".
//
//go:embed all:classic all:river
var Files embed.FS
