-- The life of each major version. It becomes the default when active_from has come, the newest of several counts.
CREATE TABLE product_majors (
    name        text        NOT NULL,
    major       integer     NOT NULL,
    active_from timestamptz NOT NULL,
    retires_at  timestamptz NULL,
    PRIMARY KEY (name, major)
);

INSERT INTO product_majors (name, major, active_from)
SELECT name, major, min(registered_at) FROM product_versions GROUP BY name, major;

-- Who uses what, and the newest major version that each agreed to.
CREATE TABLE subscriptions (
    name            text        NOT NULL,
    consumer        text        NOT NULL,
    consumer_domain text        NULL,
    major           integer     NOT NULL,
    purpose         text        NOT NULL,
    subscribed_at   timestamptz NOT NULL,
    acknowledged    integer     NOT NULL,
    PRIMARY KEY (name, consumer)
);
