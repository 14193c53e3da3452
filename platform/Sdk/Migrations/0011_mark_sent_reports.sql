-- is_sent: the catalog may have counted the report, although its answer did not come or was not noted. Such a report is told again under its
-- own id, which the catalog knows; rolled up with others under another id it would count twice.
ALTER TABLE mesh.batch_reports
    ADD COLUMN is_sent boolean NOT NULL DEFAULT false;

-- Which of those that wait were sent is not known.
UPDATE mesh.batch_reports SET is_sent = true WHERE is_settled;
