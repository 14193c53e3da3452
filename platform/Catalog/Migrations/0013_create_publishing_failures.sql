-- Major versions whose services cannot publish what they have, by their own word.
CREATE TABLE publishing_failures (
    product       text        NOT NULL,
    major         integer     NOT NULL,
    failing_since timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);
