-- The checks that the batch of a run did not pass, a line each; null where it passed all. Runs of a minute are one row where they have the same.
ALTER TABLE lineage_runs ADD COLUMN findings text NULL;
