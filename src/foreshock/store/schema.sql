-- Schema 7 of a foreshock store. One table a noun, one column a field, the names those of foreshock.types.
--
-- in_document, in_version   the page (documents.id, documents.version) that a row was read from
-- position                  its place in that page's Reading, from 0
-- page                      where that page's rows stand (documents."number"): pages are counted as they are stored, so that DuckDB finds the rows of
--                           one in the few blocks that hold its number, and looks at no others. It says nothing else
-- run_id                    the run that made the row (runs.id)
-- Spans hold start and end in code points of documents.text (end exclusive) and the text between.

CREATE TYPE span AS STRUCT("start" INTEGER, "end" INTEGER, "text" VARCHAR);
CREATE TYPE moment AS STRUCT(earliest DATE, latest DATE, "precision" VARCHAR, basis VARCHAR, clock TIME, readings DATE[][]);
CREATE TYPE place AS STRUCT("name" VARCHAR, geonames_id BIGINT, lat DOUBLE, lon DOUBLE, country VARCHAR, admin1 VARCHAR,
                            "precision" VARCHAR, population BIGINT);
CREATE TYPE mention AS STRUCT(span span, as_ VARCHAR, form VARCHAR, head INTEGER, actor_id VARCHAR, "name" VARCHAR,
                              country VARCHAR, sector VARCHAR, place place);
CREATE TYPE factuality AS STRUCT(status VARCHAR, certainty VARCHAR, cue span, holder VARCHAR, "rule" VARCHAR);

-- schema: the version of this file; stale: "yes" while the table events is older than the pages.
CREATE TABLE meta ("key" VARCHAR NOT NULL, "value" VARCHAR NOT NULL);

-- generation counts runs; one that takes up the work of a killed run shares its number. digest is over code, models,
-- resources and settings: pages read under the same digest need no second reading. Times are UTC.
CREATE TABLE runs (
    id VARCHAR NOT NULL, generation INTEGER NOT NULL, digest VARCHAR NOT NULL, started TIMESTAMP NOT NULL, ended TIMESTAMP,
    code VARCHAR NOT NULL, models MAP(VARCHAR, VARCHAR), resources MAP(VARCHAR, VARCHAR), settings MAP(VARCHAR, VARCHAR),
    inputs VARCHAR[], counts MAP(VARCHAR, BIGINT)
);

-- One row for each time a run read what stands at an address. sha256 is of the raw bytes; fingerprint of these and all that
-- the container told (a feed, a record). outcome: stored, unchanged, failed (reason says why).
CREATE TABLE ledger (
    run_id VARCHAR NOT NULL, address VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL, document_id VARCHAR, version VARCHAR, reason VARCHAR
);

-- sketch is the MinHash of the page, by which near-duplicates are found; empty for what is too short.
CREATE TABLE documents (
    id VARCHAR NOT NULL, version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "text" VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL, title VARCHAR, authors VARCHAR[] NOT NULL, publisher VARCHAR, published moment NOT NULL,
    genre VARCHAR NOT NULL, "language" VARCHAR, url VARCHAR, address VARCHAR NOT NULL, format VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL, sketch BLOB, "number" INTEGER
);
CREATE TABLE parts (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    "index" INTEGER NOT NULL, kind VARCHAR NOT NULL, span span NOT NULL, author VARCHAR, posted moment NOT NULL,
    reply_to INTEGER, page INTEGER
);
CREATE TABLE sentences (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, "text" VARCHAR NOT NULL, page INTEGER
);
CREATE TABLE mentions (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    span span NOT NULL, as_ VARCHAR NOT NULL, form VARCHAR NOT NULL, head INTEGER NOT NULL, actor_id VARCHAR,
    "name" VARCHAR, country VARCHAR, sector VARCHAR, place place, page INTEGER
);
CREATE TABLE times (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    span span NOT NULL, "type" VARCHAR NOT NULL, "value" VARCHAR NOT NULL, "when" moment NOT NULL, page INTEGER
);
CREATE TABLE predicates (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    span span NOT NULL, factuality factuality NOT NULL, part INTEGER NOT NULL, grade DOUBLE, page INTEGER
);
CREATE TABLE statements (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, part INTEGER NOT NULL, speaker mention, speaker_kind VARCHAR NOT NULL,
    cue span[] NOT NULL, content span[] NOT NULL, manner VARCHAR NOT NULL, addressee mention, direct BOOLEAN NOT NULL,
    inside VARCHAR, depth INTEGER NOT NULL, negated BOOLEAN NOT NULL, "when" moment NOT NULL, place place,
    pointer span, page INTEGER
);
CREATE TABLE event_mentions (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, part INTEGER NOT NULL, "type" VARCHAR NOT NULL, evidence span NOT NULL,
    "trigger" span NOT NULL, modes VARCHAR[] NOT NULL, contexts VARCHAR[] NOT NULL, factuality factuality NOT NULL,
    speaker mention, speaker_kind VARCHAR NOT NULL, statement_id VARCHAR, "when" moment NOT NULL, place place,
    score DOUBLE NOT NULL, coder VARCHAR NOT NULL, confidence DOUBLE NOT NULL, page INTEGER
);
-- Who did it (side "actors") and to whom ("recipients"), in the order of the event mention.
CREATE TABLE event_arguments (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL,
    side VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    span span NOT NULL, as_ VARCHAR NOT NULL, form VARCHAR NOT NULL, head INTEGER NOT NULL, actor_id VARCHAR,
    "name" VARCHAR, country VARCHAR, sector VARCHAR, place place, page INTEGER
);
CREATE TABLE tie_mentions (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, part INTEGER NOT NULL, subject mention NOT NULL, target mention NOT NULL,
    kind VARCHAR NOT NULL, sign INTEGER NOT NULL, evidence span NOT NULL, how VARCHAR[] NOT NULL,
    factuality factuality NOT NULL, speaker mention, speaker_kind VARCHAR NOT NULL, "when" moment NOT NULL, place place,
    coder VARCHAR NOT NULL, page INTEGER
);
-- Actors that a page taught; those of the registry stand in known_actors.
CREATE TABLE actors (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    id VARCHAR NOT NULL, "name" VARCHAR NOT NULL, kind VARCHAR NOT NULL, country VARCHAR, sector VARCHAR,
    aliases VARCHAR[] NOT NULL, wikidata VARCHAR, parent VARCHAR, "start" DATE, "end" DATE, origin VARCHAR NOT NULL,
    citation VARCHAR NOT NULL, page INTEGER
);
CREATE TABLE roles (
    in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL, run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    holder VARCHAR NOT NULL, post VARCHAR NOT NULL, "of" VARCHAR, "to" VARCHAR, sector VARCHAR, "start" DATE, "end" DATE,
    standing VARCHAR NOT NULL, as_of moment NOT NULL, document_id VARCHAR, evidence span, citation VARCHAR NOT NULL, page INTEGER
);

