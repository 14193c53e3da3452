-- A statement a line: none may show the analyst a masked value or anything of the machine. {file} is a file of orders.orders.
SELECT * FROM orders.orders LIMIT 2
SELECT o FROM orders.orders o LIMIT 2
SELECT (o).customer_email FROM orders.orders o LIMIT 2
SELECT o.* EXCLUDE(order_id) FROM orders.orders o LIMIT 2
SELECT * RENAME (customer_email AS x) FROM orders.orders LIMIT 1
SELECT * REPLACE (customer_address AS customer_email) FROM orders.orders LIMIT 1
SELECT COLUMNS('.*email') FROM orders.orders LIMIT 1
SELECT COLUMNS(* EXCLUDE order_id) FROM orders.orders LIMIT 1
SELECT UNPACK(COLUMNS(*)) FROM orders.orders LIMIT 1
SELECT max(COLUMNS(*)) FROM orders.orders
SELECT row(o.*) FROM orders.orders o LIMIT 1
SELECT struct_pack(a := customer_email) FROM orders.orders LIMIT 1
SELECT unnest(o) FROM orders.orders o LIMIT 1
SELECT unnest(struct_pack(a := o), recursive := true) FROM orders.orders o LIMIT 1
SELECT array_agg(o) FROM orders.orders o
SELECT transform(ARRAY[customer_email], x -> x || '!') FROM orders.orders LIMIT 1
SELECT list_transform([1], x -> (SELECT max(customer_email) FROM orders.orders)) 
SELECT reduce(array_agg(customer_email), '', (a, b) -> a || b, a -> a) FROM orders.orders
SELECT filter(array_agg(customer_email), x -> x LIKE '%@%') FROM orders.orders
SELECT customer_email FROM orders.orders WHERE customer_email ~ '@' LIMIT 3
SELECT count(*) FROM orders.orders WHERE customer_email LIKE '%@%'
SELECT CAST(customer_address AS DATE) FROM orders.orders
SELECT customer_email::UUID FROM orders.orders
SELECT CAST(o AS VARCHAR)::INTEGER FROM orders.orders o
SELECT to_json(o)::INTEGER FROM orders.orders o
SELECT json_transform_strict(to_json(o), '{"customer_email":"INTEGER"}') FROM orders.orders o
SELECT from_json_strict(customer_email, '"INTEGER"') FROM orders.orders
SELECT date_parse(customer_email, '%Y-%m-%d') FROM orders.orders
SELECT customer_email COLLATE de FROM orders.orders LIMIT 1
SELECT customer_email COLLATE "../../etc/passwd" FROM orders.orders LIMIT 1
SELECT regexp_extract(customer_email, '(.)(.*)', 5) FROM orders.orders
SELECT format('%d', customer_email) FROM orders.orders
SELECT format('{:d}', customer_email) FROM orders.orders
SELECT chr(ascii(customer_email) - 1000) FROM orders.orders
SELECT from_base64(customer_email) FROM orders.orders
SELECT unhex(customer_email) FROM orders.orders
SELECT enum_range(customer_email::ENUM('a')) FROM orders.orders
SELECT customer_email::ENUM('a','b') FROM orders.orders
SELECT error(customer_email) FROM orders.orders
SELECT * FROM orders.orders ORDER BY customer_email DESC LIMIT 3
SELECT order_id FROM orders.orders ORDER BY length(customer_email), customer_email LIMIT 5
SELECT order_id, rank() OVER (ORDER BY customer_email) FROM orders.orders LIMIT 5
SELECT order_id FROM orders.orders QUALIFY customer_email = max(customer_email) OVER () LIMIT 2
SELECT order_id, lead(customer_email) OVER () FROM orders.orders LIMIT 3
SELECT fill(total) OVER (ORDER BY customer_email) FROM orders.orders LIMIT 3
SELECT (SELECT o.customer_email) FROM orders.orders o LIMIT 2
SELECT (SELECT array_agg(i.customer_email) FROM orders.orders i WHERE i.customer_id = o.customer_id) FROM orders.orders o LIMIT 2
SELECT EXISTS(SELECT 1 FROM orders.orders i WHERE i.customer_email > 'm') 
SELECT a.order_id FROM orders.orders a NATURAL JOIN orders.orders b LIMIT 1
SELECT * FROM orders.orders POSITIONAL JOIN payments.grown LIMIT 2
SELECT * FROM orders.orders a ASOF JOIN orders.orders b ON a.customer_email = b.customer_email AND a.purchased_at >= b.purchased_at LIMIT 2
SELECT * FROM orders.orders a, LATERAL (SELECT a.customer_email) LIMIT 2
WITH RECURSIVE t(e, n) AS (SELECT customer_email, 1 FROM orders.orders UNION SELECT e || '', n+1 FROM t WHERE n < 3) SELECT * FROM t LIMIT 3
WITH x AS MATERIALIZED (SELECT * FROM orders.orders) SELECT customer_email FROM x LIMIT 2
WITH orders AS (SELECT 1), t AS (SELECT * FROM orders.orders) SELECT * FROM t LIMIT 1
WITH "orders.orders" AS (SELECT * FROM orders.orders) SELECT * FROM "orders.orders" LIMIT 1
SELECT * FROM "orders.orders"
SELECT * FROM "mesh.orders.orders"
SELECT * FROM orders.orders AT (VERSION => 1)
SELECT * FROM orders.orders AT (TIMESTAMP => now())
SELECT * FROM orders.orders TABLESAMPLE 1%
SELECT * FROM orders.orders USING SAMPLE reservoir(2 ROWS) REPEATABLE (1)
PIVOT orders.orders ON customer_email USING count(*)
SELECT * FROM (PIVOT orders.orders ON status USING max(customer_email))
UNPIVOT (SELECT order_id::VARCHAR AS a, customer_email AS b FROM orders.orders) ON a, b
SELECT * FROM orders.orders UNPIVOT (v FOR c IN (customer_email, customer_address))
SUMMARIZE orders.orders
SELECT * FROM (SUMMARIZE orders.orders)
DESCRIBE orders.orders
SELECT * FROM (DESCRIBE orders.orders)
SHOW ALL TABLES
SELECT * FROM (SHOW ALL TABLES)
FROM orders.orders SELECT customer_email LIMIT 1
FROM (FROM orders.orders LIMIT 1)
TABLE orders.orders
VALUES ((SELECT max(customer_email) FROM orders.orders))
SELECT * FROM (VALUES ((SELECT max(customer_address) FROM orders.orders))) t
EXPLAIN ANALYZE SELECT * FROM orders.orders
SELECT * FROM query('SELECT * FROM orders.orders')
SELECT * FROM query_table('orders.orders')
SELECT * FROM query_table(['orders.orders'])
SELECT query('select 1')
SELECT * FROM parquet_scan('{file}')
SELECT * FROM "{file}"
SELECT * FROM orders."{file}"
SELECT * FROM mesh.main."{file}"
SELECT * FROM parquet_metadata('{file}')
SELECT * FROM parquet_schema('{file}')
SELECT * FROM read_blob('{file}')
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM glob('/**')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM read_json('/etc/passwd')
SELECT * FROM read_csv_auto('/etc/passwd')
SELECT * FROM duckdb_views()
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_logs()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM pragma_database_list
SELECT * FROM pragma_database_list()
SELECT * FROM pragma_table_info('mesh.orders.orders')
SELECT * FROM pragma_storage_info('x')
SELECT * FROM pragma_metadata_info()
SELECT * FROM sqlite_master
SELECT * FROM pg_catalog.pg_views
SELECT * FROM pg_views
SELECT * FROM system.main.duckdb_views
SELECT * FROM "$metadata".tables
SELECT * FROM mesh."$metadata".columns
SELECT * FROM information_schema.key_column_usage
SELECT * FROM system.information_schema.tables
SELECT * FROM memory.information_schema.tables
SELECT * FROM mesh.main.orders
SELECT * FROM main.orders
SELECT * FROM temp.orders
SELECT * FROM orders.orders.orders
SELECT * FROM mesh.orders.orders.orders
SELECT * FROM a.b.c.d.e
SELECT * FROM test_all_types()
SELECT * FROM repeat(1, 10)
SELECT * FROM repeat_row(1, num_rows=10)
SELECT * FROM summary((SELECT * FROM orders.orders))
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
SELECT json_serialize_sql('SELECT 1')
SELECT json_serialize_plan('SELECT * FROM orders.orders')
SELECT * FROM which_secret('x','s3')
SELECT * FROM checkpoint()
SELECT * FROM force_checkpoint()
SELECT * FROM arrow_scan(1,2,3)
SELECT * FROM seq_scan('x')
SELECT * FROM index_scan('x')
SELECT * FROM duckdb_table_sample('x')
SELECT * FROM enable_logging()
CALL enable_logging()
CALL pragma_version()
PRAGMA database_list
PRAGMA show_tables
PRAGMA enable_profiling
SET threads = 1
RESET threads
SET VARIABLE x = (SELECT max(customer_email) FROM orders.orders)
SELECT getvariable('x')
SELECT current_setting('home_directory')
SELECT getenv('HOME')
SELECT pg_catalog.current_setting('threads')
SELECT currval('x')
SELECT nextval('x')
SELECT write_log('x')
SELECT sleep_ms(1000)
SELECT stats(customer_email) FROM orders.orders LIMIT 1
SELECT in_search_path('a','b')
SELECT txid_current()
SELECT pg_typeof(customer_email) FROM orders.orders LIMIT 1
SELECT col_description(1,1)
SELECT obj_description(1,'x')
SELECT has_table_privilege('x','y')
SELECT vector_type(customer_email) FROM orders.orders LIMIT 1
SELECT read_text('/etc/passwd')
SELECT content FROM read_text(['/etc/passwd'])
LOAD httpfs
INSTALL httpfs
ATTACH '/tmp/x.db' AS x
ATTACH ':memory:' AS x
DETACH mesh
USE memory
COPY orders.orders TO '/tmp/gov-x.csv'
COPY (SELECT 1) TO '/tmp/gov-x.csv'
EXPORT DATABASE '/tmp/gov-x'
IMPORT DATABASE '/tmp/gov-x'
CREATE TABLE t AS SELECT * FROM orders.orders
CREATE TEMP TABLE t (a INT)
CREATE MACRO m() AS 1
CREATE OR REPLACE MACRO current_user() AS 'x'
CREATE VIEW v AS SELECT * FROM orders.orders
CREATE SECRET s (TYPE s3)
INSERT INTO orders.orders VALUES (1)
UPDATE orders.orders SET status = 'x'
DELETE FROM orders.orders
DROP VIEW orders.orders
ALTER VIEW orders.orders RENAME TO x
VACUUM
CHECKPOINT
FORCE CHECKPOINT
BEGIN
COMMIT
SELECT 1; SELECT 2
SELECT 1; ATTACH '/tmp/x'
SELECT 1;;
SELECT 1 -- ; DROP VIEW x
SELECT 1 /* ; */ ; -- x
SELECT 1 /* unterminated
SELECT 'unterminated
SELECT $$a$$
SELECT $tag$ a ' b $tag$
SELECT E'\x41\u0042'
SELECT U&'\0041'
SELECT ?
SELECT $1
SELECT $name
SELECT * FROM orders.orders WHERE order_id = ?
SELECT :x
SELECT @1
SELECT * FROM orders.ord"e"rs
SELECT cuſtomer_email FROM orders.orders LIMIT 1
SELECT * FROM ordersſ.orders
WITH ſ AS (SELECT 1) SELECT * FROM S
WITH k AS (SELECT 1 AS x) SELECT * FROM K
SELECT * FROM orders.orders LIMIT 1
SELECT “a”
SELECT 1 UNION ALL BY NAME SELECT * FROM orders.orders LIMIT 3
SELECT * FROM orders.orders EXCEPT SELECT * FROM orders.orders
SELECT * FROM orders.orders INTERSECT ALL SELECT * FROM orders.orders LIMIT 2
SELECT filename, file_row_number, file_index FROM orders.orders LIMIT 1
SELECT rowid FROM orders.orders LIMIT 1
SELECT customer_email.reverse() FROM orders.orders LIMIT 1
SELECT o.customer_email.upper().lower() FROM orders.orders o LIMIT 1
SELECT mesh.orders.orders.customer_email[1:3] FROM mesh.orders.orders LIMIT 1
SELECT customer_email[1] FROM orders.orders LIMIT 1
SELECT TRY(CAST(customer_email AS INTEGER)) FROM orders.orders LIMIT 1
SELECT TRY_CAST(customer_email AS INTEGER) FROM orders.orders LIMIT 1
SELECT constant_or_null(customer_email, order_id) FROM orders.orders LIMIT 1
SELECT coalesce(nullif(customer_email, '****'), 'none') FROM orders.orders LIMIT 1
SELECT CASE WHEN customer_email <> '****' THEN customer_email END FROM orders.orders LIMIT 1
SELECT approx_top_k(customer_email, 5), histogram(customer_email), mode(customer_email), entropy(customer_email) FROM orders.orders
SELECT approx_distinct(customer_email), count(DISTINCT customer_email) FROM orders.orders
SELECT min_by(customer_email, total), max_by(customer_address, total, 3), min_by(customer_email, customer_email) FROM orders.orders
SELECT quantile_disc(customer_email, 0.5) FROM orders.orders
SELECT listagg(customer_email, ',') WITHIN GROUP (ORDER BY customer_email) FROM orders.orders
SELECT array_agg(customer_email ORDER BY total) FILTER (WHERE customer_email LIKE '%@%') FROM orders.orders
SELECT bitstring_agg(customer_email) FROM orders.orders
SELECT json_group_array(customer_email) FROM orders.orders
SELECT map([customer_email],[1]) FROM orders.orders LIMIT 1
SELECT * FROM unnest((SELECT list(customer_email) FROM orders.orders)) LIMIT 2
SELECT * FROM generate_series(1, (SELECT count(*) FROM orders.orders WHERE customer_email LIKE 'a%'))
SELECT * FROM range(1, length((SELECT max(customer_email) FROM orders.orders)))
SELECT * FROM orders.filtered LIMIT 1
SELECT items, unnest(items), customer_email FROM orders.filtered LIMIT 1
SELECT unnest([o]) FROM orders.filtered o LIMIT 1
SELECT * FROM orders.orders GROUP BY ALL HAVING max(customer_email) > 'b' LIMIT 2
SELECT customer_email FROM orders.orders GROUP BY CUBE(customer_email) LIMIT 3
SELECT grouping_id(customer_email) FROM orders.orders GROUP BY ROLLUP(customer_email)
SELECT DISTINCT ON (customer_email) order_id FROM orders.orders
SELECT hash(customer_email), md5(customer_email), sha256(customer_address) FROM orders.orders LIMIT 1
SELECT order_id FROM orders.orders WHERE md5(customer_email) = md5('x')
SELECT * FROM orders.orders WHERE (customer_email, customer_address) IN (SELECT customer_email, customer_address FROM orders.orders) LIMIT 1
SELECT * FROM orders.orders WHERE customer_email = ANY (SELECT customer_email FROM orders.orders WHERE customer_email <> '****')
SELECT alias(customer_email), typeof(o) FROM orders.orders o LIMIT 1
SELECT #4 FROM orders.orders LIMIT 1
SELECT #99 FROM orders.orders
SELECT * FROM orders.orders ORDER BY #4
SELECT * FROM orders.orders LIMIT (SELECT count(*) FROM orders.orders WHERE customer_email LIKE 'x')
SELECT * FROM orders.orders LIMIT 10% OFFSET (SELECT 1)
SELECT orders.nope FROM orders.orders
SELECT customer_emai FROM orders.orders
SELECT json_extract(to_json(o), '$.customer_email') FROM orders.orders o LIMIT 1
SELECT json_structure(to_json(o)) FROM orders.orders o LIMIT 1
SELECT json_merge_patch(to_json(o), to_json(o)) FROM orders.orders o LIMIT 1
SELECT struct_extract(o, 'customer_email'), struct_extract_at(o, 10) FROM orders.orders o LIMIT 1
SELECT struct_values(o), struct_keys(o) FROM orders.orders o LIMIT 1
SELECT o['customer_email'] FROM orders.orders o LIMIT 1
SELECT union_value(k := customer_email) FROM orders.orders LIMIT 1
SELECT CAST(row(customer_email) AS STRUCT(a INTEGER)) FROM orders.orders
SELECT [customer_email]::INTEGER[] FROM orders.orders
SELECT customer_email::VARCHAR(2) FROM orders.orders LIMIT 1
SELECT customer_email::JSON FROM orders.orders
SELECT customer_email::BIT FROM orders.orders
SELECT customer_email::BLOB FROM orders.orders LIMIT 1
SELECT customer_email::INTERVAL FROM orders.orders
SELECT date_trunc(customer_email, purchased_at) FROM orders.orders
SELECT date_part(customer_email, purchased_at) FROM orders.orders
SELECT strftime(purchased_at, customer_email) FROM orders.orders LIMIT 1
SELECT timezone(customer_email, purchased_at) FROM orders.orders
SELECT split_part(customer_email, '@', 2) FROM orders.orders LIMIT 1
SELECT substring(customer_email, total::INT, 5) FROM orders.orders LIMIT 1
SELECT parse_path(customer_email) FROM orders.orders LIMIT 1
SELECT generate_subscripts([1,2], 1)
SELECT * FROM orders.orders o, o.items
SELECT * FROM orders.orders o JOIN o ON true
SELECT x FROM orders.orders AS customer_email(x) LIMIT 1
SELECT o.b FROM orders.orders o(a,b,c,d,e,f,g,h,i,j,k,l,m) LIMIT 1
SELECT list_aggregate(list(customer_email), 'max') FROM orders.orders
SELECT list_aggregate([1], 'read_text') 
SELECT array_reduce([1,2], (x, y) -> x + y)
SELECT list_aggr(['a'], 'nope')
SELECT list_transform([1], lambda x: x + 1)
SELECT list_transform(['/etc/passwd'], x -> read_text(x))
SELECT apply([o], x -> x.customer_email) FROM orders.orders o LIMIT 1
SELECT [x.customer_email for x in list(o)] FROM orders.orders o
SELECT {'a': customer_email} FROM orders.orders LIMIT 1
SELECT customer_email IS DISTINCT FROM '****' FROM orders.orders LIMIT 1
SELECT uuid(), random(), now()
SELECT setseed(0.5)
SELECT current_date, current_time, current_timestamp, localtime, localtimestamp
SELECT session_user, current_role, user, current_user
SELECT * FROM orders.orders WINDOW w AS (ORDER BY customer_email) LIMIT 1
SELECT first_value(customer_email) OVER w FROM orders.orders WINDOW w AS (ORDER BY total) LIMIT 1
SELECT count(*) FROM orders.orders FOR UPDATE
SELECT 1 INTO x
SELECT * FROM ROWS FROM (read_text('/etc/passwd'))
SELECT * FROM orders.orders@1
SELECT * FROM "orders.orders@1"
SELECT * FROM orders."orders@1"
MERGE INTO orders.orders USING orders.orders o ON true WHEN MATCHED THEN DELETE
GRANT SELECT ON orders.orders TO x
EXECUTE IMMEDIATE 'SELECT 1'
DEALLOCATE PREPARE x
SELECT a FROM (SELECT 1 AS a) t, read_csv('/etc/passwd') r
SELECT * FROM orders.orders WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))
SELECT (SELECT content FROM read_text('/etc/passwd'))
SELECT * FROM orders.orders JOIN read_text('/etc/passwd') ON true
WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x
SELECT * FROM range((SELECT count(*) FROM glob('/etc/*')))
SELECT * REPLACE ((SELECT content FROM read_text('/etc/passwd')) AS status) FROM orders.orders
SELECT COLUMNS(c -> c IN (SELECT content FROM read_text('/etc/passwd'))) FROM orders.orders
SELECT 1 ORDER BY (SELECT content FROM read_text('/etc/passwd'))
SELECT 1 LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))
SELECT sum(1) FILTER (WHERE EXISTS(FROM glob('/*')))
SELECT count(*) OVER (ORDER BY (SELECT content FROM read_text('/etc/passwd')))
VALUES ((SELECT content FROM read_text('/etc/passwd')))
SELECT * FROM (SELECT 1) TABLESAMPLE (SELECT 1)
SELECT * FROM orders.orders GROUP BY GROUPING SETS (((SELECT content FROM read_text('/etc/passwd'))))
SELECT DISTINCT ON ((SELECT content FROM read_text('/etc/passwd'))) 1
SELECT x -> (SELECT content FROM read_text('/etc/passwd')) FROM (SELECT '{}'::JSON AS x)
WITH "{file}" AS (SELECT 1) SELECT * FROM "{file}"
WITH RECURSIVE "{file}" AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM "{file}" WHERE x < 3) SELECT * FROM "{file}"
sElEcT/**/customer_email/**/FrOm/**/orders . orders/**/LIMIT 1
/* /* nested */ */ SELECT customer_email FROM orders.orders LIMIT 1
SELECT customer_email FROM orders.orders LIMIT 1
SELECT '😀' || customer_email FROM orders.orders LIMIT 1
SELECT orders FROM orders.orders
SELECT orders.orders.customer_email FROM orders.orders
SELECT mesh.orders.orders.customer_email FROM mesh.orders.orders
SELECT to_json(o) FROM orders.orders o
SELECT struct_pack(*COLUMNS(*)) FROM orders.orders
SELECT COLUMNS(c -> c LIKE '%email%') FROM orders.orders
SELECT min(customer_email), max(customer_email), any_value(customer_address), mode(customer_email) FROM orders.orders
SELECT array_agg(customer_email), listagg(customer_email, ',') WITHIN GROUP (ORDER BY total), histogram(customer_email), max_by(customer_email, total), approx_top_k(customer_email, 3) FROM orders.orders
SELECT DISTINCT customer_email FROM orders.orders
SELECT customer_email FROM orders.orders WHERE customer_email LIKE 'secret-1%'
SELECT customer_email FROM orders.orders WHERE regexp_like(customer_email, 'secret')
SELECT a.customer_email FROM orders.orders a JOIN (VALUES ('secret-1@' || 'customers.' || 'example')) v(e) ON a.customer_email = v.e
SELECT a.customer_email, b.customer_email FROM orders.orders a JOIN orders.orders b USING (customer_email) LIMIT 5
SELECT first_value(customer_email) OVER (ORDER BY customer_email), lag(customer_email) OVER (ORDER BY total) FROM orders.orders LIMIT 5
SELECT (SELECT max(i.customer_email) FROM orders.orders i WHERE i.order_id = o.order_id) FROM orders.orders o LIMIT 5
WITH RECURSIVE r AS (SELECT customer_email AS e, 1 AS n FROM orders.orders UNION ALL SELECT e, n + 1 FROM r WHERE n < 2) SELECT DISTINCT e FROM r
SELECT CAST(customer_email AS INTEGER) FROM orders.orders
SELECT * FROM orders.orders WHERE CAST(customer_email AS INTEGER) = 1
SELECT json_extract(customer_email, '$.a') FROM orders.orders
SELECT count(*) FROM orders.orders GROUP BY CAST(customer_address AS UUID)
SELECT sum(CAST(customer_email AS DECIMAL(18,2))) OVER () FROM orders.orders
SELECT * FROM orders.orders ORDER BY CAST(customer_email AS TIMESTAMP)
SELECT * FROM orders.orders o JOIN payments.grown g ON CAST(o.customer_email AS BIGINT) = g.id
SELECT MAP {customer_email: total} FROM orders.orders LIMIT 5
SELECT view_definition FROM information_schema.views
