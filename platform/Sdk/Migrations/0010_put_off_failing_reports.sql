-- A report that the catalog does not take is put off, and others go past it; one that it refuses for good is set aside, with the reason.
-- is_counted: the catalog has taken what the checks said, and only the lineage is still to be told.
ALTER TABLE mesh.batch_reports
    ADD COLUMN is_counted  boolean     NOT NULL DEFAULT false,
    ADD COLUMN tries       integer     NOT NULL DEFAULT 0,
    ADD COLUMN next_try_at timestamptz NULL,
    ADD COLUMN is_refused  boolean     NOT NULL DEFAULT false,
    ADD COLUMN reason      text        NULL;
