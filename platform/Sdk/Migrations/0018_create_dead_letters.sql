-- Events that owners had a handler skip. An event stays in its stream: after_event_id is the place after which it is read again.
CREATE TABLE mesh.dead_letters (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    handler        text        NOT NULL,
    product        text        NOT NULL,
    event_id       text        NOT NULL,
    after_event_id text        NULL,
    type           text        NOT NULL,
    message        text        NOT NULL,
    skipped_by     text        NOT NULL,
    skipped_at     timestamptz NOT NULL,
    reason         text        NOT NULL,
    replayed_at    timestamptz NULL,
    UNIQUE (handler, product, event_id)
);
