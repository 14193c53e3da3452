-- A batch that was kept out and published later: when, and as which snapshot; none when newer rows stood for all of its own.
ALTER TABLE mesh.quarantine ADD COLUMN replayed_at timestamptz NULL;
ALTER TABLE mesh.quarantine ADD COLUMN snapshot_id bigint NULL;
