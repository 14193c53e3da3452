-- The domains, and whether their services are there.
CREATE TABLE domains (
    domain       text        PRIMARY KEY,
    reported_at  timestamptz NULL,     -- the service's last report
    silent_since timestamptz NOT NULL, -- that, or a later start of the catalog: it hears nothing while it is away
    is_owned     boolean     NOT NULL DEFAULT false, -- the mesh's start named it as one that it runs
    orphaned_at  timestamptz NULL      -- the first start that did not name it any more
);
