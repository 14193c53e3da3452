--#if (hasColumns)
given_select
--#else
-- It runs with any inputs: it counts the rows of each. To join them in its place, fill in the key that they share, and name the columns
-- in data-product.yaml, pipeline.tests.yaml and the test:
--   SELECT key_column, count(*) AS row_count
--   FROM joined_inputs
--   GROUP BY key_column
counted_inputs
--#endif
