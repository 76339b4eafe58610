-- Schema 4 knew no corrections by people.
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