-- Actors of the registry whom a page names, and their registry roles, as they stood when the page was read.
CREATE TABLE known_actors (
    run_id VARCHAR NOT NULL, id VARCHAR NOT NULL, "name" VARCHAR NOT NULL, kind VARCHAR NOT NULL, country VARCHAR,
    sector VARCHAR, aliases VARCHAR[] NOT NULL, wikidata VARCHAR, parent VARCHAR, "start" DATE, "end" DATE,
    origin VARCHAR NOT NULL, citation VARCHAR NOT NULL
);
CREATE TABLE known_roles (
    run_id VARCHAR NOT NULL, "position" INTEGER NOT NULL, holder VARCHAR NOT NULL, post VARCHAR NOT NULL, "of" VARCHAR,
    "to" VARCHAR, sector VARCHAR, "start" DATE, "end" DATE, standing VARCHAR NOT NULL, as_of moment NOT NULL,
    document_id VARCHAR, evidence span, citation VARCHAR NOT NULL
);

-- Happenings, made anew out of the event mentions of all current pages. number counts them in the order in which they stand: by the rarest
-- of their actors (the one in the fewest of them), then by day, so that those of an actor or of a pair stand in few places. event_actors says
-- once more who took part, in the order of actors, and names the number.
CREATE TABLE events (
    run_id VARCHAR NOT NULL, id VARCHAR NOT NULL, "type" VARCHAR NOT NULL, "when" moment NOT NULL, status VARCHAR NOT NULL,
    hedged BOOLEAN NOT NULL, modes VARCHAR[] NOT NULL, contexts VARCHAR[] NOT NULL, place place, score DOUBLE NOT NULL,
    confidence DOUBLE NOT NULL, part_kinds VARCHAR[] NOT NULL, speakers VARCHAR[] NOT NULL, mentions VARCHAR[] NOT NULL,
    documents VARCHAR[] NOT NULL, publishers VARCHAR[] NOT NULL, voices INTEGER, "number" INTEGER,
    actors VARCHAR[], recipients VARCHAR[]
);
CREATE INDEX events_by_number ON events ("number");
CREATE TABLE event_actors (
    run_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL, side VARCHAR NOT NULL, "position" INTEGER NOT NULL,
    actor_id VARCHAR NOT NULL, event INTEGER
);

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

