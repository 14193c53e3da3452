CREATE SCHEMA mesh;

-- What the domain's transactions emitted. A row is inserted with the change it tells of; the sequencer then gives it its
-- position, one process at a time, so that positions become visible in their order and a reader that keeps the last one
-- it saw misses nothing.
CREATE TABLE mesh.outbox (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product     text        NOT NULL,
    event_id    uuid        NOT NULL,
    subject     text        NULL,
    occurred_at timestamptz NOT NULL,
    data        text        NOT NULL,
    position    bigint      NULL,
    UNIQUE (product, event_id)
);

CREATE INDEX outbox_by_position ON mesh.outbox (product, position) WHERE position IS NOT NULL;
CREATE INDEX outbox_unsequenced ON mesh.outbox (id) WHERE position IS NULL;

CREATE TABLE mesh.outbox_head (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last_position bigint  NOT NULL
);

INSERT INTO mesh.outbox_head (last_position) VALUES (0);
