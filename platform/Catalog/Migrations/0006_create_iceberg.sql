CREATE TABLE iceberg_namespaces (
    name       text[]      PRIMARY KEY,
    properties jsonb       NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE iceberg_tables (
    table_id          uuid        PRIMARY KEY,
    namespace         text[]      NOT NULL,
    name              text        NOT NULL,
    location          text        NOT NULL,
    metadata_location text        NOT NULL,
    updated_at        timestamptz NOT NULL,
    UNIQUE (namespace, name)
);

CREATE TABLE iceberg_batches (
    table_id          uuid        NOT NULL REFERENCES iceberg_tables ON DELETE CASCADE,
    batch_id          text        NOT NULL,
    metadata_location text        NOT NULL,
    committed_at      timestamptz NOT NULL,
    PRIMARY KEY (table_id, batch_id)
);

CREATE TABLE iceberg_answers (
    idempotency_key uuid        PRIMARY KEY,
    request_hash    bytea       NOT NULL,
    status          integer     NOT NULL,
    error_type      text,
    body            text,
    table_id        uuid,
    answered_at     timestamptz NOT NULL
);

CREATE INDEX ON iceberg_answers (answered_at);
