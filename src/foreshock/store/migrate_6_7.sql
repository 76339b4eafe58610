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
    WITH met AS (SELECT actor_id, count(DISTINCT event_id) AS n FROM event_actors GROUP BY actor_id),
        told AS (SELECT x.event_id AS id, arg_min(x.actor_id, (met.n, x.actor_id)) AS rarest,
                     list(x.actor_id ORDER BY x."position") FILTER (x.side = 'actors') AS actors,
                     list(x.actor_id ORDER BY x."position") FILTER (x.side = 'recipients') AS recipients
                 FROM event_actors x JOIN met ON met.actor_id = x.actor_id GROUP BY x.event_id)
    SELECT e.* REPLACE ((row_number() OVER (
            ORDER BY x.rarest NULLS LAST, coalesce(e."when".earliest, e."when".latest) NULLS LAST, e.id) - 1)::INTEGER AS "number"),
        coalesce(x.actors, []) AS actors, coalesce(x.recipients, []) AS recipients
    FROM events e LEFT JOIN told x ON x.id = e.id;
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
UPDATE event_actors SET event = e."number" FROM events e WHERE e.id = event_id;
CREATE TABLE newest (id VARCHAR NOT NULL, version VARCHAR NOT NULL);
INSERT INTO newest SELECT id, version FROM current ORDER BY id;
