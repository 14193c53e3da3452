-- Each catalog has what search, lists and lineage find and decide by in memory, and reads at each request what has changed since the last one:
-- the products with the transaction that changed their documents, their use or their state.
CREATE TABLE search_changes (
    name    text PRIMARY KEY,
    changed xid8 NOT NULL
);

CREATE INDEX search_changes_by_transaction ON search_changes (changed);

CREATE FUNCTION note_search_change_of_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_changes AS s (name, changed) VALUES (coalesce(NEW.name, OLD.name), pg_current_xact_id())
    ON CONFLICT (name) DO UPDATE SET changed = excluded.changed WHERE s.changed <> excluded.changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_search_change_of_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_changes AS s (name, changed) VALUES (coalesce(NEW.product, OLD.product), pg_current_xact_id())
    ON CONFLICT (name) DO UPDATE SET changed = excluded.changed WHERE s.changed <> excluded.changed;
    RETURN NULL;
END
$$;

-- A caller whose queries of the last 30 days read the product.
CREATE TABLE product_readers (
    name      text        NOT NULL,
    principal text        NOT NULL,
    read_at   timestamptz NOT NULL,
    PRIMARY KEY (name, principal)
);

CREATE INDEX product_readers_by_age ON product_readers (read_at);

INSERT INTO product_readers (name, principal, read_at)
SELECT r.product, q.principal, max(r.at) FROM query_reads r JOIN queries q ON q.id = r.query GROUP BY r.product, q.principal;

ALTER TABLE product_use ALTER COLUMN consumers SET DEFAULT 0, ADD COLUMN readers integer NOT NULL DEFAULT 0;

INSERT INTO product_use (name, readers) SELECT name, count(*) FROM product_readers GROUP BY name
ON CONFLICT (name) DO UPDATE SET readers = excluded.readers;

-- The words from which misspelt ones are corrected were stored for all products together.
ALTER TABLE product_search ADD COLUMN vocabulary text[] NOT NULL DEFAULT '{}';
DROP TABLE search_words;
DROP INDEX product_search_by_word;

-- A row is read as a whole, once: it is stored in one piece.
ALTER TABLE product_search SET (toast_tuple_target = 8160);

CREATE TRIGGER note_document AFTER INSERT OR UPDATE OR DELETE ON product_search FOR EACH ROW EXECUTE FUNCTION note_search_change_of_name();

CREATE TRIGGER note_first_use AFTER INSERT ON product_use FOR EACH ROW EXECUTE FUNCTION note_search_change_of_name();
CREATE TRIGGER note_use AFTER UPDATE ON product_use FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION note_search_change_of_name();

-- What states are derived from. The results of checks come with every publish, and mostly say the same.
CREATE TRIGGER note_failure AFTER INSERT OR DELETE ON publishing_failures FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();
CREATE TRIGGER note_first_checks AFTER INSERT OR DELETE ON quality_status FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();
CREATE TRIGGER note_checks AFTER UPDATE ON quality_status FOR EACH ROW
    WHEN (jsonb_path_query_array(OLD.checks, '$[*].outcome') IS DISTINCT FROM jsonb_path_query_array(NEW.checks, '$[*].outcome')) EXECUTE FUNCTION note_search_change_of_product();
CREATE TRIGGER note_refusal AFTER INSERT OR DELETE ON refused_versions FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();
CREATE TRIGGER note_slo AFTER INSERT OR UPDATE OR DELETE ON product_worst_slo_states FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();

-- As before, in a language whose plans a session keeps: a function of SQL is planned for each registration.
CREATE OR REPLACE FUNCTION default_periods(product text, of_major integer) RETURNS tstzmultirange LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(range_agg(used) FILTER (WHERE major = of_major), '{}') - coalesce(range_agg(used) FILTER (WHERE major > of_major), '{}')
            + CASE WHEN of_major = max(major) THEN '{(,)}'::tstzmultirange - coalesce(range_agg(used), '{}') ELSE '{}' END
        FROM (
            SELECT major, CASE WHEN retires_at <= active_from THEN 'empty'::tstzrange ELSE tstzrange(active_from, retires_at) END AS used
            FROM major_lives WHERE name = product) life);
END
$$;
