-- Of which facet the rows of lineage_columns were made: its md5. They are made again when it changes.
ALTER TABLE lineage_datasets ADD COLUMN columns_digest text NULL;

-- Each catalog has the graph in memory, and reads at each request what has changed since the last one: the jobs whose datasets, and the datasets
-- whose columns changed, with the transaction that changed them.
CREATE TABLE lineage_job_changes (
    namespace text NOT NULL,
    name      text NOT NULL,
    changed   xid8 NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE INDEX lineage_job_changes_by_transaction ON lineage_job_changes (changed);

CREATE TABLE lineage_column_changes (
    target  bigint PRIMARY KEY,
    changed xid8   NOT NULL
);

CREATE INDEX lineage_column_changes_by_transaction ON lineage_column_changes (changed);

CREATE FUNCTION note_job_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lineage_job_changes AS c (namespace, name, changed)
    SELECT DISTINCT job_namespace, job_name, pg_current_xact_id() FROM changed_rows ORDER BY 1, 2
    ON CONFLICT (namespace, name) DO UPDATE SET changed = excluded.changed WHERE c.changed <> excluded.changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_column_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lineage_column_changes AS c (target, changed)
    SELECT DISTINCT target, pg_current_xact_id() FROM changed_rows ORDER BY 1
    ON CONFLICT (target) DO UPDATE SET changed = excluded.changed WHERE c.changed <> excluded.changed;
    RETURN NULL;
END
$$;

CREATE TRIGGER note_new_edges AFTER INSERT ON lineage_edges REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_job_changes();
CREATE TRIGGER note_old_edges AFTER DELETE ON lineage_edges REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_job_changes();
CREATE TRIGGER note_new_columns AFTER INSERT ON lineage_columns REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_column_changes();
CREATE TRIGGER note_old_columns AFTER DELETE ON lineage_columns REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_column_changes();

-- How many recorded queries read a product is counted without reading their rows.
CREATE INDEX query_reads_by_major ON query_reads (product, major, at, query);
