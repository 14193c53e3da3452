-- What may stand under a version is decided by comparing contracts.
ALTER TABLE product_versions DROP COLUMN fingerprint;
