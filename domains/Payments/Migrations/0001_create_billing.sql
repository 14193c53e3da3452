CREATE SCHEMA billing;

CREATE TABLE billing.payments (
    order_id           uuid          NOT NULL,
    payment_sequential integer       NOT NULL,
    payment_type       text          NOT NULL,
    installments       integer       NOT NULL,
    amount             numeric(18,2) NOT NULL,
    occurred_at        timestamptz   NULL,
    PRIMARY KEY (order_id, payment_sequential)
);

-- The orders that this domain has heard of, with the day their revenue counts on.
CREATE TABLE billing.orders (
    order_id     uuid        PRIMARY KEY,
    purchased_at timestamptz NOT NULL,
    revenue_date date        NOT NULL
);

CREATE INDEX orders_by_day ON billing.orders (revenue_date);
