-- Changes of grants are numbered in the order of their commits: each change locks this row.
CREATE TABLE access_revision (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    feed      uuid NOT NULL DEFAULT gen_random_uuid(),
    value     bigint NOT NULL DEFAULT 0
);
INSERT INTO access_revision DEFAULT VALUES;

CREATE TABLE access_requests (
    position          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                uuid NOT NULL UNIQUE,
    principal         text NOT NULL,
    principal_domain  text,
    is_service        boolean NOT NULL,
    product           text NOT NULL,
    columns           text[],
    purpose           text NOT NULL,
    until             timestamptz NOT NULL,
    -- requested until all seats have decided; then declined or granted
    state             text NOT NULL CHECK (state IN ('requested', 'declined', 'granted')),
    needs_security    boolean NOT NULL,
    renews            uuid,
    requested_at      timestamptz NOT NULL
);
CREATE INDEX access_requests_principal ON access_requests (principal, position);
CREATE INDEX access_requests_product ON access_requests (product, position);
CREATE UNIQUE INDEX access_requests_open ON access_requests (principal, is_service, product) WHERE state = 'requested';

CREATE TABLE access_decisions (
    request     uuid NOT NULL REFERENCES access_requests (id),
    seat        text NOT NULL CHECK (seat IN ('owner', 'security')),
    decided_by  text NOT NULL,
    approved    boolean NOT NULL,
    reason      text NOT NULL,
    until       timestamptz,
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (request, seat)
);

CREATE TABLE access_grants (
    position          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                uuid NOT NULL UNIQUE,
    request           uuid NOT NULL UNIQUE REFERENCES access_requests (id),
    principal         text NOT NULL,
    principal_domain  text,
    is_service        boolean NOT NULL,
    product           text NOT NULL,
    all_columns       boolean NOT NULL,
    -- the columns as they were, each with its tags
    columns           jsonb NOT NULL,
    major_versions    integer[] NOT NULL,
    purpose           text NOT NULL,
    granted_at        timestamptz NOT NULL,
    until             timestamptz NOT NULL,
    revoked_at        timestamptz,
    revoked_by        text,
    revoke_reason     text,
    revision          bigint NOT NULL UNIQUE
);
CREATE INDEX access_grants_principal ON access_grants (principal, position);
CREATE INDEX access_grants_product ON access_grants (product, position);

CREATE TABLE access_suspensions (
    principal     text PRIMARY KEY,
    suspended_by  text NOT NULL,
    reason        text NOT NULL,
    suspended_at  timestamptz NOT NULL
);
