-- The results of checks by day in UTC: the minutes of a month are too many to be counted at each request.
CREATE TABLE quality_days (
    product text    NOT NULL,
    major   integer NOT NULL,
    day     date    NOT NULL,
    counts  jsonb   NOT NULL,
    PRIMARY KEY (product, major, day)
);

WITH minutes AS (
    SELECT product, major, (minute AT TIME ZONE 'UTC')::date AS day, counts FROM quality_minutes
), tallies AS (
    SELECT product, major, day, jsonb_agg(jsonb_build_object('check', definition, 'passed', passed, 'failed', failed, 'broken', broken, 'failing_rows', failing_rows)) AS checks
    FROM (
        SELECT product, major, day, t->'check' AS definition, sum((t->>'passed')::bigint) AS passed, sum((t->>'failed')::bigint) AS failed,
            sum((t->>'broken')::bigint) AS broken, sum((t->>'failing_rows')::bigint) AS failing_rows
        FROM minutes, jsonb_array_elements(counts->'checks') t
        GROUP BY product, major, day, t->'check') AS by_check
    GROUP BY product, major, day
)
INSERT INTO quality_days (product, major, day, counts)
SELECT product, major, day, jsonb_build_object('day', day, 'batches', sum((counts->>'batches')::bigint), 'rows', sum((counts->>'rows')::bigint),
    'kept_out', sum((counts->>'kept_out')::bigint), 'checks', coalesce(checks, '[]'))
FROM minutes LEFT JOIN tallies USING (product, major, day)
GROUP BY product, major, day, checks;

-- The last batches of each major version.
CREATE TABLE batches (
    product     text        NOT NULL,
    major       integer     NOT NULL,
    checked_at  timestamptz NOT NULL,
    batch_id    text        NOT NULL,
    version     text        NOT NULL,
    row_count   bigint      NOT NULL,
    batch_count integer     NOT NULL,
    duration_ms bigint      NULL,
    snapshot_id bigint      NULL,
    PRIMARY KEY (product, major, checked_at, batch_id)
);
