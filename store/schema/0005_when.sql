-- What every run asks finds its rows however long the archive is: how busy a
-- feed is (GET-13), and what an older policy cleaned (CLEAN-5).
CREATE INDEX entry_published ON entry (slug, published);
CREATE INDEX entry_policy    ON entry (policy);
