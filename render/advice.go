package render

import "planet"

// Advice says, for a code with which a visit ended, what it means and what
// the member can do about it (HEALTH-1). The wording is that of planet check.
type Advice struct{ Means, Todo string }

// AdviceFor returns the advice for a code; the zero Advice for one that needs
// none.
func AdviceFor(code planet.Code) Advice { return advices[code] }

var advices = map[planet.Code]Advice{
	planet.CodeBadAddress:   {"The address in the list can't be asked.", "Correct it in feeds.yaml: http or https, without user name."},
	planet.CodePrivateHost:  {"The address lies inside a private network; nobody else could read it.", "Give the feed's public address. For an intranet, set planet.fetch.allow_private."},
	planet.CodeOwnFeed:      {"This is our own merged feed; it would feed itself.", "Take the line out of feeds.yaml."},
	planet.CodeNotAFeed:     {"The address answered with a web page, not a feed.", "Put the address of the feed itself into feeds.yaml; the message names those found on the page."},
	planet.CodeNoFeedFound:  {"We looked for a feed in the usual places and found none.", "If you know its address, put it into feed: in feeds.yaml."},
	planet.CodeUnreadable:   {"The document makes no sense as a feed, so that no post could be read.", "Open the address in a feed checker, and mend what it names; often a plugin writes into the feed."},
	planet.CodeGone:         {"The host says that the feed is gone for good.", "If the blog moved, put its new address into feeds.yaml; else set status: left. Old posts stay."},
	planet.CodeNotFound:     {"There is nothing at this address any more.", "Look for the feed's new address on the blog, and put it into feeds.yaml."},
	planet.CodeNoHost:       {"There is no host of this name: a typing error, or the domain lapsed.", "Check the spelling; if the domain is gone, set status: left. Old posts stay."},
	planet.CodeCert:         {"The certificate of the host is not in order. Browsers warn the blog's readers, too.", "Renew it at the blog's host."},
	planet.CodeRedirectLoop: {"The host sends us on and on, without ever giving the feed.", "Put the final address into feeds.yaml, or mend the redirect at the host."},
	planet.CodeTooBig:       {"The feed is larger than we read.", "Offer fewer posts in it; twenty are plenty."},
	planet.CodeBlocked:      {"The blog is up, but its host turns our reader away, perhaps taking it for a robot of another kind.", "Allow the user agent planet/ in the host's firewall page. Nothing needs to change in the blog itself."},
	planet.CodeWait:         {"The host asked us to come back later, and we do.", "Nothing; if it lasts, the host's limits for feed readers are too tight."},
	planet.CodeUnreachable:  {"The host did not answer.", "Nothing yet: we try again. If the blog opens in a browser for days, its host may block us."},
	planet.CodeServerError:  {"The host has a fault of its own.", "Nothing yet: we try again. If it lasts, ask the host."},
	planet.CodePanic:        {"Our own program broke over this feed.", "Nothing: please tell the owner, who can report it."},
}
