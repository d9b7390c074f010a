package planet

// A Code names what was found about a feed or a list: stable, and shared by
// check, the health page and health.json (joining.md 4).
type Code string

// The codes that a fetch can end with.
const (
	CodeOK           Code = ""              // read, or not modified
	CodeBadAddress   Code = "bad-address"   // not an address we read
	CodePrivateHost  Code = "private-host"  // inside a private network
	CodeOwnFeed      Code = "own-feed"      // our own merged feed
	CodeNotAFeed     Code = "not-a-feed"    // a page instead of a feed
	CodeNoFeedFound  Code = "no-feed-found" // a home page without a feed
	CodeUnreadable   Code = "unreadable"    // no post could be read
	CodeGone         Code = "gone"          // 410
	CodeNotFound     Code = "not-found"     // 404
	CodeNoHost       Code = "no-host"       // no such host
	CodeCert         Code = "cert"          // TLS
	CodeRedirectLoop Code = "redirect-loop" // round in a circle, or too many hops
	CodeTooBig       Code = "too-big"       // over the limit
	CodeBlocked      Code = "blocked"       // refused by the host
	CodeWait         Code = "wait"          // 429, or 503 with Retry-After
	CodeUnreachable  Code = "unreachable"   // no answer
	CodeServerError  Code = "server-error"  // 5xx
	CodePanic        Code = "panic"         // our own fault
)

// The codes of what is odd about a feed that was read all the same.
const (
	CodeRedirect      Code = "redirect"
	CodeMalformed     Code = "malformed"
	CodeEmpty         Code = "empty"
	CodeNoDates       Code = "no-dates"
	CodeSameDates     Code = "same-dates"
	CodeFutureDate    Code = "future-date"
	CodeChangingIDs   Code = "changing-ids"
	CodeSharedID      Code = "shared-id"
	CodeNoIDs         Code = "no-ids"
	CodeEncoding      Code = "encoding"
	CodeRelativeLinks Code = "relative-links"
	CodeLargeEntry    Code = "large-entry"
	CodeTruncated     Code = "truncated-list" // more than 1,000 items
	CodeRepublished   Code = "republished"
	CodeLate          Code = "late"
	CodeWithdrawn     Code = "withdrawn"
	CodeHeld          Code = "held" // new posts wait for a person (TRIP-1)
	CodeHTTPOnly      Code = "http-only"
)

// The codes of what a look with fresh eyes tells of a feed (planet check --live).
const (
	CodeFeedFound   Code = "feed-found"   // from a home page: the list could name it
	CodeOffTopic    Code = "off-topic"    // few posts have the tag that the planet is about
	CodeFilterEmpty Code = "filter-empty" // a filter keeps none
	CodeHighVolume  Code = "high-volume"  // more a day than the front page takes
	CodeSlow        Code = "slow"
	CodeOld         Code = "old" // no post for so long that the member counts as quiet
	CodeSummaryOnly Code = "summary-only"
	CodeNoLanguage  Code = "no-language"
	CodeNoAlt       Code = "no-alt"      // pictures without a description
	CodeHTTPImages  Code = "http-images" // pictures that use http
	CodeMarkupLost  Code = "markup-lost" // videos and frames that become links
	CodeTrackers    Code = "trackers"
	CodePreview     Code = "preview" // nothing wrong: how a proposed member will look (PRV-1)
	CodeTurn        Code = "turn"    // a proposal takes out, leads elsewhere or vouches for a member who was there (PRV-1)
)

// The codes of what is wrong with a list, found without asking anybody.
const (
	CodeYAML         Code = "yaml"          // cannot be read, or a key that is not known
	CodeBadValue     Code = "bad-value"     // not a value of this key
	CodeNoAddress    Code = "no-address"    // neither site nor feed
	CodeSlugTaken    Code = "slug-taken"    // two members, or two groups, with one slug
	CodeUnknownGroup Code = "unknown-group" // a group that is not in the list
	CodeBadFilter    Code = "bad-filter"    // a pattern that RE2 cannot read
	CodeDuplicate    Code = "duplicate"     // a feed that is in the list twice
	CodeAvatar       Code = "avatar"        // a picture that is missing, too large or of another kind
	CodeNoPlanetID   Code = "no-planet-id"  // planet.id is not written down
	CodeNoPlanetURL  Code = "no-planet-url" // planet.url is missing: nothing can be published
	CodeBasePath     Code = "base-path"     // the site is not at the root of its host
	CodeProxy        Code = "proxy"         // connections go through a proxy (SAFE-3)
	CodeSchedule     Code = "schedule"      // an hour that summer time skips or repeats (SCHED-4)
	CodeTranslation  Code = "translation"   // the site's language has no words for some places (I18N-2)
	CodeManners      Code = "manners"       // asks publishers more often than they like (GET-11, GET-15)
	CodeTheme        Code = "theme"         // a template, stylesheet or word of the owner's (THEME-8)
)

// A Finding is one thing found about a feed, in words for its member.
type Finding struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}
