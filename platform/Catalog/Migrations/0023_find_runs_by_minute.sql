-- A publish updates the row of its minute. The row is found by minutes, which the update leaves as they are, so that it changes no index.
DROP INDEX lineage_runs_by_job;
DROP INDEX lineage_runs_by_end;
ALTER TABLE lineage_runs
    ADD COLUMN told_minute  timestamptz GENERATED ALWAYS AS (date_bin('1 minute', told_at, '2000-01-01 00:00:00+00')) STORED,
    ADD COLUMN ended_minute timestamptz GENERATED ALWAYS AS (date_bin('1 minute', ended_at, '2000-01-01 00:00:00+00')) STORED;
CREATE INDEX lineage_runs_by_told_minute ON lineage_runs (job_namespace, job_name, told_minute);
CREATE INDEX lineage_runs_by_ended_minute ON lineage_runs (job_namespace, job_name, ended_minute);
