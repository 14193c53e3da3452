-- Batches that a check kept from readers. Their rows stay in the outbox; here stands which they are, why, and a few of them.
CREATE TABLE mesh.quarantine (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product        text        NOT NULL,
    version        text        NOT NULL,
    batch_id       text        NOT NULL,
    first_position bigint      NOT NULL,
    last_position  bigint      NOT NULL,
    rows           bigint      NOT NULL,
    results        jsonb       NOT NULL,
    samples        jsonb       NOT NULL,
    quarantined_at timestamptz NOT NULL,
    UNIQUE (product, batch_id)
);

CREATE INDEX quarantine_by_position ON mesh.quarantine (product, last_position);
