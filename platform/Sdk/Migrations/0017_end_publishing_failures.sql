-- A failure that has ended is deleted: the catalog asks which products fail, and is not told of ends.
DELETE FROM mesh.publishing_failures WHERE failing_since IS NULL;
ALTER TABLE mesh.publishing_failures ALTER COLUMN failing_since SET NOT NULL;
