-- Works with programs since 0027.
-- The pipelines of products, by the reports of their services: the next due time, the pause, and the latest state of each run. run is the whole report.
CREATE TABLE pipelines (
    product     text        NOT NULL,
    major       integer     NOT NULL,
    next_due    timestamptz NULL,
    paused_at   timestamptz NULL,
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);

CREATE TABLE pipeline_runs (
    product      text        NOT NULL,
    major        integer     NOT NULL,
    window_name  text        NOT NULL,
    generation   integer     NOT NULL,
    id           bigint      NOT NULL,
    window_start timestamptz NULL,
    state        text        NOT NULL,
    requested_at timestamptz NOT NULL,
    run          jsonb       NOT NULL,
    PRIMARY KEY (product, major, window_name, generation)
);

CREATE INDEX pipeline_runs_newest ON pipeline_runs (product, major, id DESC);

-- Major versions a run of whose pipeline failed, by their services' own word.
CREATE TABLE pipeline_failures (
    product       text        NOT NULL,
    major         integer     NOT NULL,
    failing_since timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);

CREATE TRIGGER note_pipeline_failure AFTER INSERT OR DELETE ON pipeline_failures FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();
