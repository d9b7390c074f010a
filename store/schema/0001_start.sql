-- The memory of a planet. It holds what publishers have long dropped.
-- Times are Unix seconds, UTC; NULL means unknown (DB-6).

-- A fact is decided once and kept: when the planet was founded, its identity.
CREATE TABLE fact (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An address is one URL of one item of the list, and what came of asking it.
-- Entries belong to the slug, not to the address (ID-1).
CREATE TABLE address (
	id            INTEGER PRIMARY KEY,
	slug          TEXT    NOT NULL,            -- the item of the list
	url           TEXT    NOT NULL,            -- as it stands in the list
	found         TEXT    NOT NULL,            -- the feed found from url when url is a home page; else ''
	final_url     TEXT    NOT NULL,            -- where the last document was, after redirects (GET-28)
	format        TEXT    NOT NULL,            -- of the last document: 'Atom', 'RSS 2.0' …
	source        TEXT    NOT NULL,            -- JSON of planet.Source: what the feed says of itself
	validator_url TEXT    NOT NULL,            -- who gave the validator: it goes there only (GET-7)
	etag          TEXT    NOT NULL,            -- byte for byte (GET-5)
	last_modified TEXT    NOT NULL,            -- likewise
	body_hash     BLOB    NOT NULL,            -- SHA-256 of the last document that was parsed
	parser        INTEGER NOT NULL,            -- version of the parser that read it (GET-9)
	last_request  INTEGER,
	next_check    INTEGER,                     -- due from then on; NULL: at once (SCHED-1)
	interval      INTEGER NOT NULL,            -- seconds until next_check when it was set
	failures      INTEGER NOT NULL,            -- in a row
	failing_since INTEGER,
	first_good    INTEGER,                     -- first document that could be read
	last_good     INTEGER,                     -- last one, or 304
	last_new      INTEGER,                     -- last visit that brought a new entry
	code          TEXT    NOT NULL,            -- how the last visit ended; '' is well
	message       TEXT    NOT NULL,            -- the same in words
	status        INTEGER NOT NULL,            -- HTTP status; 0 if there was no answer
	bytes         INTEGER NOT NULL,            -- of the last document, decoded
	took_ms       INTEGER NOT NULL,            -- milliseconds of the last visit
	items         INTEGER NOT NULL,            -- in the last document
	findings      TEXT    NOT NULL,            -- JSON of what was odd about the last document
	fresh_for     INTEGER NOT NULL,            -- seconds: what the last answer's headers ask for (GET-8, GET-12)
	at_least      INTEGER NOT NULL,            -- seconds: the feed's own ttl or update period (GET-12)
	closed        TEXT    NOT NULL,            -- JSON of its skipHours and skipDays
	moved_to      TEXT    NOT NULL,            -- end of the permanent redirects last seen (GET-24)
	moved_since   INTEGER,
	moved_seen    INTEGER NOT NULL,            -- how often in a row
	moved_same    INTEGER NOT NULL,            -- 1: the first document from there was this feed's own
	moved_used    INTEGER,                     -- moved_to is asked in place of url since then; NULL: it is not
	url_asked     INTEGER,                     -- when url itself was last asked since then (every 30 days)
	awaits        INTEGER,                     -- earliest date of an item that waits for it; then url is read anew (FLOW-7)
	listed        TEXT    NOT NULL,            -- short ids of the last document's entries, in its order (FLOW-12)
	missing       TEXT    NOT NULL,            -- JSON of those that vanished from among them, perhaps withdrawn
	UNIQUE (slug, url)
) STRICT;

-- A feed is its slug: what is known of it at whatever address it is read (ID-1).
CREATE TABLE feed (
	slug       TEXT PRIMARY KEY,
	replaced   INTEGER NOT NULL,               -- documents running in which known posts had new ids (ID-3)
	unreliable INTEGER NOT NULL,               -- 1: its ids say less than its addresses (ID-3)
	held_since INTEGER,                        -- its new entries wait for a person since then; NULL: they do not (TRIP-1)
	held_why   TEXT    NOT NULL,               -- JSON: the signs, in words
	trusted    INTEGER NOT NULL                -- 1: a person let it in; its next document is taken as it is (TRIP-3)
) STRICT, WITHOUT ROWID;

-- A host that asked us to stay away asked it for all its feeds (GET-17).
CREATE TABLE host (
	name  TEXT PRIMARY KEY,                    -- in lower case, without port
	until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A visit is one fetch, kept for health: the last 50 of each address (DB-14).
CREATE TABLE visit (
	id      INTEGER PRIMARY KEY,
	address INTEGER NOT NULL REFERENCES address,
	at      INTEGER NOT NULL,
	status  INTEGER NOT NULL,
	code    TEXT    NOT NULL,
	message TEXT    NOT NULL,
	bytes   INTEGER NOT NULL,
	took_ms INTEGER NOT NULL,
	items   INTEGER NOT NULL,                  -- in the document; 0 if it was not parsed
	new     INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	hops    TEXT    NOT NULL                   -- JSON: the way through redirects, '' if none
) STRICT;
CREATE INDEX visit_address ON visit (address, id);

-- An entry is one post of one feed. It outlives its place in that feed.
CREATE TABLE entry (
	id           INTEGER PRIMARY KEY,          -- ours; its row in text and search, too
	slug         TEXT    NOT NULL,             -- whose it is
	address      INTEGER NOT NULL REFERENCES address,  -- where we last read it
	atom_id      TEXT    NOT NULL,             -- its id in all we publish; set once (ATOM-7)
	short_id     TEXT    NOT NULL,             -- of atom_id (URL-4)
	path         TEXT    NOT NULL UNIQUE,      -- of its page; set once (URL-3)
	guid         TEXT    NOT NULL,             -- the publisher's name for it, '' if none
	title        TEXT    NOT NULL,             -- text, not markup
	link         TEXT    NOT NULL,             -- absolute; '' if the feed has none
	canonical    TEXT    NOT NULL,             -- for comparing (CONV-2)
	published    INTEGER,                      -- as the feed says
	updated      INTEGER,                      -- as the feed says
	first_seen   INTEGER NOT NULL,             -- set once
	position     INTEGER NOT NULL,             -- set once, orders everything (FLOW-1)
	reason       TEXT    NOT NULL,             -- '' or backlog, late, flood; set once (ID-8)
	revision     INTEGER NOT NULL,             -- 1: never edited
	withdrawn    INTEGER,                      -- when its author took it out (FLOW-12); NULL: it is there
	held         INTEGER NOT NULL,             -- 1: a trip wire keeps it back until a person looks (TRIP-1)
	language     TEXT    NOT NULL,
	authors      TEXT    NOT NULL,             -- JSON, likewise the next four
	contributors TEXT    NOT NULL,
	categories   TEXT    NOT NULL,
	enclosures   TEXT    NOT NULL,
	in_reply_to  TEXT    NOT NULL,
	rights       TEXT    NOT NULL,
	comments     TEXT    NOT NULL,
	source       TEXT    NOT NULL,             -- JSON of the source it came with, '' if none
	summary      TEXT    NOT NULL,             -- the publisher's own short form, text
	line         TEXT    NOT NULL,             -- one or two lines of text
	words        INTEGER NOT NULL,
	images       INTEGER NOT NULL,
	no_alt       INTEGER NOT NULL,             -- images without a description
	trackers     INTEGER NOT NULL,
	uncleaned    INTEGER NOT NULL,             -- 1: the text could not be cleaned (ENT-14)
	whole        INTEGER NOT NULL,             -- 1: short enough to be shown whole in lists
	hash         BLOB    NOT NULL,             -- SHA-256 of what the feed said of it (ID-5)
	policy       INTEGER NOT NULL              -- version of the cleaning (CLEAN-5)
) STRICT;
CREATE INDEX entry_order ON entry (position DESC, slug, atom_id);
CREATE INDEX entry_slug  ON entry (slug, position DESC);
CREATE INDEX entry_atom  ON entry (atom_id);

-- The long texts of an entry, apart so that lists need not wade through them.
CREATE TABLE text (
	entry   INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
	body    TEXT NOT NULL,                     -- what package clean returned, likewise the next three
	list    TEXT NOT NULL,                     -- '' if body has no pictures
	excerpt TEXT NOT NULL,                     -- '' if whole
	short   TEXT NOT NULL,
	raw     TEXT NOT NULL,                     -- the markup as published, to be cleaned again (CLEAN-5)
	raw_summary TEXT NOT NULL,
	base    TEXT NOT NULL                      -- address against which raw is read
) STRICT;

-- By what an item is known again (ID-2). Old keys stay as aliases (FLOW-8).
CREATE TABLE entry_key (
	slug  TEXT    NOT NULL,
	kind  INTEGER NOT NULL,                    -- 1 id, 2 url, 3 text, 4 title
	key   BLOB    NOT NULL,                    -- SHA-256 of the folded value
	entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
	PRIMARY KEY (slug, kind, key, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_key_entry ON entry_key (entry);

-- All links of an entry's full text, read before cleaning (CONV-1).
CREATE TABLE link (
	entry     INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
	n         INTEGER NOT NULL,                -- order in the text
	url       TEXT    NOT NULL,
	canonical TEXT    NOT NULL,
	text      TEXT    NOT NULL,
	sentence  TEXT    NOT NULL,
	reply     INTEGER NOT NULL,                -- 1: marked as in reply to
	PRIMARY KEY (entry, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_canonical ON link (canonical);

-- What is left of a forgotten entry, so that it doesn't come back (ID-13).
CREATE TABLE tombstone (
	hash BLOB PRIMARY KEY                      -- SHA-256 of one key; tells nothing by itself
) STRICT, WITHOUT ROWID;

-- A run is once along the line.
CREATE TABLE run (
	id        INTEGER PRIMARY KEY,
	started   INTEGER NOT NULL,
	ended     INTEGER,                         -- NULL: still going, or killed (SCHED-8)
	asked     INTEGER NOT NULL,
	unchanged INTEGER NOT NULL,
	new       INTEGER NOT NULL,
	failed    INTEGER NOT NULL
) STRICT;

-- Who is at work on this database: one row or none (SCHED-2).
CREATE TABLE lease (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	host    TEXT    NOT NULL,
	pid     INTEGER NOT NULL,
	since   INTEGER NOT NULL,
	renewed INTEGER NOT NULL                   -- stale after two minutes
) STRICT;

-- Words of titles and texts; rowid is the entry's id (DB-10).
CREATE VIRTUAL TABLE search USING fts5 (
	title, text,
	content = '', contentless_delete = 1,
	tokenize = 'unicode61 remove_diacritics 2'
);
