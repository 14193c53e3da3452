-- What a commit publishes is reported by the commit. Here wait the reports on batches that a check kept out, and until they are sent those of before,
-- each with where its rows came from. One that is not settled was written before its batch was published: its table says whether it was.
-- One that the catalog has counted would be counted again after an hour.
DELETE FROM mesh.batch_reports WHERE is_counted;
UPDATE mesh.batch_reports SET report = left(report, -1) || ',"origin":' || origin || '}';
ALTER TABLE mesh.batch_reports DROP COLUMN origin, DROP COLUMN is_counted, DROP COLUMN is_sent;
ALTER TABLE mesh.batch_reports ALTER COLUMN is_settled SET DEFAULT true;

-- The process that publishes knows what it reported; the next one reports all of it again.
ALTER TABLE mesh.publishing_failures DROP COLUMN is_told;
