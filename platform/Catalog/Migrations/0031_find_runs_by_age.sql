-- Works with programs since 0027.
-- The runs of all jobs whose time is over.
CREATE INDEX lineage_runs_by_age ON lineage_runs (told_minute);
