CREATE SCHEMA operations;

CREATE TABLE operations.entries (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    quantity   integer     NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Entries that were deleted, by their ids alone: the simulator does not write them again.
CREATE TABLE operations.deleted_entries (
    id         uuid        PRIMARY KEY,
    deleted_at timestamptz NOT NULL
);
