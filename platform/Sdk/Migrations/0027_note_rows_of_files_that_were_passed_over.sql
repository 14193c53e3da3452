-- Works with programs since 0019.
-- Rows of a file that have the event_id of an event from before.
ALTER TABLE mesh.source_files ADD COLUMN passed_over bigint NOT NULL DEFAULT 0;
