-- Works with programs since 0019.
-- The major version of the input whose snapshot was handled; null where an earlier program noted it.
ALTER TABLE mesh.pipeline_inputs ADD COLUMN major integer NULL;
