-- The security seat and the owners of a domain have room for tightenings each: none keeps the other from tightening.
ALTER TABLE policy_tightenings ADD COLUMN by_security boolean NOT NULL DEFAULT false;
UPDATE policy_tightenings SET by_security = true WHERE product IS NULL;
