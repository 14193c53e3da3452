-- A statement a line: {told} fails over the rows that are hidden from the analyst, and so would tell of them wherever it ran.
SELECT count(*) FROM orders.filtered f WHERE {told} = 1
SELECT sum({told}) FROM orders.filtered f
SELECT count(*) FROM orders.filtered f JOIN orders.orders p USING (order_id) WHERE {told} = 1
SELECT count(*) FROM orders.filtered f JOIN orders.orders p ON f.order_id = p.order_id AND {told} = 1
SELECT count(*) FROM orders.orders p LEFT JOIN orders.filtered f ON f.order_id = p.order_id AND {told} = 1
SELECT count(*) FROM orders.orders p RIGHT JOIN orders.filtered f ON f.order_id = p.order_id AND {told} = 1
SELECT count(*) FROM orders.orders p FULL JOIN orders.filtered f ON f.order_id = p.order_id AND {told} = 1
SELECT count(*) FROM orders.orders p WHERE EXISTS (SELECT 1 FROM orders.filtered f WHERE f.order_id = p.order_id AND {told} = 1)
SELECT count(*) FROM orders.orders p WHERE p.order_id IN (SELECT f.order_id FROM orders.filtered f WHERE {told} = 1)
SELECT count(*) FROM orders.orders p WHERE p.total = ANY (SELECT {told} FROM orders.filtered f)
SELECT count(*) FROM orders.orders p WHERE p.total > ALL (SELECT {told} FROM orders.filtered f WHERE f.order_id = p.order_id)
SELECT (SELECT max({told}) FROM orders.filtered f WHERE f.order_id = p.order_id) FROM orders.orders p
SELECT (SELECT {told} FROM orders.filtered f WHERE f.order_id = p.order_id LIMIT 1) FROM orders.orders p
SELECT x FROM orders.orders p, LATERAL (SELECT {told} AS x FROM orders.filtered f WHERE f.order_id = p.order_id) t
SELECT x FROM orders.orders p LEFT JOIN LATERAL (SELECT {told} AS x FROM orders.filtered f WHERE f.order_id = p.order_id) t ON true
SELECT {told}, row_number() OVER (ORDER BY f.order_id) FROM orders.filtered f
SELECT sum({told}) OVER (PARTITION BY f.status) FROM orders.filtered f
SELECT f.order_id FROM orders.filtered f ORDER BY {told}, f.order_id LIMIT 3
SELECT {told} FROM orders.filtered f ORDER BY f.purchased_at LIMIT 3
SELECT f.status, count(*) FROM orders.filtered f GROUP BY f.status HAVING max({told}) = 1
SELECT count(*) FROM orders.filtered f GROUP BY {told}
SELECT count(*) FROM orders.filtered f GROUP BY CUBE ({told}, f.status)
SELECT count(DISTINCT {told}) FROM orders.filtered f
SELECT DISTINCT {told} FROM orders.filtered f
SELECT count(*) FILTER (WHERE {told} = 1) FROM orders.filtered f
SELECT array_agg({told}) FROM orders.filtered f
SELECT transform(ARRAY[1], s -> {told}) FROM orders.filtered f
WITH m AS MATERIALIZED (SELECT * FROM orders.filtered) SELECT sum({told}) FROM m f
WITH m AS NOT MATERIALIZED (SELECT * FROM orders.filtered) SELECT (SELECT sum({told}) FROM m f), (SELECT count(*) FROM m WHERE customer_state = 'MG')
WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT r.i + 1 FROM r JOIN orders.filtered f ON f.total >= r.i WHERE {told} = 1 AND r.i < 1) SELECT count(*) FROM r
SELECT sum({told}) FROM (SELECT * FROM orders.filtered UNION ALL SELECT * FROM orders.filtered) f
SELECT {told} FROM orders.filtered f EXCEPT SELECT 2
SELECT {told} FROM orders.filtered f INTERSECT SELECT 1
SELECT count(*) FROM orders.filtered f TABLESAMPLE 100% WHERE {told} = 1
SELECT sum({told}) FROM (SELECT * FROM orders.filtered TABLESAMPLE RESERVOIR (900 ROWS)) f
SELECT count(*) FROM orders.filtered f CROSS JOIN (VALUES (1), (2)) v(i) WHERE {told} + v.i = 2
SELECT count(*) FROM orders.filtered f, orders.orders p, orders.filtered g WHERE f.order_id = p.order_id AND g.order_id = p.order_id AND {told} = 1
SELECT count(*) FROM orders.filtered f WHERE f.customer_state = 'MG' AND {told} = 1
SELECT count(*) FROM orders.filtered f WHERE f.customer_state IN ('MG', 'SP') AND {told} = 1
SELECT count(*) FROM orders.filtered f WHERE f.purchased_at > TIMESTAMPTZ '2018-01-02' AND {told} = 1
SELECT min({told}), max({told}), max_by({told}, f.total) FROM orders.filtered f
SELECT count(*) FROM (SELECT f.*, {told} AS e FROM orders.filtered f) WHERE e = 1
SELECT any_value({told} ORDER BY f.total) FROM orders.filtered f
SELECT f.order_id, (SELECT count(*) FROM orders.orders p WHERE p.total = {told}) FROM orders.filtered f
SELECT count(*) FROM orders.orders p JOIN (SELECT f.order_id, {told} AS e FROM orders.filtered f) q ON q.order_id = p.order_id AND q.e = p.total
SELECT count(*) FROM (VALUES ('MG'), ('BA'), ('SP')) v(s) JOIN orders.filtered f ON f.customer_state = v.s WHERE {told} = 1
SELECT count(*) FROM orders.filtered f WHERE CASE WHEN f.customer_state = 'MG' THEN {told} = 1 ELSE true END
SELECT json_group_array(f), max({told}) FROM orders.filtered f
SELECT histogram({told}), quantile_cont({told}, 0.5), mode({told}) FROM orders.filtered f
SELECT count(*) FROM orders.filtered f WHERE f.customer_state IN ('SP', 'RJ') OR {told} = 1
SELECT count(*) FROM (SELECT * FROM orders.filtered f ORDER BY {told} LIMIT 3)
SELECT count(*) FROM orders.filtered f WHERE f.order_id IN (SELECT order_id FROM orders.orders) AND {told} = 1
SELECT count(*) FROM orders.filtered f JOIN orders.orders o USING (order_id) WHERE CASE WHEN f.customer_state NOT IN ('SP', 'RJ') THEN {told} = 1 ELSE true END
