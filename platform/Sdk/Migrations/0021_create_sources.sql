-- Works with programs since 0019.
-- The sources of products: how far each has been read. A process writes with the mark of its turn alone, so that one that was taken over writes nothing.
CREATE TABLE mesh.sources (
    product    text        PRIMARY KEY,
    state      text        NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'snapshot', 'current', 'needs_snapshot')),
    reader     uuid        NULL,
    generation bigint      NOT NULL DEFAULT 0,
    position   text        NULL,
    system     text        NULL,
    requested  boolean     NOT NULL DEFAULT false,
    problem    text        NULL,
    changed_at timestamptz NOT NULL
);

-- The rows that a source has, by their keys: a row that is read again unchanged is not emitted again, and one that is gone is deleted.
CREATE TABLE mesh.source_keys (
    product    text   NOT NULL,
    id         uuid   NOT NULL,
    key        text   NOT NULL,
    content    uuid   NOT NULL,
    generation bigint NOT NULL,
    PRIMARY KEY (product, id)
);

-- The files that were read of a source.
CREATE TABLE mesh.source_files (
    product     text        NOT NULL,
    file        text        NOT NULL,
    length      bigint      NOT NULL,
    modified_at timestamptz NOT NULL,
    content     text        NOT NULL,
    rows        bigint      NOT NULL,
    rejected    bigint      NOT NULL,
    problems    text[]      NOT NULL,
    generation  bigint      NOT NULL,
    read_at     timestamptz NOT NULL,
    PRIMARY KEY (product, file)
);
