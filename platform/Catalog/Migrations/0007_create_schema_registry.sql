-- Every schema once, whatever subjects it stands in. The fingerprint is of the schema as parsed, with its references; the
-- guid is made of it, and so the same in every registry.
CREATE TABLE schemas (
    id          integer     PRIMARY KEY,
    guid        uuid        NOT NULL UNIQUE,
    fingerprint bytea       NOT NULL UNIQUE,
    text        text        NOT NULL,
    refs        jsonb       NOT NULL
);

-- What is set for a subject, and its next version: a number is never given twice. A row does not mean that there are versions.
CREATE TABLE schema_subjects (
    name         text    PRIMARY KEY,
    next_version integer NOT NULL DEFAULT 1,
    config       jsonb   NULL,
    mode         text    NULL
);

CREATE TABLE schema_versions (
    subject   text    NOT NULL REFERENCES schema_subjects (name),
    version   integer NOT NULL,
    schema_id integer NOT NULL REFERENCES schemas (id),
    deleted   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subject, version)
);

CREATE UNIQUE INDEX schema_versions_once ON schema_versions (subject, schema_id) WHERE NOT deleted;
CREATE INDEX schema_versions_by_schema ON schema_versions (schema_id);

-- Which schema uses the types of which version.
CREATE TABLE schema_references (
    schema_id integer NOT NULL REFERENCES schemas (id),
    subject   text    NOT NULL,
    version   integer NOT NULL,
    PRIMARY KEY (schema_id, subject, version)
);

CREATE INDEX schema_references_by_target ON schema_references (subject, version);

-- Which version of a product's subject holds which version of the product's contract.
CREATE TABLE schema_contracts (
    product         text    NOT NULL,
    major           integer NOT NULL,
    minor           integer NOT NULL,
    patch           integer NOT NULL,
    subject         text    NOT NULL,
    subject_version integer NOT NULL,
    PRIMARY KEY (product, major, minor, patch),
    FOREIGN KEY (product, major, minor, patch) REFERENCES product_versions (name, major, minor, patch),
    FOREIGN KEY (subject, subject_version) REFERENCES schema_versions (subject, version)
);

CREATE INDEX schema_contracts_by_subject ON schema_contracts (subject, subject_version);

-- What holds where a subject sets nothing of its own.
CREATE TABLE schema_defaults (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    config jsonb   NOT NULL,
    mode   text    NOT NULL
);

INSERT INTO schema_defaults (config, mode) VALUES ('{"compatibility": "BACKWARD"}', 'READWRITE');
