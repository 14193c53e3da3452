-- Works with programs since 0027.
-- Snapshots that readers pinned, until the pin ends. The tag in the table's metadata follows the latest end of a snapshot's pins; the holder is in no metadata.
CREATE TABLE iceberg_pins (
    pin         uuid        PRIMARY KEY,
    table_id    uuid        NOT NULL REFERENCES iceberg_tables ON DELETE CASCADE,
    snapshot_id bigint      NOT NULL,
    holder      text        NOT NULL,
    ends_at     timestamptz NOT NULL
);

CREATE INDEX iceberg_pins_of_snapshot ON iceberg_pins (table_id, snapshot_id);
