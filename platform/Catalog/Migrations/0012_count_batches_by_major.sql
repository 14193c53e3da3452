-- Whole batches are named by their domains, and each major version has its own by the same names.
ALTER TABLE quality_batches ADD COLUMN major integer NOT NULL DEFAULT 1;
ALTER TABLE quality_batches ALTER COLUMN major DROP DEFAULT, DROP CONSTRAINT quality_batches_pkey, ADD PRIMARY KEY (product, major, batch_id);
