-- How far the table had come; null where it could not be asked.
ALTER TABLE mesh.publishing_failures ADD COLUMN position bigint NULL;

-- Since when a row waits; occurred_at is the time that it tells of. What stood here before does not say.
ALTER TABLE mesh.outbox ADD COLUMN emitted_at timestamptz NULL;
ALTER TABLE mesh.outbox ALTER COLUMN emitted_at SET DEFAULT now();
