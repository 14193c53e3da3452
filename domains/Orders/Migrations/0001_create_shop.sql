CREATE SCHEMA shop;

CREATE TABLE shop.orders (
    order_id           uuid          PRIMARY KEY,
    customer_id        uuid          NOT NULL,
    status             text          NOT NULL,
    customer_email     text          NOT NULL,
    customer_address   text          NOT NULL,
    customer_city      text          NULL,
    customer_state     text          NULL,
    purchased_at       timestamptz   NOT NULL,
    approved_at        timestamptz   NULL,
    shipped_at         timestamptz   NULL,
    delivered_at       timestamptz   NULL,
    canceled_at        timestamptz   NULL,
    estimated_delivery date          NULL,
    items              jsonb         NOT NULL
);

CREATE INDEX orders_open ON shop.orders (purchased_at) WHERE delivered_at IS NULL AND canceled_at IS NULL;
