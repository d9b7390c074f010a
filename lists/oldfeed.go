package lists

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"planet/fetcher/parse"
)

// validID is an id that stays what it is in our feeds (ATOM-7,
// docs/decisions/004-ids-in-ascii.md).
var validID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]+$`)

// Follow takes from the feed of the old planet what its readers know it by: the
// id, which ours keeps, and the name of its file, at which ours will stand, too
// (IMP-5). address is where the feed was published, or "". An entry keeps the
// id that its own feed gives it, so that readers know it again (ATOM-7); those
// whose id can't be one in Atom are counted in a note.
func (o *Old) Follow(body []byte, address string) error {
	f, err := parse.Parse(body, parse.From{URL: address})
	if err != nil {
		return err
	}
	if f.ID == "" {
		if len(f.Items) == 0 {
			return errors.New("it is no feed of a planet: neither an id nor a post is in it")
		}
		o.note(0, "the old feed is %s, which has no id that could be kept; if there is an atom.xml, too, give that one as --old-feed", f.Format)
	} else {
		o.settings = append([]setting{{was: "the id of the old feed", key: "id", value: f.ID}}, o.settings...)
	}
	for _, at := range []string{address, f.Self} {
		o.oldAddress(at, strings.HasPrefix(f.Format, "Atom"))
	}
	renamed := 0
	for _, it := range f.Items {
		if it.GUID != "" && !validID.MatchString(it.GUID) {
			renamed++
		}
	}
	if renamed > 0 {
		o.note(0, "%d of the %d posts in the old feed have an id that no Atom feed may have, such as 123; they get proper ones, so that readers may see the newest of them once more", renamed, len(f.Items))
	}
	return nil
}

// Home is the address of the old planet; "" if its list doesn't say.
func (o *Old) Home() string {
	for _, s := range o.settings {
		if s.key == "url" {
			return fmt.Sprint(s.value)
		}
	}
	return ""
}

// AllowPrivate lets feeds be at private addresses: for an intranet.
func (o *Old) AllowPrivate() {
	o.settings = append([]setting{{was: "--allow-private", key: "fetch.allow_private", value: true}}, o.settings...)
}

// oldAddress keeps the place of the old feed below the planet's address.
func (o *Old) oldAddress(address string, atom bool) {
	home := o.Home()
	base, err := url.Parse(strings.TrimRight(home, "/") + "/")
	if err != nil || home == "" {
		base = nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" {
		return
	}
	name := path.Base(u.Path)
	if base != nil && strings.TrimPrefix(base.Hostname(), "www.") == strings.TrimPrefix(u.Hostname(), "www.") {
		below, is := strings.CutPrefix(u.Path, base.Path)
		if !is {
			o.note(0, "the old feed was at %s, which is not below %s; let your server send readers from there to ours", short(address), short(home))
			return
		}
		name = below
	}
	our := "rss.xml"
	if atom {
		our = "atom.xml"
	}
	if name == "" || name == "/" || name == "." || ours.MatchString(name) {
		return
	}
	o.settings = append(o.settings, setting{was: "the file " + quoted(name) + " of the old feed", key: "aliases." + name, value: our})
}
