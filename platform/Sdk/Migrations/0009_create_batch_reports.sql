-- How batches fared, until the catalog has taken it. A report stands here before its batch is published and is settled when it is known
-- what became of it, so that a service that is killed owes none.
CREATE TABLE mesh.batch_reports (
    id         bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product    text    NOT NULL,
    report_id  text    NOT NULL,
    report     text    NOT NULL,
    origin     text    NOT NULL,
    is_settled boolean NOT NULL,
    UNIQUE (product, report_id)
);
