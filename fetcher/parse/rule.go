package parse

// A kind is what the raw pass does with an element.
type kind uint8

const (
	kindDrop  kind = iota // with all that it holds
	kindGroup             // its elements are looked at one by one
	kindLeaf              // its text and attributes go to gofeed
	kindAside             // its text is set aside: an address or an id, which gofeed would rewrite
	kindText              // a text construct, set aside as markup (PARSE-8)
)

// A form is what a text construct holds if its type does not say.
type form uint8

const (
	formGuess form = iota // text or markup: RSS doesn't tell
	formPlain             // text
	formHTML              // markup, escaped
	formXHTML             // markup as elements
	formNone              // nothing that we can show
)

// A rule says what becomes of an element. Elements without one are dropped:
// gofeed gets only what we read of it.
type rule struct {
	out    string // its name for gofeed; "" for a group that is not handed on itself
	kind   kind
	form   form // of a text construct
	typed  bool // its type attribute says the form, as in Atom
	title  bool // fix.title_type holds for it
	lines  bool // if it is plain, its ends of lines are meant
	date   bool // tells when the item was published
	person bool // may hold the name in an element of its own
}

// rssRules are for elements of RSS itself, by name in lower case.
var rssRules = map[string]rule{
	"title":       {out: "title", kind: kindText, title: true},
	"description": {out: "description", kind: kindText},
	"encoded":     {out: "content:encoded", kind: kindText},
	"copyright":   {out: "copyright", kind: kindText},

	"link":     {out: "link", kind: kindAside},
	"guid":     {out: "guid", kind: kindAside},
	"comments": {out: "comments", kind: kindAside},
	"url":      {out: "url", kind: kindAside},
	"uri":      {out: "uri", kind: kindAside}, // of an author as in Atom

	"author":         {out: "author", kind: kindLeaf, person: true},
	"managingeditor": {out: "managingEditor", kind: kindLeaf},
	"pubdate":        {out: "pubDate", kind: kindLeaf, date: true},
	"published":      {out: "atom:published", kind: kindLeaf, date: true},
	"updated":        {out: "atom:updated", kind: kindLeaf, date: true},
	"lastbuilddate":  {out: "lastBuildDate", kind: kindLeaf},
	"language":       {out: "language", kind: kindLeaf},
	"category":       {out: "category", kind: kindLeaf},
	"source":         {out: "source", kind: kindLeaf},
	"enclosure":      {out: "enclosure", kind: kindLeaf},
	"ttl":            {out: "ttl", kind: kindLeaf},
	"hour":           {out: "hour", kind: kindLeaf},
	"day":            {out: "day", kind: kindLeaf},
	"name":           {out: "name", kind: kindLeaf},

	"image":      {out: "image", kind: kindGroup},
	"categories": {kind: kindGroup}, // some wrap them
	"skiphours":  {out: "skipHours", kind: kindGroup},
	"skipdays":   {out: "skipDays", kind: kindGroup},
}

// atomRules are for elements of Atom itself.
var atomRules = map[string]rule{
	"title":     {out: "title", kind: kindText, form: formPlain, typed: true, title: true},
	"subtitle":  {out: "subtitle", kind: kindText, form: formPlain, typed: true},
	"tagline":   {out: "subtitle", kind: kindText, form: formPlain, typed: true},
	"summary":   {out: "summary", kind: kindText, form: formPlain, typed: true},
	"content":   {out: "content", kind: kindText, form: formPlain, typed: true},
	"rights":    {out: "rights", kind: kindText, form: formPlain, typed: true},
	"copyright": {out: "rights", kind: kindText, form: formPlain, typed: true},

	"id":       {out: "id", kind: kindAside},
	"uri":      {out: "uri", kind: kindAside},
	"url":      {out: "uri", kind: kindAside},
	"homepage": {out: "uri", kind: kindAside},
	"icon":     {out: "icon", kind: kindAside},
	"logo":     {out: "logo", kind: kindAside},

	"link":      {out: "link", kind: kindLeaf},
	"category":  {out: "category", kind: kindLeaf},
	"name":      {out: "name", kind: kindLeaf},
	"published": {out: "published", kind: kindLeaf, date: true},
	"issued":    {out: "published", kind: kindLeaf, date: true},
	"pubdate":   {out: "published", kind: kindLeaf, date: true},
	"updated":   {out: "updated", kind: kindLeaf, date: true},
	"modified":  {out: "updated", kind: kindLeaf, date: true},

	"author":      {out: "author", kind: kindGroup},
	"contributor": {out: "contributor", kind: kindGroup},
	"source":      {out: "source", kind: kindGroup},
}

