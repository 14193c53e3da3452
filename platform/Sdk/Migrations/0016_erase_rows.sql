-- A delete is an entry with a key and no data. An entry whose data was erased keeps its id and its position: it is not emitted again, and positions
-- have no gaps.
ALTER TABLE mesh.outbox ALTER COLUMN data DROP NOT NULL;
ALTER TABLE mesh.outbox
    ADD COLUMN key       text NULL,
    ADD COLUMN erased_by text NULL CHECK (erased_by IN ('delete', 'retention'));

CREATE INDEX outbox_deletes ON mesh.outbox (product, position) WHERE key IS NOT NULL;

-- By a hash: a subject may be longer than an index takes.
CREATE INDEX outbox_by_subject ON mesh.outbox (hashtextextended(subject, 0)) WHERE subject IS NOT NULL;

-- The last run of each product's retention in each of the domain's stores. position and event_id: the last entry before which all are erased, from
-- where the stream begins.
CREATE TABLE mesh.retention (
    product       text        NOT NULL,
    store         text        NOT NULL,
    ran_at        timestamptz NOT NULL,
    cutoff        timestamptz NOT NULL,
    removed_at    timestamptz NULL,
    removed       bigint      NOT NULL,
    total_removed bigint      NOT NULL,
    position      bigint      NULL,
    event_id      uuid        NULL,
    PRIMARY KEY (product, store)
);

-- Up to which delete the entries of its key are erased: one that was emitted concurrently is found once the delete has its position.
CREATE TABLE mesh.deletes_applied (
    product  text   NOT NULL PRIMARY KEY,
    position bigint NOT NULL
);
