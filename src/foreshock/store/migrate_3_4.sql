-- Schema 3 knew no near-duplicates. Pages read before have no sketch; happenings count their voices, so they are made anew.
ALTER TABLE documents ADD COLUMN sketch BLOB DEFAULT ''::BLOB;
ALTER TABLE documents ALTER COLUMN sketch DROP DEFAULT;
ALTER TABLE events ADD COLUMN voices INTEGER DEFAULT 1;
ALTER TABLE events ALTER COLUMN voices DROP DEFAULT;
UPDATE meta SET value = 'yes' WHERE key = 'stale';
