-- The six texts of an entry say much the same: together they are packed into a
-- quarter of their size. Rows of before keep theirs in the columns of that name,
-- where a packed row has ''.
ALTER TABLE text ADD COLUMN packed BLOB;      -- body, list, excerpt, short, raw, raw_summary; NULL: they are not packed
