CREATE TABLE product_versions (
    name          text        NOT NULL,
    major         integer     NOT NULL,
    minor         integer     NOT NULL,
    patch         integer     NOT NULL,
    descriptor    text        NOT NULL,
    details       jsonb       NOT NULL,
    fingerprint   text        NOT NULL,
    registered_at timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (name, major, minor, patch)
);
