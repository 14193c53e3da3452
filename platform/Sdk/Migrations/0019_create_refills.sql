-- How far the last refill of each product has come: place is that of its last row, null before the first.
CREATE TABLE mesh.refills (
    product  text        PRIMARY KEY,
    place    text        NULL,
    rows     bigint      NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL,
    ended_at timestamptz NULL
);
