-- Schema 2 held nothing but what was read from pages; schema 3 has event data of others beside it.
-- Event data of others (GDELT, ICEWS, ACLED …) as their rows have it: no page and no sentence stands behind it. A row is told by its format and
-- its own id (made of what it says where it has none); file and line say where it was read. actors, recipients, relation and place are
-- numbers of the tables after it. known is the day on which the row was out, changed the day of its last change where it has one.
CREATE TABLE imported_events (
    run_id VARCHAR NOT NULL, format VARCHAR NOT NULL, id VARCHAR NOT NULL, file VARCHAR NOT NULL, line INTEGER NOT NULL,
    "day" DATE NOT NULL, "end" DATE, "precision" VARCHAR NOT NULL, known DATE NOT NULL, "changed" DATE, actors INTEGER[] NOT NULL,
    recipients INTEGER[] NOT NULL, relation INTEGER NOT NULL, place INTEGER, contexts VARCHAR[] NOT NULL, status VARCHAR NOT NULL,
    weight FLOAT NOT NULL, reports INTEGER NOT NULL, sources INTEGER NOT NULL, deaths INTEGER, publisher VARCHAR, url VARCHAR, note VARCHAR
);
-- Names as printed, with the actor that each was mapped to on the days of its rows; mapped is false where only the name is known.
CREATE TABLE imported_parties (
    "number" INTEGER NOT NULL, "name" VARCHAR NOT NULL, country VARCHAR NOT NULL, sector VARCHAR NOT NULL, code VARCHAR NOT NULL,
    actor_id VARCHAR NOT NULL, mapped BOOLEAN NOT NULL
);
CREATE TABLE imported_relations (
    "number" INTEGER NOT NULL, "name" VARCHAR NOT NULL, cameo VARCHAR NOT NULL, "type" VARCHAR NOT NULL, quad INTEGER NOT NULL,
    score DOUBLE NOT NULL, modes VARCHAR[] NOT NULL, directed BOOLEAN NOT NULL
);
CREATE TABLE imported_places ("number" INTEGER NOT NULL, place place NOT NULL);
-- Actors that stand in imported rows and not in the registry: kinds of people, and names that nothing else knows.
CREATE TABLE imported_actors (
    run_id VARCHAR NOT NULL, id VARCHAR NOT NULL, "name" VARCHAR NOT NULL, kind VARCHAR NOT NULL, country VARCHAR,
    sector VARCHAR, aliases VARCHAR[] NOT NULL, wikidata VARCHAR, parent VARCHAR, "start" DATE, "end" DATE,
    origin VARCHAR NOT NULL, citation VARCHAR NOT NULL
);
-- Files taken in to their end: a file whose sha256 stands here under the same digest of runs is not read again.
CREATE TABLE imported_files (
    run_id VARCHAR NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, format VARCHAR NOT NULL, "columns" VARCHAR NOT NULL,
    stored BIGINT NOT NULL, unchanged BIGINT NOT NULL, skipped BIGINT NOT NULL, bad BIGINT NOT NULL
);
-- What the learned head says of a predicate, and the relative pronoun beside a cue.
ALTER TABLE predicates ADD COLUMN grade DOUBLE;
ALTER TABLE statements ADD COLUMN pointer span;
