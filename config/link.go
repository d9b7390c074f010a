package config

import (
	"regexp"

	"planet"
)

// links are other places of a member, in the order of the list.
func links(into *[]planet.Link) shape {
	return named[string]{
		add:  func(k, v string) { *into = append(*into, planet.Link{Name: k, URL: v}) },
		item: func(v *string) shape { return link{v} },
		keys: linkForm, want: "a short word such as mastodon",
	}
}

// A link is an address, or for some services the name there.
type link struct{ into *string }

var (
	linkForm      = regexp.MustCompile(`^[\pL\pN][\pL\pN _-]{0,39}$`)
	fediverseForm = regexp.MustCompile(`^@?([A-Za-z0-9_.-]{1,64})@([A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,})$`)
	githubForm    = regexp.MustCompile(`^@?([A-Za-z0-9-]{1,39})$`)
)

func (l link) read(r *reading, n *node) bool {
	switch service := lastName(n); {
	case service == "mastodon" && fediverseForm.MatchString(n.text):
		*l.into = fediverseForm.ReplaceAllString(n.text, "https://$2/@$1")
		return true
	case service == "github" && githubForm.MatchString(n.text):
		*l.into = githubForm.ReplaceAllString(n.text, "https://github.com/$1")
		return true
	case n.kind == empty:
		r.say(n, planet.CodeBadValue, "%s is empty; write its address, or remove the line", called(n))
		return false
	}
	return address{into: l.into}.read(r, n)
}

func (l link) schema() *schema { return &schema{Type: "string", MaxLength: maxAddress} }
