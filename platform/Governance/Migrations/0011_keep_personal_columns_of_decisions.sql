-- Works with programs since 0010.
-- The columns with personal data that a seat decided about; null in decisions of programs that did not keep them.
ALTER TABLE access_decisions ADD COLUMN personal_columns text[] NULL;
