package clean

import (
	"regexp"
	"strings"
)

// maxCandidates is how many candidates of a srcset stay.
const maxCandidates = 32

// descriptor is the width or density of a candidate.
var descriptor = regexp.MustCompile(`^(?:[1-9][0-9]{0,5}w|[0-9]{1,3}(?:\.[0-9]{1,4})?x)$`)

// A candidate is one of the pictures among which a browser chooses.
type candidate struct{ address, descriptor string }

// srcset reads the candidates as browsers do (HTML 4.8.4.2.1): an address
// ends at white space, for commas may be part of it. Each is completed, and
// those that may not stay are dropped (CLEAN-11).
func (f *fragment) srcset(raw string) []candidate {
	var all []candidate
	for len(all) < maxCandidates {
		raw = strings.TrimLeft(raw, ", \t\n\f\r")
		if raw == "" {
			break
		}
		end := strings.IndexAny(raw, " \t\n\f\r")
		if end < 0 {
			end = len(raw)
		}
		address := strings.TrimRight(raw[:end], ",")
		size := ""
		if len(address) == end {
			size, raw = cutDescriptor(raw[end:])
		} else {
			raw = raw[end:]
		}
		if c, ok := f.candidate(address, size); ok {
			all = append(all, c)
		}
	}
	return all
}

// cutDescriptor cuts off what stands between an address and the comma after
// it.
func cutDescriptor(raw string) (size, rest string) {
	size, rest, _ = strings.Cut(raw, ",")
	return strings.Trim(size, " \t\n\f\r"), rest
}

func (f *fragment) candidate(address, size string) (candidate, bool) {
	if size != "" && !descriptor.MatchString(size) {
		return candidate{}, false
	}
	address = f.picture(address)
	if strings.HasSuffix(address, ",") {
		address = strings.TrimRight(address, ",")
	}
	return candidate{address, size}, address != ""
}

// formatSrcset writes a srcset anew.
func formatSrcset(all []candidate) string {
	var b strings.Builder
	for i, c := range all {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.address)
		if c.descriptor != "" {
			b.WriteString(" " + c.descriptor)
		}
	}
	return b.String()
}
