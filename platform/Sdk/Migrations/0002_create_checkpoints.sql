-- How far each handler has come in each stream it consumes; moved in the transaction that has the handler's effects.
CREATE TABLE mesh.checkpoints (
    handler       text        NOT NULL,
    product       text        NOT NULL,
    last_event_id text        NULL,
    moved_at      timestamptz NULL,
    PRIMARY KEY (handler, product)
);