-- Corrections by people, those in force, in their order. Pages that a judgement changed stand above as corrected; raw_… has their rows as they were coded. judged says which
-- judgement (an id of the file of judgements) changed which event mention, stated tie or actor (what); judged_actors are those of the registry
-- whom only a judgement names. meta: judgements is the sha256 of the file that was applied.
CREATE TABLE judgements (
    "position" INTEGER NOT NULL, id VARCHAR NOT NULL, kind VARCHAR NOT NULL, who VARCHAR NOT NULL, "when" TIMESTAMP NOT NULL,
    why VARCHAR NOT NULL, target STRUCT(document VARCHAR, "start" INTEGER, "end" INTEGER, "text" VARCHAR, "trigger" VARCHAR, coded VARCHAR),
    "like" STRUCT(coder VARCHAR, "trigger" VARCHAR, coded VARCHAR), side VARCHAR, old VARCHAR, new VARCHAR, withdraws VARCHAR
);
CREATE TABLE judged_pages (in_document VARCHAR NOT NULL, in_version VARCHAR NOT NULL);
CREATE TABLE judged_actors (id VARCHAR NOT NULL);
CREATE TABLE judged (in_document VARCHAR NOT NULL, judgement VARCHAR NOT NULL, what VARCHAR NOT NULL);
CREATE TABLE raw_mentions AS SELECT * FROM mentions LIMIT 0;
CREATE TABLE raw_statements AS SELECT * FROM statements LIMIT 0;
CREATE TABLE raw_event_mentions AS SELECT * FROM event_mentions LIMIT 0;
CREATE TABLE raw_event_arguments AS SELECT * FROM event_arguments LIMIT 0;
CREATE TABLE raw_tie_mentions AS SELECT * FROM tie_mentions LIMIT 0;
CREATE TABLE raw_actors AS SELECT * FROM actors LIMIT 0;
CREATE TABLE raw_roles AS SELECT * FROM roles LIMIT 0;

-- The version of each document that counts: what its addresses held last, and of these what the latest generation of runs came
-- to; where one generation came to several (two addresses, one id), the one published last. The order in which pages came
-- plays no part.
CREATE VIEW current AS
    WITH latest AS (
        SELECT l.document_id, l.version, r.generation
        FROM ledger l JOIN runs r ON r.id = l.run_id
        WHERE l.outcome <> 'failed'
        QUALIFY rank() OVER (PARTITION BY l.address, l.document_id ORDER BY r.generation DESC, r.started DESC, r.id DESC) = 1
    )
    SELECT d.id, d.version
    FROM documents d
    JOIN (SELECT document_id, version, max(generation) AS generation FROM latest GROUP BY ALL) seen
      ON seen.document_id = d.id AND seen.version = d.version
    QUALIFY row_number() OVER (PARTITION BY d.id ORDER BY seen.generation DESC, d.published.latest DESC NULLS LAST,
                               d.version DESC) = 1;

-- What the current pages taught of each actor, one row an actor: the first page's word holds, the others' names and what only they know are added.
-- Made anew with the happenings; until then taught_now answers. So are its names in small letters, and belonging: whom reports told to be of a country.
CREATE TABLE taught (
    run_id VARCHAR, id VARCHAR NOT NULL, "name" VARCHAR NOT NULL, kind VARCHAR NOT NULL, country VARCHAR,
    sector VARCHAR, aliases VARCHAR[] NOT NULL, wikidata VARCHAR, parent VARCHAR, "start" DATE, "end" DATE,
    origin VARCHAR NOT NULL, citation VARCHAR NOT NULL
);
CREATE TABLE taught_names (said VARCHAR NOT NULL, id VARCHAR NOT NULL);
CREATE TABLE belonging (country VARCHAR NOT NULL, actor_id VARCHAR NOT NULL);
-- What current says, by id, made anew with them: readers take it in place of current, which looks through the whole ledger.
CREATE TABLE newest (id VARCHAR NOT NULL, version VARCHAR NOT NULL);
CREATE VIEW taught_now AS
    WITH told AS (
        SELECT a.*, row_number() OVER (PARTITION BY a.id ORDER BY a.in_document, a."position") AS n
        FROM actors a JOIN current c ON c.id = a.in_document AND c.version = a.in_version
    )
    SELECT first(run_id ORDER BY n) AS run_id, id, first("name" ORDER BY n) AS "name", first(kind ORDER BY n) AS kind,
        first(country ORDER BY n) FILTER (country IS NOT NULL) AS country, first(sector ORDER BY n) FILTER (sector IS NOT NULL) AS sector,
        CASE WHEN count(*) = 1 THEN first(aliases)
             ELSE list_sort(list_filter(list_distinct(flatten(list(aliases)) || list("name")), lambda x: x <> first("name" ORDER BY n))) END
            AS aliases,
        first(wikidata ORDER BY n) FILTER (wikidata IS NOT NULL) AS wikidata, first(parent ORDER BY n) FILTER (parent IS NOT NULL) AS parent,
        first("start" ORDER BY n) FILTER ("start" IS NOT NULL) AS "start", first("end" ORDER BY n) FILTER ("end" IS NOT NULL) AS "end",
        first(origin ORDER BY n) AS origin, first(citation ORDER BY n) AS citation
    FROM told GROUP BY id ORDER BY id;
CREATE VIEW taught_names_now AS
    SELECT DISTINCT lower(said) AS said, id FROM (SELECT id, unnest([id, "name"] || aliases) AS said FROM taught_now)
    UNION SELECT lower(country), id FROM taught_now WHERE kind = 'state' AND country IS NOT NULL ORDER BY ALL;
CREATE VIEW belonging_now AS
    SELECT DISTINCT country, actor_id FROM event_arguments WHERE country IS NOT NULL AND actor_id IS NOT NULL
    UNION SELECT country, id FROM taught_now WHERE country IS NOT NULL ORDER BY ALL;
