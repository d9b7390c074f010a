-- A run adds to the search table in many transactions. Parts of it are merged
-- when there are 16 of a size, not four: each word is then copied half as often,
-- and a search looks at a few parts more.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('hashsize', 4194304); -- bytes: what a transaction brings is one part
