CREATE TABLE table_snapshots (
    product         text        NOT NULL,
    snapshot_id     bigint      NOT NULL,
    sequence_number bigint      NOT NULL,
    snapshot        jsonb       NOT NULL,
    committed_at    timestamptz NOT NULL,
    PRIMARY KEY (product, snapshot_id),
    UNIQUE (product, sequence_number)
);

CREATE TABLE product_tables (
    product             text   PRIMARY KEY,
    current_snapshot_id bigint NOT NULL
);
