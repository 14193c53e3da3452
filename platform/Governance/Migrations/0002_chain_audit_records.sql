-- The record as its service wrote it, with its place in the service's hash chain; null for records without a chain.
-- The columns of 0001 are its bounded form, for queries: clipped names the fields that were shortened.
ALTER TABLE audit_records
    ADD COLUMN clipped text[] NOT NULL DEFAULT '{}',
    ADD COLUMN key_id text,
    ADD COLUMN sequence bigint,
    ADD COLUMN previous_hash text,
    ADD COLUMN hash text,
    ADD COLUMN document text;

CREATE INDEX audit_records_chain ON audit_records (key_id, sequence) WHERE key_id IS NOT NULL;

-- Each chain has one key; a service whose journal is replaced begins another chain.
CREATE TABLE audit_keys (
    service     text NOT NULL,
    key_id      text NOT NULL,
    public_key  text NOT NULL,
    first_seen  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, key_id)
);

CREATE TABLE audit_heads (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service      text NOT NULL,
    key_id       text NOT NULL,
    sequence     bigint NOT NULL,
    hash         text NOT NULL,
    signature    text NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (service, key_id, sequence, hash)
);

CREATE TRIGGER audit_keys_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_heads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
