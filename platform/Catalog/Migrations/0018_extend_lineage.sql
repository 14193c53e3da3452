-- Queries through the query proxy, kept for 30 days. A text has no literals, and is stored once.
CREATE TABLE query_texts (
    fingerprint text        PRIMARY KEY,
    sql         text        NULL,
    seen_at     timestamptz NOT NULL
);

CREATE TABLE queries (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    query_id    text        NOT NULL UNIQUE, -- a batch may come again, after its answer was lost
    at          timestamptz NOT NULL,
    principal   text        NOT NULL,
    domain      text        NULL,
    fingerprint text        NOT NULL,
    duration_ms bigint      NOT NULL,
    rows        bigint      NOT NULL,
    error       text        NULL
);

CREATE INDEX queries_by_age ON queries (at);

-- columns: by clause, null where they are not known; names: each of them once.
CREATE TABLE query_reads (
    query           bigint      NOT NULL REFERENCES queries ON DELETE CASCADE,
    product         text        NOT NULL,
    major           integer     NOT NULL,
    at              timestamptz NOT NULL,
    columns         jsonb       NULL,
    names           text[]      NULL,
    snapshot_id     bigint      NULL,
    snapshot_age_ms bigint      NULL,
    PRIMARY KEY (query, product, major)
);

CREATE INDEX query_reads_by_product ON query_reads (product, at DESC, query DESC);

-- Columns and the columns that they are made of. A target column of '' is the dataset as a whole: the source chooses, groups or orders its rows.
ALTER TABLE lineage_datasets ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX lineage_datasets_by_id ON lineage_datasets (id);

CREATE TABLE lineage_columns (
    target        bigint NOT NULL,
    target_column text   NOT NULL,
    source        bigint NOT NULL,
    source_column text   NOT NULL,
    kind          text   NOT NULL,
    PRIMARY KEY (target, target_column, source, source_column)
);

CREATE INDEX lineage_columns_by_source ON lineage_columns (source, source_column);

-- The column lineage of the facets that are stored.
CREATE TEMPORARY TABLE known_columns ON COMMIT DROP AS
SELECT DISTINCT ON (d.id, f.key, i ->> 'namespace', i ->> 'name', i ->> 'field')
    d.id AS target, f.key AS target_column, i ->> 'namespace' AS namespace, i ->> 'name' AS name, i ->> 'field' AS source_column,
    lower(coalesce(i #>> '{transformations,0,subtype}', 'identity')) AS kind
FROM lineage_datasets d
CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(d.facets #> '{columnLineage,facet,fields}') = 'object' THEN d.facets #> '{columnLineage,facet,fields}' ELSE '{}' END) f
CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(f.value -> 'inputFields') = 'array' THEN f.value -> 'inputFields' ELSE '[]' END) i
WHERE octet_length(i ->> 'namespace') BETWEEN 1 AND 600 AND octet_length(i ->> 'name') BETWEEN 1 AND 600 AND octet_length(i ->> 'field') BETWEEN 1 AND 600 AND octet_length(f.key) BETWEEN 1 AND 600;

INSERT INTO lineage_datasets (namespace, name, facets, updated_at)
SELECT DISTINCT namespace, name, '{}'::jsonb, '-infinity'::timestamptz FROM known_columns
ON CONFLICT (namespace, name) DO NOTHING;

INSERT INTO lineage_columns (target, target_column, source, source_column, kind)
SELECT k.target, k.target_column, s.id, k.source_column, k.kind FROM known_columns k JOIN lineage_datasets s ON s.namespace = k.namespace AND s.name = k.name
ON CONFLICT DO NOTHING;

-- The runs of a minute, and those between two moments.
CREATE INDEX lineage_runs_by_end ON lineage_runs (job_namespace, job_name, ended_at);

-- Tables of events that come many a second: their rows change in place.
ALTER TABLE lineage_datasets SET (fillfactor = 70);
ALTER TABLE lineage_jobs SET (fillfactor = 70);
ALTER TABLE lineage_runs SET (fillfactor = 70);
