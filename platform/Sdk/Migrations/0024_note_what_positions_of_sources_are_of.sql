-- Works with programs since 0019.
-- The place in the source that the position is in: the number of a followed table on its server, or the table and the column of a poll; null where an earlier
-- program noted the position.
ALTER TABLE mesh.sources ADD COLUMN position_of text NULL;
