-- Schema 1 took, of the versions that one generation of runs had come to, the one published last, even where an address had
-- changed between a killed run and the one that took up its work. The happenings rest on that choice, so they are stale.
CREATE OR REPLACE VIEW current AS
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
UPDATE meta SET value = 'yes' WHERE key = 'stale';
