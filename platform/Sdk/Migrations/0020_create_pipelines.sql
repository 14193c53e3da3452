-- Works with programs since 0019.
-- The pipelines of the domain's products: since when each is there, up to which due time its runs were queued, who paused it, and why its inputs cannot be
-- watched.
CREATE TABLE mesh.pipelines (
    product       text        PRIMARY KEY,
    begun_at      timestamptz NOT NULL,
    handled_at    timestamptz NOT NULL,
    paused_at     timestamptz NULL,
    paused_by     text        NULL,
    problem       text        NULL,
    problem_since timestamptz NULL
);

-- The snapshot of each input up to which its changes made windows due.
CREATE TABLE mesh.pipeline_inputs (
    product     text        NOT NULL REFERENCES mesh.pipelines (product) ON DELETE CASCADE,
    input       text        NOT NULL,
    snapshot_id bigint      NULL,
    handled_at  timestamptz NOT NULL,
    PRIMARY KEY (product, input)
);

-- Every run of a window. window_start orders the windows of a pipeline. due_at is the first request of a run, requested_at the latest. starts counts the
-- processes that began a run, attempts the tries of the last of them. is_reported says whether the catalog has its state. range_start is the first window
-- of those that one SELECT computes together, null for a window by itself; parallel is the number of runs that may run at a time.
CREATE TABLE mesh.pipeline_runs (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product      text        NOT NULL REFERENCES mesh.pipelines (product) ON DELETE CASCADE,
    window_name  text        NOT NULL,
    window_start timestamptz NOT NULL,
    generation   integer     NOT NULL,
    state        text        NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'quarantined', 'timed_out', 'interrupted', 'cancelled', 'skipped')),
    cause        text        NOT NULL,
    requested_by text        NULL,
    requested_at timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    not_before   timestamptz NOT NULL,
    starts       integer     NOT NULL DEFAULT 0,
    attempts     integer     NOT NULL DEFAULT 0,
    started_at   timestamptz NULL,
    ended_at     timestamptz NULL,
    cancelled_by text        NULL,
    error        text        NULL,
    inputs       jsonb       NULL,
    rows         bigint      NULL,
    snapshot_id  bigint      NULL,
    is_unchanged boolean     NOT NULL DEFAULT false,
    is_reported  boolean     NOT NULL DEFAULT false,
    range_start  timestamptz NULL,
    parallel     integer     NOT NULL DEFAULT 1,
    UNIQUE (product, window_name, generation)
);

-- A window has one run that waits and one that runs, at most.
CREATE UNIQUE INDEX pipeline_runs_queued ON mesh.pipeline_runs (product, window_name) WHERE state = 'queued';
CREATE UNIQUE INDEX pipeline_runs_begun ON mesh.pipeline_runs (product, window_name) WHERE state IN ('running', 'interrupted');
CREATE INDEX pipeline_runs_due ON mesh.pipeline_runs (product, due_at) WHERE state NOT IN ('succeeded', 'skipped', 'cancelled');
CREATE INDEX pipeline_runs_unreported ON mesh.pipeline_runs (product, id) WHERE NOT is_reported;
CREATE INDEX pipeline_runs_open ON mesh.pipeline_runs (not_before) WHERE state IN ('queued', 'running', 'interrupted');
