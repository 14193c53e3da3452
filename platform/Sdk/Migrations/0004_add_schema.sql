-- The schema that each event was held against, by its name in the registry; null for those that were emitted before it was kept.
ALTER TABLE mesh.outbox ADD COLUMN schema_guid uuid NULL;
