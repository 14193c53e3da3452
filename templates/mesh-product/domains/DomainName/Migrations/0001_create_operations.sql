CREATE SCHEMA operations;

CREATE TABLE operations.entries (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    quantity   integer     NOT NULL,
    updated_at timestamptz NOT NULL
);
