-- What the checks said, rolled up by the minute: products publish every second.
CREATE TABLE quality_minutes (
    product text        NOT NULL,
    major   integer     NOT NULL,
    minute  timestamptz NOT NULL,
    counts  jsonb       NOT NULL,
    PRIMARY KEY (product, major, minute)
);

-- What they said last.
CREATE TABLE quality_status (
    product    text        NOT NULL,
    major      integer     NOT NULL,
    checks     jsonb       NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);

-- Batches that may be reported again.
CREATE TABLE quality_batches (
    product     text        NOT NULL,
    batch_id    text        NOT NULL,
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (product, batch_id)
);

CREATE INDEX quality_batches_by_age ON quality_batches (product, reported_at);
