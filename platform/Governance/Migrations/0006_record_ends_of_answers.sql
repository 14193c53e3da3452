-- Records of ends say how many rows an answer had and how it ended; records of any kind may name their columns.
ALTER TABLE audit_records
    ADD COLUMN columns text[],
    ADD COLUMN outcome text,
    ADD COLUMN rows bigint,
    ADD COLUMN follows uuid,
    ADD COLUMN concealed boolean;

-- The trail is read newest first by the time of the decision, whatever it is filtered by.
CREATE INDEX audit_records_time ON audit_records (occurred_at, position);
CREATE INDEX audit_records_subject_time ON audit_records (subject, occurred_at, position);
CREATE INDEX audit_records_product_time ON audit_records (product, occurred_at, position) WHERE product IS NOT NULL;
CREATE INDEX audit_records_action_time ON audit_records (action, occurred_at, position);
CREATE INDEX audit_records_refused_time ON audit_records (occurred_at, position) WHERE NOT permit;
CREATE INDEX audit_records_columns ON audit_records USING gin ((coalesce(columns, '{}'::text[]) || masked_columns));
DROP INDEX audit_records_subject;
DROP INDEX audit_records_product;
DROP INDEX audit_records_occurred_at;
