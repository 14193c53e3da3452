-- Sessions of users who signed in by OpenID Connect, encrypted; the name is a hash of the session's id.
CREATE TABLE sessions (
    name text PRIMARY KEY,
    content bytea NOT NULL,
    ends_at timestamptz NOT NULL
);

CREATE INDEX sessions_ends_at ON sessions (ends_at);

-- The keys of cookies and sessions, as ASP.NET Core's data protection writes them.
CREATE TABLE keys (
    name text PRIMARY KEY,
    content text NOT NULL
);
