-- Works with programs since 0019.
-- The position of a table that was ahead of the outbox, whose rows since would not be published; null for other failures. An operator ends such a failure.
ALTER TABLE mesh.publishing_failures ADD COLUMN ahead_of bigint NULL;
