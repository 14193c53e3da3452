-- A reader gets a dry run of the products that it may discover. Of one without its parts only those who see all products get it, until it is worked out again.
ALTER TABLE policy_proposals ADD COLUMN dry_run_parts jsonb;
