ALTER TABLE orders ADD total numeric(18,2);
INSERT INTO orders VALUES (1, 2.50);
