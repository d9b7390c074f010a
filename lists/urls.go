package lists

import (
	"regexp"
	"strings"
)

var (
	behindAddress = regexp.MustCompile(`\s#.*$`)
	bareHost      = regexp.MustCompile(`^[\pL\pN][\pL\pN-]*(\.[\pL\pN][\pL\pN-]*)+(:[0-9]+)?(/\S*)?$`)
)

// urls reads a list of addresses, one a line: of feeds or of home pages, which
// is found out when they are asked (IMP-10).
func (o *Old) urls(text string) {
	var waiting []string
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			if n := len(waiting); n > 0 && waiting[n-1] != "" {
				waiting = append(waiting, "")
			}
			continue
		case line[0] == '#' || line[0] == ';' || strings.HasPrefix(line, "//"):
			waiting = append(waiting, comment(line))
			continue
		}
		if at := behindAddress.FindStringIndex(line); at != nil {
			waiting = append(waiting, comment(strings.TrimSpace(line[at[0]:])))
			line = strings.TrimSpace(line[:at[0]])
		}
		address := plain(line)
		if bareHost.MatchString(address) {
			o.noteOnce(number, "https:// is written before addresses that have no scheme")
			address = "https://" + address
		}
		o.feeds = append(o.feeds, &feed{line: number, called: line, address: address, above: waiting, alone: true})
		waiting = nil
	}
	o.tail = waiting
}

// plain takes off what lists, tables and mails put around an address.
func plain(line string) string {
	line = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(line, "- "), "* "))
	return strings.Trim(line, `"'<>,;`)
}
