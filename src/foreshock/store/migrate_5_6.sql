-- Schema 5 had no numbers of happenings, and what pages taught of an actor was gathered each time that it was asked for.
ALTER TABLE events ADD COLUMN "number" INTEGER;
UPDATE events SET "number" = n.n FROM
    (SELECT id, row_number() OVER (ORDER BY coalesce("when".earliest, "when".latest) NULLS LAST, id) - 1 AS n FROM events) n WHERE n.id = events.id;
ALTER TABLE event_actors ADD COLUMN event INTEGER;
UPDATE event_actors SET event = e."number" FROM events e WHERE e.id = event_id;
-- What the current pages taught of each actor, one row an actor: the first page's word holds, the others' names and what only they know are added.
-- Made anew with the happenings; until then taught_now answers. So are its names in small letters, and belonging: whom reports told to be of a country.
CREATE TABLE taught (
    run_id VARCHAR, id VARCHAR NOT NULL, "name" VARCHAR NOT NULL, kind VARCHAR NOT NULL, country VARCHAR,
    sector VARCHAR, aliases VARCHAR[] NOT NULL, wikidata VARCHAR, parent VARCHAR, "start" DATE, "end" DATE,
    origin VARCHAR NOT NULL, citation VARCHAR NOT NULL
);
CREATE TABLE taught_names (said VARCHAR NOT NULL, id VARCHAR NOT NULL);
CREATE TABLE belonging (country VARCHAR NOT NULL, actor_id VARCHAR NOT NULL);
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
INSERT INTO taught SELECT * FROM taught_now;
INSERT INTO taught_names SELECT * FROM taught_names_now;
INSERT INTO belonging SELECT * FROM belonging_now;
