-- A proof is what looking at a member's pages has shown: that they name this
-- planet (OWN-2, OWN-3). What could not be looked at stays as it was.
CREATE TABLE proof (
	slug       TEXT PRIMARY KEY,               -- the item of the list
	home       TEXT    NOT NULL,               -- the home page that was looked at
	target     TEXT    NOT NULL,               -- the page here that it would have to name; another one is looked for anew
	level      TEXT    NOT NULL,               -- '' for nothing found, 'linked', 'verified': the highest of pages
	pages      TEXT    NOT NULL,               -- JSON of what was looked at, and what each showed
	looked_at  INTEGER,                        -- last look; NULL: never
	next_look  INTEGER,                        -- none before that, unless home or target is another one
	code       TEXT    NOT NULL,               -- how asking for home ended; '' is well
	message    TEXT    NOT NULL                -- the same in words
) STRICT;