// otherRules are for elements of other name spaces, in either format.
var otherRules = map[string]rule{
	"atom:title":       {out: "atom:title", kind: kindText, form: formPlain, typed: true, title: true},
	"atom:subtitle":    {out: "atom:subtitle", kind: kindText, form: formPlain, typed: true},
	"atom:summary":     {out: "atom:summary", kind: kindText, form: formPlain, typed: true},
	"atom:content":     {out: "atom:content", kind: kindText, form: formPlain, typed: true},
	"atom:rights":      {out: "atom:rights", kind: kindText, form: formPlain, typed: true},
	"atom:id":          {out: "atom:id", kind: kindAside},
	"atom:uri":         {out: "atom:uri", kind: kindAside},
	"atom:icon":        {out: "atom:icon", kind: kindAside},
	"atom:logo":        {out: "atom:logo", kind: kindAside},
	"atom:link":        {out: "atom:link", kind: kindLeaf},
	"atom:category":    {out: "atom:category", kind: kindLeaf},
	"atom:name":        {out: "atom:name", kind: kindLeaf},
	"atom:published":   {out: "atom:published", kind: kindLeaf, date: true},
	"atom:issued":      {out: "atom:published", kind: kindLeaf, date: true},
	"atom:updated":     {out: "atom:updated", kind: kindLeaf, date: true},
	"atom:modified":    {out: "atom:updated", kind: kindLeaf, date: true},
	"atom:author":      {out: "atom:author", kind: kindGroup},
	"atom:contributor": {out: "atom:contributor", kind: kindGroup},

	"content:encoded": {out: "content:encoded", kind: kindText},
	"xhtml:body":      {out: "xhtml:body", kind: kindText, form: formXHTML},
	"xhtml:div":       {out: "xhtml:body", kind: kindText, form: formXHTML},

	"dc:title":       {out: "dc:title", kind: kindText, title: true},
	"dc:description": {out: "dc:description", kind: kindText},
	"dc:rights":      {out: "dc:rights", kind: kindText},
	"dc:identifier":  {out: "dc:identifier", kind: kindAside},
	"dc:creator":     {out: "dc:creator", kind: kindLeaf},
	"dc:author":      {out: "dc:creator", kind: kindLeaf},
	"dc:contributor": {out: "dc:contributor", kind: kindLeaf},
	"dc:subject":     {out: "dc:subject", kind: kindLeaf},
	"dc:language":    {out: "dc:language", kind: kindLeaf},
	"dc:date":        {out: "dc:date", kind: kindLeaf, date: true},

	"dcterms:created":  {out: "dc:date", kind: kindLeaf, date: true},
	"dcterms:issued":   {out: "dc:date", kind: kindLeaf, date: true},
	"dcterms:modified": {out: "atom:updated", kind: kindLeaf, date: true},

	"media:group":       {out: "media:group", kind: kindGroup},
	"media:content":     {out: "media:content", kind: kindGroup},
	"media:thumbnail":   {out: "media:thumbnail", kind: kindLeaf},
	"media:title":       {out: "media:title", kind: kindText, form: formPlain, typed: true},
	"media:description": {out: "media:description", kind: kindText, form: formPlain, typed: true, lines: true},

	"itunes:title":    {out: "itunes:title", kind: kindText, title: true},
	"itunes:summary":  {out: "itunes:summary", kind: kindText},
	"itunes:subtitle": {out: "itunes:subtitle", kind: kindText},
	"itunes:author":   {out: "itunes:author", kind: kindLeaf},
	"itunes:image":    {out: "itunes:image", kind: kindLeaf},
	"itunes:duration": {out: "itunes:duration", kind: kindLeaf},

	"sy:updateperiod":     {out: "sy:updatePeriod", kind: kindLeaf},
	"sy:updatefrequency":  {out: "sy:updateFrequency", kind: kindLeaf},
	"thr:in-reply-to":     {out: "thr:in-reply-to", kind: kindLeaf},
	"feedburner:origlink": {out: "feedburner:origLink", kind: kindAside},
	"at:deleted-entry":    {out: "at:deleted-entry", kind: kindLeaf},
	"source:blogroll":     {out: "source:blogroll", kind: kindAside},
}

// An attributeRule says what becomes of an attribute of elements we hand on.
type attributeRule struct {
	out   string
	aside bool // it is an address, which gofeed would rewrite
}

var attributeRules = map[string]attributeRule{
	"href":        {"href", true},
	"src":         {"src", true},
	"uri":         {"uri", true},
	"url":         {"url", true},
	"scheme":      {"scheme", true},
	"domain":      {"domain", true},
	"ref":         {"ref", true},
	"rel":         {"rel", false},
	"type":        {"type", false},
	"title":       {"title", false},
	"length":      {"length", false},
	"filesize":    {"fileSize", false},
	"duration":    {"duration", false},
	"medium":      {"medium", false},
	"term":        {"term", false},
	"label":       {"label", false},
	"ispermalink": {"isPermaLink", false},
}

// ruleFor finds the rule of an element; its zero drops.
func (p *pass) ruleFor(s space, local []byte) rule {
	p.key = p.key[:0]
	if s != spaceNone {
		p.key = append(append(p.key, s...), ':')
	}
	p.key = appendLower(p.key, local)
	switch {
	case s != spaceNone:
		return otherRules[string(p.key)]
	case p.format == formatAtom:
		return atomRules[string(p.key)]
	}
	return rssRules[string(p.key)]
}

// appendLower appends a name in lower case; ASCII is enough for names we know.
func appendLower(dst, name []byte) []byte {
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}
