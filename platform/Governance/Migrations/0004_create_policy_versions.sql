-- The rules, version by version. A version is added when it takes effect, so the one in force has the greatest number.
CREATE TABLE policy_versions (
    number          bigint PRIMARY KEY CHECK (number > 0),
    label           text NOT NULL,
    text            text NOT NULL,
    sha256          text NOT NULL,
    base            bigint REFERENCES policy_versions (number),
    effective_from  timestamptz NOT NULL,
    author          text NOT NULL,
    origin          text NOT NULL CHECK (origin IN ('file', 'proposal', 'rollback')),
    reason          text NOT NULL,
    proposal        uuid
);

CREATE FUNCTION refuse_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of the rules and votes are append only';
END
$$;

CREATE TRIGGER policy_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_policy_change();

-- Each change of what enforcement points decide by locks this row and raises the revision.
-- The file: its last text that was looked at, and the version that it is based on.
CREATE TABLE policy_state (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision     bigint NOT NULL DEFAULT 0,
    file_sha256  text,
    file_base    bigint REFERENCES policy_versions (number)
);
INSERT INTO policy_state DEFAULT VALUES;
