-- What OpenLineage events told: datasets, jobs, the runs of jobs, and what jobs read and write. A facet is kept with the time
-- of the event that told it, so that events may come in any order.
CREATE TABLE lineage_datasets (
    namespace  text        NOT NULL,
    name       text        NOT NULL,
    facets     jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE TABLE lineage_jobs (
    namespace  text        NOT NULL,
    name       text        NOT NULL,
    facets     jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE TABLE lineage_edges (
    job_namespace     text        NOT NULL,
    job_name          text        NOT NULL,
    direction         text        NOT NULL CHECK (direction IN ('input', 'output')),
    dataset_namespace text        NOT NULL,
    dataset_name      text        NOT NULL,
    updated_at        timestamptz NOT NULL,
    PRIMARY KEY (job_namespace, job_name, direction, dataset_namespace, dataset_name)
);

CREATE INDEX lineage_edges_by_dataset ON lineage_edges (dataset_namespace, dataset_name);

-- A streaming job runs every second: its runs of one minute are one row, with their number.
CREATE TABLE lineage_runs (
    run_id        uuid        PRIMARY KEY,
    job_namespace text        NOT NULL,
    job_name      text        NOT NULL,
    state         text        NOT NULL,
    started_at    timestamptz NULL,
    ended_at      timestamptz NULL,
    told_at       timestamptz NOT NULL,
    runs          integer     NOT NULL,
    facets        jsonb       NOT NULL,
    inputs        jsonb       NOT NULL,
    outputs       jsonb       NOT NULL
);

CREATE INDEX lineage_runs_by_job ON lineage_runs (job_namespace, job_name, told_at);

-- Runs that were counted into another row, in case they are told again.
CREATE TABLE lineage_counted_runs (
    run_id     uuid        PRIMARY KEY,
    counted_at timestamptz NOT NULL
);

CREATE INDEX lineage_counted_runs_by_age ON lineage_counted_runs (counted_at);
