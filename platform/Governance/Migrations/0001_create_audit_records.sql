CREATE TABLE audit_records (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid NOT NULL UNIQUE,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL DEFAULT now(),
    recorded_by     text NOT NULL,
    service         text NOT NULL,
    subject         text NOT NULL,
    subject_domain  text,
    roles           text[] NOT NULL,
    purposes        text[] NOT NULL,
    action          text NOT NULL,
    product         text,
    permit          boolean NOT NULL,
    reason          text NOT NULL,
    rule_ids        text[] NOT NULL,
    masked_columns  text[] NOT NULL,
    policy_version  text,
    correlation_id  text
);

CREATE INDEX audit_records_subject ON audit_records (subject, position);
CREATE INDEX audit_records_product ON audit_records (product, position) WHERE product IS NOT NULL;
CREATE INDEX audit_records_occurred_at ON audit_records (occurred_at);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append only';
END
$$;

CREATE TRIGGER audit_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
