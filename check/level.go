package check

import (
	"planet"
	"planet/config"
)

// levels say how much each code matters (PC-1). Of theme it is the heavier
// one: what stands in a theme may also warn.
var levels = map[planet.Code]config.Level{
	planet.CodeBadAddress: config.Blocks, planet.CodePrivateHost: config.Blocks, planet.CodeOwnFeed: config.Blocks,
	planet.CodeNotAFeed: config.Blocks, planet.CodeNoFeedFound: config.Blocks, planet.CodeUnreadable: config.Blocks,
	planet.CodeGone: config.Blocks, planet.CodeNotFound: config.Blocks, planet.CodeNoHost: config.Blocks,
	planet.CodeCert: config.Blocks, planet.CodeRedirectLoop: config.Blocks, planet.CodeTooBig: config.Blocks,
	planet.CodeYAML: config.Blocks, planet.CodeBadValue: config.Blocks, planet.CodeNoAddress: config.Blocks,
	planet.CodeSlugTaken: config.Blocks, planet.CodeUnknownGroup: config.Blocks, planet.CodeBadFilter: config.Blocks,
	planet.CodeDuplicate: config.Blocks, planet.CodeTheme: config.Blocks,

	planet.CodeBlocked: config.Unsure, planet.CodeWait: config.Unsure, planet.CodeUnreachable: config.Unsure,
	planet.CodeServerError: config.Unsure, planet.CodePanic: config.Unsure,

	planet.CodeRedirect: config.Warns, planet.CodeMalformed: config.Warns, planet.CodeEmpty: config.Warns,
	planet.CodeNoDates: config.Warns, planet.CodeSameDates: config.Warns, planet.CodeFutureDate: config.Warns,
	planet.CodeChangingIDs: config.Warns, planet.CodeSharedID: config.Warns, planet.CodeOffTopic: config.Warns,
	planet.CodeFilterEmpty: config.Warns, planet.CodeHighVolume: config.Warns, planet.CodeAvatar: config.Warns,
	planet.CodeSlow: config.Warns, planet.CodeTranslation: config.Warns, planet.CodeRepublished: config.Warns,
	planet.CodeLate: config.Warns, planet.CodeWithdrawn: config.Warns, planet.CodeHeld: config.Warns,
	planet.CodeNoPlanetURL: config.Warns, planet.CodeProxy: config.Warns, planet.CodeManners: config.Warns,
	planet.CodeTurn: config.Warns,

	planet.CodeHTTPOnly: config.Notes, planet.CodeNoIDs: config.Notes, planet.CodeOld: config.Notes,
	planet.CodeSummaryOnly: config.Notes, planet.CodeNoLanguage: config.Notes, planet.CodeNoAlt: config.Notes,
	planet.CodeHTTPImages: config.Notes, planet.CodeMarkupLost: config.Notes, planet.CodeRelativeLinks: config.Notes,
	planet.CodeTrackers: config.Notes, planet.CodeEncoding: config.Notes, planet.CodeLargeEntry: config.Notes,
	planet.CodeNoPlanetID: config.Notes, planet.CodeBasePath: config.Notes, planet.CodeSchedule: config.Notes,
	planet.CodeFeedFound: config.Notes, planet.CodeTruncated: config.Notes, planet.CodePreview: config.Notes,
}

// LevelOf says how much a code matters (PC-1).
func LevelOf(code planet.Code) config.Level { return levels[code] }
