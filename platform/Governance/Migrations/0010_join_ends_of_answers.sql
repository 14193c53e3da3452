-- A page of the trail joins the end of an answer to its decision.
CREATE INDEX audit_records_follows ON audit_records (follows) WHERE follows IS NOT NULL;
