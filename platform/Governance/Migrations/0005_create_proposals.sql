-- The domains that had products when the first proposal was made: their seats, where the rules name none.
CREATE TABLE policy_domains (
    domain    text PRIMARY KEY,
    added_at  timestamptz NOT NULL
);

CREATE TABLE policy_proposals (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid NOT NULL UNIQUE,
    author          text NOT NULL,
    reason          text NOT NULL,
    origin          text NOT NULL CHECK (origin IN ('file', 'proposal', 'rollback')),
    -- passed waits for its date; then it is in force
    state           text NOT NULL CHECK (state IN ('open', 'passed', 'in_force', 'rejected', 'overtaken', 'withdrawn')),
    base            bigint NOT NULL REFERENCES policy_versions (number),
    text            text NOT NULL,
    sha256          text NOT NULL,
    effective_from  timestamptz,
    created_at      timestamptz NOT NULL,
    deadline        timestamptz NOT NULL,
    seats           text[] NOT NULL,
    quorum          integer NOT NULL,
    majority        integer NOT NULL,
    version         bigint REFERENCES policy_versions (number),
    outcome         text,
    dry_run         jsonb
);
CREATE INDEX policy_proposals_state ON policy_proposals (state) WHERE state IN ('open', 'passed');

-- A vote is for one text and one base: those for another are void, and stay on record.
CREATE TABLE policy_votes (
    proposal  uuid NOT NULL REFERENCES policy_proposals (id),
    sha256    text NOT NULL,
    base      bigint NOT NULL,
    seat      text NOT NULL,
    voted_by  text NOT NULL,
    is_for    boolean NOT NULL,
    reason    text NOT NULL,
    voted_at  timestamptz NOT NULL,
    PRIMARY KEY (proposal, sha256, base, seat),
    UNIQUE (proposal, sha256, base, voted_by)
);

CREATE TRIGGER policy_votes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_votes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_policy_change();

CREATE TABLE policy_tightenings (
    position      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            uuid NOT NULL UNIQUE,
    product       text,
    rules         text NOT NULL,
    tightened_by  text NOT NULL,
    reason        text NOT NULL,
    begins_at     timestamptz NOT NULL,
    until         timestamptz NOT NULL,
    ended_at      timestamptz
);

CREATE TABLE policy_declassifications (
    position      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            uuid NOT NULL UNIQUE,
    product       text NOT NULL,
    version       text NOT NULL,
    columns       text[],
    reason        text NOT NULL,
    requested_by  text NOT NULL,
    requested_at  timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('requested', 'approved', 'declined')),
    decided_by    text,
    decision      text,
    decided_at    timestamptz
);
