-- Trigrams find the word that a misspelt one means. The extension is trusted: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The properties that facets and policy read, once for all products that share them. Rows are never changed or deleted.
CREATE TABLE search_profiles (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest  bytea   NOT NULL UNIQUE,
    content jsonb   NOT NULL
);

-- The search document of the newest version of each major version.
CREATE TABLE product_search (
    name           text           NOT NULL,
    major          integer        NOT NULL,
    form           integer        NOT NULL, -- of the document: the start replaces documents of an older form
    profile        integer        NOT NULL REFERENCES search_profiles (id),
    title          text           NOT NULL, -- the words of the name
    summary        tsvector       NOT NULL, -- A: the name; B: description, owner, tags, terms; C: names of columns. It is small, and ranks
    document       tsvector       NOT NULL, -- all words, without positions. It matches, by its index only
    card           jsonb          NOT NULL, -- the product as a list shows it
    columns        text[]         NOT NULL,
    registered_at  timestamptz    NOT NULL,
    default_during tstzmultirange NOT NULL, -- when the major version is the default one of its product
    PRIMARY KEY (name, major)
);

-- A search reads all rows that match, and of them the narrow columns and the summary: the rest is stored apart.
ALTER TABLE product_search SET (toast_tuple_target = 256);
ALTER TABLE product_search ALTER COLUMN summary SET STORAGE MAIN;

CREATE INDEX product_search_by_word ON product_search USING gin (document) WITH (fastupdate = off);

-- The words of names, descriptions, tags and columns, from which a misspelt word is corrected.
CREATE TABLE search_words (
    word text PRIMARY KEY
);

CREATE INDEX search_words_by_trigram ON search_words USING gin (word gin_trgm_ops) WITH (fastupdate = off);

-- How much a product is used.
CREATE TABLE product_use (
    name      text    PRIMARY KEY,
    consumers integer NOT NULL
);

INSERT INTO product_use (name, consumers) SELECT name, count(DISTINCT consumer) FROM subscriptions GROUP BY name;

-- The newest major version in use is the default one, and the newest of all while none is in use.
CREATE FUNCTION default_periods(product text, of_major integer) RETURNS tstzmultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(used) FILTER (WHERE major = of_major), '{}') - coalesce(range_agg(used) FILTER (WHERE major > of_major), '{}')
        + CASE WHEN of_major = max(major) THEN '{(,)}'::tstzmultirange - coalesce(range_agg(used), '{}') ELSE '{}' END
    FROM (
        SELECT major, CASE WHEN retires_at <= active_from THEN 'empty'::tstzrange ELSE tstzrange(active_from, retires_at) END AS used
        FROM major_lives WHERE name = product) life
$$;

CREATE FUNCTION refresh_default_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE product_search SET default_during = default_periods(name, major)
    WHERE name = NEW.name AND default_during <> default_periods(name, major);
    RETURN NULL;
END
$$;

CREATE TRIGGER refresh_default_periods AFTER INSERT OR UPDATE ON product_majors FOR EACH ROW EXECUTE FUNCTION refresh_default_periods();
