package parse

import "time"

// Limits of a document (PARSE-7): more of anything than these, and it is
// refused. Depth and count are what ends a process that no recover can save;
// the others bound what the library allocates for each element.
const (
	maxDepth    = 200     // open elements
	maxElements = 250_000 // of the document
	maxChildren = 10_000  // of one element, items of a feed not counted
	maxAttrs    = 200     // of one element
	maxSpaces   = 100     // namespace declarations in scope
	maxTag      = 64 << 10
)

// What is used of a document that is within the limits.
const (
	maxItems    = 1_000           // PARSE-19; readers use 300 to 500
	maxPrologue = 64 << 10        // bytes before the root element (PARSE-4)
	maxParse    = 2 * time.Second // of gofeed (PARSE-12)
	maxRead     = 4 << 10         // bytes that gofeed gets between two looks at the clock
	maxDate     = 100             // bytes of a date
	maxResolved = 8 << 20         // bytes of relative addresses and their bases, of one document; more stay relative
	maxParts    = 200             // categories, people or files of one item
)
