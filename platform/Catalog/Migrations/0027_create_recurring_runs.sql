-- Works with programs since 0026.
-- When clean-ups began last: of several catalogs one does each.
CREATE TABLE recurring_runs (
    work     text        NOT NULL PRIMARY KEY,
    began_at timestamptz NOT NULL
);
