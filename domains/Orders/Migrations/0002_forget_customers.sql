-- Customers who were forgotten: their orders of before are not stored again, such as by another import.
CREATE TABLE shop.forgotten_customers (
    customer_id  uuid        PRIMARY KEY,
    forgotten_at timestamptz NOT NULL
);

CREATE INDEX orders_by_customer ON shop.orders (customer_id);
