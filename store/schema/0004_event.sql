-- An event is a change of how an item of the list fares (DIR-2): one for each
-- change, however often its feeds are asked. The last 50 of each slug are kept.
CREATE TABLE event (
	id      INTEGER PRIMARY KEY,
	slug    TEXT    NOT NULL,                  -- the item of the list
	at      INTEGER NOT NULL,                  -- when a run found it so
	state   TEXT    NOT NULL,                  -- 'fine', 'failing', 'gone', 'held', 'paused'
	code    TEXT    NOT NULL,                  -- why, '' if nothing is wrong
	message TEXT    NOT NULL                   -- the same in words
) STRICT;
CREATE INDEX event_slug ON event (slug, id);
