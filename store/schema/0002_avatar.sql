-- An avatar is a member's picture that stood at an address of the list
-- (IMG-4). A new address is asked anew; the old picture stays until the new
-- one is read.
CREATE TABLE avatar (
	slug       TEXT PRIMARY KEY,               -- the item of the list
	url        TEXT    NOT NULL,               -- where png was read; '' if none was yet
	png        BLOB    NOT NULL,               -- as it is served: what package avatar made
	fetched_at INTEGER,
	tried      TEXT    NOT NULL,               -- address last asked: url, or one that gave no picture
	code       TEXT    NOT NULL,               -- how that ended; '' is well
	message    TEXT    NOT NULL,               -- the same in words
	failures   INTEGER NOT NULL,               -- of tried, in a row
	next_check INTEGER                         -- tried is not asked before; NULL: never again
) STRICT;
