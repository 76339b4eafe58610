-- Schema 6 looked for the rows of a page, of an event, and for the pages that count, through whole columns.
ALTER TABLE documents ADD COLUMN "number" INTEGER;
UPDATE documents SET "number" = n.n FROM
    (SELECT id, version, row_number() OVER (ORDER BY rowid) - 1 AS n FROM documents) n WHERE n.id = documents.id AND n.version = documents.version;
ALTER TABLE parts ADD COLUMN page INTEGER;
ALTER TABLE sentences ADD COLUMN page INTEGER;
ALTER TABLE mentions ADD COLUMN page INTEGER;
ALTER TABLE times ADD COLUMN page INTEGER;
ALTER TABLE predicates ADD COLUMN page INTEGER;
ALTER TABLE statements ADD COLUMN page INTEGER;
ALTER TABLE event_mentions ADD COLUMN page INTEGER;
ALTER TABLE event_arguments ADD COLUMN page INTEGER;
ALTER TABLE tie_mentions ADD COLUMN page INTEGER;
ALTER TABLE actors ADD COLUMN page INTEGER;
ALTER TABLE roles ADD COLUMN page INTEGER;
ALTER TABLE raw_mentions ADD COLUMN page INTEGER;
ALTER TABLE raw_statements ADD COLUMN page INTEGER;
ALTER TABLE raw_event_mentions ADD COLUMN page INTEGER;
ALTER TABLE raw_event_arguments ADD COLUMN page INTEGER;
ALTER TABLE raw_tie_mentions ADD COLUMN page INTEGER;
ALTER TABLE raw_actors ADD COLUMN page INTEGER;
ALTER TABLE raw_roles ADD COLUMN page INTEGER;
UPDATE parts SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE sentences SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE times SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE predicates SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE statements SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE event_mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE event_arguments SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE tie_mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE actors SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE roles SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_statements SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_event_mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_event_arguments SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_tie_mentions SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_actors SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
UPDATE raw_roles SET page = d."number" FROM documents d WHERE d.id = in_document AND d.version = in_version;
-- DuckDB makes no index of a table that the same transaction has changed, so the table is made anew.
CREATE TEMP TABLE events_6 AS
    SELECT e.*, coalesce(x.actors, []) AS actors, coalesce(x.recipients, []) AS recipients
    FROM events e LEFT JOIN (
        SELECT event_id, list(actor_id ORDER BY "position") FILTER (side = 'actors') AS actors,
            list(actor_id ORDER BY "position") FILTER (side = 'recipients') AS recipients
        FROM event_actors GROUP BY event_id) x ON x.event_id = e.id;
DROP TABLE events;
CREATE TABLE events (
    run_id VARCHAR NOT NULL, id VARCHAR NOT NULL, "type" VARCHAR NOT NULL, "when" moment NOT NULL, status VARCHAR NOT NULL,
    hedged BOOLEAN NOT NULL, modes VARCHAR[] NOT NULL, contexts VARCHAR[] NOT NULL, place place, score DOUBLE NOT NULL,
    confidence DOUBLE NOT NULL, part_kinds VARCHAR[] NOT NULL, speakers VARCHAR[] NOT NULL, mentions VARCHAR[] NOT NULL,
    documents VARCHAR[] NOT NULL, publishers VARCHAR[] NOT NULL, voices INTEGER, "number" INTEGER,
    actors VARCHAR[], recipients VARCHAR[]
);
CREATE INDEX events_by_number ON events ("number");
INSERT INTO events SELECT * FROM events_6 ORDER BY "number";
DROP TABLE events_6;
CREATE TABLE newest (id VARCHAR NOT NULL, version VARCHAR NOT NULL);
INSERT INTO newest SELECT id, version FROM current ORDER BY id;
