CREATE SCHEMA warehouse;

CREATE TABLE warehouse.stock (
    product_id uuid        PRIMARY KEY,
    category   text        NULL,
    opening    bigint      NOT NULL,
    sold       bigint      NOT NULL,
    updated_at timestamptz NULL
);
