package config

import (
	"planet"
)

// A membership is the slug of a group, or a mapping with a filter besides.
type membership struct{ into *planet.Membership }

var membershipKeys = []key[planet.Membership]{
	{"slug", "Slug of the group.", func(m *planet.Membership) shape { return slug(&m.Group) }, "standard"},
	{"only", "Entries to send there: those that match.", func(m *planet.Membership) shape { return filter(&m.Only) }, ""},
}

func (m membership) read(r *reading, n *node) bool {
	at := n
	if n.kind == mapping {
		if !(table[planet.Membership]{m.into, membershipKeys}).read(r, n) {
			return false
		}
		at = n.get("slug")
	} else if !slug(&m.into.Group).read(r, n) {
		return false
	}
	return r.inGroup(at, m.into.Group)
}

// memberships are the groups of a member, each of them once.
type memberships struct{ series[planet.Membership] }

func (m memberships) read(r *reading, n *node) bool {
	ok, lines := m.series.read(r, n), map[string]int{}
	for _, one := range n.each() {
		at := one
		if one.kind == mapping {
			at = one.get("slug")
		}
		if at == nil || at.kind != text {
			continue
		}
		if line, before := lines[at.text]; before {
			r.say(at, planet.CodeBadValue, "the group %s already stands on line %d; remove one of the two", quoted(at.text), line)
			ok = false
		}
		lines[at.text] = at.line
	}
	return ok
}

func (m membership) write() *node {
	n := table[planet.Membership]{m.into, membershipKeys}.write()
	if len(n.pairs) == 1 {
		return n.pairs[0].value
	}
	return n
}

func (m membership) schema() *schema {
	return &schema{AnyOf: []*schema{slug(&m.into.Group).schema(), table[planet.Membership]{m.into, membershipKeys}.schema()}}
}

// A badge is true, false, or a recipient as a salted hash (BADGE-4).
type badge struct{ into *planet.Badge }

var badgeKeys = []key[planet.Badge]{
	{"identity", "Hash of the e-mail address.", func(b *planet.Badge) shape {
		return matching(&b.Identity, identityForm(), "what planet add --badge-email prints")
	}, "sha256$…, as planet add --badge-email prints it"},
	{"salt", "What was mixed into the hash.", func(b *planet.Badge) shape { return line(&b.Salt) }, "what planet add --badge-email prints"},
}

var identityForm = onUse(`^sha256\$[0-9a-f]{64}$`)

func (b badge) read(r *reading, n *node) bool {
	if n.kind == mapping {
		b.into.Wanted = true
		return table[planet.Badge]{b.into, badgeKeys}.read(r, n)
	}
	return truth(&b.into.Wanted).read(r, n)
}

func (b badge) write() *node {
	if b.into.Identity != "" {
		return table[planet.Badge]{b.into, badgeKeys}.write()
	}
	return truth(&b.into.Wanted).write()
}

func (b badge) schema() *schema {
	return &schema{AnyOf: []*schema{{Type: "boolean"}, table[planet.Badge]{b.into, badgeKeys}.schema()}}
}
