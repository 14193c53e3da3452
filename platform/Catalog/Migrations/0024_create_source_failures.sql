-- Major versions whose rows are not made, because a stream handler or another source of their domain fails, by their services' own word.
CREATE TABLE source_failures (
    product       text        NOT NULL,
    major         integer     NOT NULL,
    failing_since timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);

CREATE TRIGGER note_source_failure AFTER INSERT OR DELETE ON source_failures FOR EACH ROW EXECUTE FUNCTION note_search_change_of_product();
