package config

import (
	"iter"
	"regexp"
	"strings"

	"planet"
)

// links are other places of a member, in the order of the list.
func links(into *[]planet.Link) shape {
	return named[string]{
		add: func(k, v string) { *into = append(*into, planet.Link{Name: k, URL: v}) },
		all: func() iter.Seq2[string, string] {
			return func(yield func(k, v string) bool) {
				for _, l := range *into {
					if !yield(l.Name, l.URL) {
						return
					}
				}
			}
		},
		item: func(v *string) shape { return link{v} },
		keys: linkForm(), want: func(string) string { return "a short word such as mastodon" },
	}
}

// A link is an address, or for some services the name there.
type link struct{ into *string }

var linkForm = onUse(`^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$`)

// services are places where a member is known by a name.
var services = map[string]struct {
	name    func() *regexp.Regexp
	address string // what becomes of the name
	want    string // completes "write …"
}{
	"mastodon": {
		onUse(`^@?([A-Za-z0-9_.-]{1,64})@([A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,})$`),
		"https://$2/@$1", "a name such as @ann@example.social, or the address of the profile",
	},
	"github": {
		onUse(`^@?([A-Za-z0-9-]{1,39})$`),
		"https://github.com/$1", "a user name such as ann, or the address of the profile",
	},
}

func (l link) read(r *reading, n *node) bool {
	service, known := services[lastName(n)]
	switch {
	case n.kind == empty:
		r.say(n, planet.CodeBadValue, "%s is empty; write its address, or remove the line", called(n))
		return false
	case known && n.kind == text && service.name().MatchString(n.text):
		*l.into = service.name().ReplaceAllString(n.text, service.address)
		return true
	case known && !strings.Contains(n.text, "//"):
		r.say(n, planet.CodeBadValue, "%s is %s; write %s", called(n), n.shown(), service.want)
		return false
	}
	return address{into: l.into}.read(r, n)
}

func (l link) write() *node { return said(*l.into) }

func (l link) schema() *schema { return &schema{Type: "string", MaxLength: maxAddress} }
