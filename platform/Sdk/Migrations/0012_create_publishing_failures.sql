-- Products whose rows wait because they cannot be published, and why. failing_since is null once they can be again, and the row goes when
-- the catalog knows that too.
CREATE TABLE mesh.publishing_failures (
    product       text        PRIMARY KEY,
    failing_since timestamptz NULL,
    tried_at      timestamptz NOT NULL,
    reason        text        NOT NULL,
    is_told       boolean     NOT NULL
);
