-- Works with programs since 0019.
-- The time since which a source fails, from its second failure in a row until it works: one process reads it, and each reports the product as failing.
ALTER TABLE mesh.sources ADD COLUMN failing_since timestamptz NULL;

UPDATE mesh.sources SET failing_since = changed_at WHERE state = 'needs_snapshot';
