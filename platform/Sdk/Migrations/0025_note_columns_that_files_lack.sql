-- Works with programs since 0019.
-- The optional columns that a file of a source lacks, so that they are null in its rows.
ALTER TABLE mesh.source_files ADD COLUMN lacks text[] NOT NULL DEFAULT '{}';
