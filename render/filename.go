package render

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// maxNameBytes is the longest name of one file or folder that common file
// systems hold.
const maxNameBytes = 255

// devices are names that Windows takes for machines, whatever follows their
// first dot: con.html prints on the terminal.
var devices = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true,
	"com0": true, "com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt0": true, "lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
	"com¹": true, "com²": true, "com³": true, "lpt¹": true, "lpt²": true, "lpt³": true,
}

// checkPortable says why name cannot be a file of the site on every system:
// what is published on Linux must be kept in a clone on Windows, too (SAFE-13).
func checkPortable(name string) error {
	if !fs.ValidPath(name) || name == "." {
		return fmt.Errorf("%q is no path below the output folder", name)
	}
	if first, _, _ := strings.Cut(strings.ToLower(name), "/"); first == manifestName || first == stagingName {
		return fmt.Errorf("%q is a name that planet needs for itself", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		stem, _, _ := strings.Cut(strings.ToLower(part), ".")
		switch {
		case len(part) > maxNameBytes:
			return fmt.Errorf("%q is longer than %d bytes", part, maxNameBytes)
		case devices[strings.TrimRight(stem, " ")]:
			return fmt.Errorf("%q is the name of a device on Windows", name)
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return fmt.Errorf("%q ends with what Windows drops", name)
		case strings.ContainsFunc(part, unportable) || !utf8.ValidString(part):
			return fmt.Errorf("%q has a character that not every file system holds", name)
		}
	}
	return nil
}

func unportable(r rune) bool {
	return r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*\`, r)
}

// checkGenerated is checkPortable for names that we make: slugs, and names
// that an owner may give an alias (SAFE-13, URL-2, URL-6).
func checkGenerated(name string) error {
	const good = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/"
	if strings.Trim(name, good) != "" {
		return fmt.Errorf("%q is no name for a file of the site: only letters, digits, dots, hyphens and underscores are", name)
	}
	return checkPortable(name)
}
