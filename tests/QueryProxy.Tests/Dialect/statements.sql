-- numbers
SELECT 7/2
SELECT -7/2, 7/-2, -7 % 3, 7 % -3
SELECT 7.0/2, 7/2.0, 1.00/3, 10.5/0.25
SELECT 7e0/2, 1e0/0, -1e0/0
SELECT 1/0
SELECT 1 % 0
SELECT 1.5/0
SELECT mod(7,3), mod(-7,3), mod(7.5,2)
SELECT id / 3, id % 3 FROM sales WHERE id < 8 ORDER BY id
SELECT price / qty FROM sales WHERE qty > 0 AND id < 10 ORDER BY id
SELECT qty / id FROM sales ORDER BY id
SELECT sum(qty) / count(*) FROM sales
SELECT avg(qty) / 2 FROM sales
SELECT 100 * count_if(flag) / count(*) FROM sales
SELECT 100.0 * count_if(flag) / count(*) FROM sales
SELECT 2147483647 + 1
SELECT 9223372036854775807 + 1
SELECT -9223372036854775807 - 2
SELECT 2147483647 * 2
SELECT CAST(2147483648 AS integer)
SELECT CAST(300 AS tinyint)
SELECT CAST(3.7 AS integer), CAST(-3.5 AS integer), CAST(2.5 AS bigint)
SELECT CAST(3.7e0 AS integer), CAST(2.5e0 AS bigint)
SELECT CAST('12' AS integer), CAST('1.5' AS double), CAST('1.25' AS decimal(10,2))
SELECT CAST('x' AS integer)
SELECT CAST('1.5' AS integer)
SELECT TRY_CAST('x' AS integer), TRY_CAST('5' AS integer), TRY_CAST('a' AS date)
SELECT TRY(1/0), TRY(CAST('x' AS integer)), TRY(5)
SELECT 1 + 1.5, 1 + 1e0, 1.5 + 1e0, 1.10 + 2.205
SELECT 1.5 * 1.5, 2 * 0.10
SELECT abs(-5), abs(-5.5), abs(-5e0), sign(-3), sign(2.5), sign(0e0)
SELECT ceil(1.2), ceiling(-1.2), floor(1.8), floor(-1.8), ceil(5)
SELECT ceil(1.2e0), floor(-1.5e0)
SELECT round(2.5), round(-2.5), round(3.14159, 2), round(1234, -2)
SELECT round(2.5e0), round(-2.5e0), round(3.14159e0, 2)
SELECT truncate(3.99), truncate(-3.99e0), truncate(3.456, 2)
SELECT power(2, 10), pow(2e0, 0.5e0), sqrt(16), cbrt(27), exp(1), ln(10)
SELECT log(2, 8), log2(8), log10(1000)
SELECT pi(), e()
SELECT sin(1), cos(1), tan(1), asin(0.5), acos(0.5), atan(1), atan2(1, 2), sinh(1), cosh(1), tanh(1)
SELECT degrees(pi()), radians(180)
SELECT infinity(), nan(), is_nan(nan()), is_finite(1e0), is_infinite(infinity())
SELECT width_bucket(3.5e0, 0e0, 10e0, 5), width_bucket(-1e0, 0e0, 10e0, 5), width_bucket(11e0, 0e0, 10e0, 5)
SELECT width_bucket(5, ARRAY[1,4,8])
SELECT from_base('ff', 16), to_base(255, 16), from_base('101', 2)
SELECT bitwise_and(12, 10), bitwise_or(12, 10), bitwise_xor(12, 10), bitwise_not(12)
SELECT bitwise_left_shift(1, 4), bitwise_right_shift(16, 2), bit_count(7, 64)
SELECT bitwise_right_shift_arithmetic(-8, 1)
SELECT greatest(1, 2, 3), least(1, 2, 3), greatest(1.5, 2), least('a', 'b')
SELECT greatest(1, NULL), least(1, NULL)
SELECT nullif(1, 1), nullif(1, 2), coalesce(NULL, 2), coalesce(1, 2.5)
SELECT if(true, 1, 2), if(false, 1), if(NULL, 1, 2)
SELECT CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END
SELECT CASE WHEN qty > 5 THEN 'many' WHEN qty > 0 THEN 'few' END, count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT CASE WHEN true THEN 1 ELSE 'x' END
SELECT coalesce(1, 'x')
SELECT 1 = '1'
SELECT qty = '1' FROM sales
SELECT 'a' || 1
SELECT price || 'x' FROM sales
SELECT count(*) FROM sales WHERE qty
SELECT 1 AND true
SELECT NOT 1
SELECT 1 + 'a'
SELECT 'a' + 'b'
SELECT -'a'
SELECT 1 < 2, 1 <> 2, 1 != 2, 2 >= 2, 1 BETWEEN 0 AND 2, 3 NOT BETWEEN 0 AND 2
SELECT NULL = NULL, NULL IS NULL, 1 IS NOT NULL, NULL IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM NULL
SELECT 1 IN (1, 2), 3 IN (1, 2), 3 NOT IN (1, 2), 1 IN (2, NULL)
SELECT 1 IN ('a')
SELECT true AND NULL, false AND NULL, true OR NULL, NOT NULL
SELECT tinyint '5', smallint '5', bigint '5', real '1.5', double '2.5', decimal '3.50'
SELECT 1.5, 1e3, 12345678901, .5, 1.
SELECT 0x1F, 0b101, 0o17, 1_000_000
SELECT typeof(1), typeof(1.5), typeof(1e0), typeof('a'), typeof(true), typeof(NULL)
SELECT typeof(bigint '1'), typeof(date '2024-01-01'), typeof(ARRAY[1]), typeof(MAP(ARRAY['a'], ARRAY[1]))
SELECT typeof(sum(qty)), typeof(count(*)), typeof(avg(qty)) FROM sales
SELECT rand() < 1, random() >= 0, random(10) < 10
SELECT is_nan(0e0), nan() = nan()
SELECT normal_cdf(0, 1, 1.96), inverse_normal_cdf(0, 1, 0.975)
SELECT cosine_similarity(MAP(ARRAY['a'], ARRAY[1.0]), MAP(ARRAY['a'], ARRAY[2.0]))
SELECT hamming_distance('abc', 'abd'), levenshtein_distance('kitten', 'sitting')
SELECT 5 / 2 * 2, 5 * 2 / 4, (1 + 2) / 2
SELECT 10 / 4 / 2, 100.0 / 3 / 2
SELECT 1 / 2 + 0.5
SELECT cast(5 as double) / 2, cast(5 as real) / 2
-- values: decimals
SELECT DECIMAL '0.00175', DECIMAL '123.456789', DECIMAL '-0.5', DECIMAL '1234567890123456.5'
SELECT DECIMAL '12345678901234567890123456789012345678', DECIMAL '0.00000000000000000000000000000000000001'
SELECT typeof(DECIMAL '0.0299'), typeof(DECIMAL '5'), typeof(DECIMAL '1.50'), typeof(DECIMAL '007'), typeof(DECIMAL '.5'), typeof(DECIMAL '1.')
SELECT sum(price * DECIMAL '0.0299') FROM sales
SELECT price * DECIMAL '0.0299', price + DECIMAL '0.001' FROM sales WHERE id = 7
SELECT DECIMAL '123456789012345678901234567890123456789'
SELECT DECIMAL 'abc'
SELECT DECIMAL '1e3'
SELECT DECIMAL '1_000.5'
SELECT CAST(1.5 AS decimal), CAST(2.5 AS decimal), CAST(-2.5 AS decimal), CAST('7' AS decimal)
SELECT CAST(qty AS decimal) / 3, CAST(price AS decimal) FROM sales WHERE id = 7
SELECT count(*) FROM sales WHERE price > DECIMAL '5.005'
SELECT DECIMAL '1.10' = 1.1, DECIMAL '2.5' + 1, DECIMAL '2.5' * 2, DECIMAL '10.0' / DECIMAL '3'
SELECT TRY_CAST('1.2.3' AS decimal(5,2)), TRY_CAST('12345.6' AS decimal(5,2)), TRY_CAST('1.255' AS decimal(5,2))
SELECT CAST('1.255' AS decimal(5,2)), CAST('-1.255' AS decimal(5,2)), CAST(' 1.5 ' AS decimal(5,2))
SELECT CAST('1e2' AS decimal(5,2))
SELECT 12345678901234567890.5, 0.000000000000000000001
SELECT DECIMAL '99.99' - DECIMAL '0.0001', -DECIMAL '5.5', abs(DECIMAL '-1.25'), round(DECIMAL '2.345', 2)
SELECT BIGINT '9223372036854775807', INTEGER '-5', SMALLINT '12', TINYINT '7', INT '3', DOUBLE '1.5e3', REAL '1.5', BOOLEAN 'true'
SELECT typeof(TINYINT '7'), typeof(SMALLINT '7'), typeof(INTEGER '7'), typeof(BIGINT '7'), typeof(REAL '7'), typeof(DOUBLE '7'), typeof(VARCHAR 'ab'), typeof(BOOLEAN 'f')
SELECT VARCHAR 'abc', CHAR 'x'
SELECT TINYINT '300'
SELECT INTEGER '1.5'
SELECT INTEGER 'x'
SELECT BOOLEAN 'yes'
SELECT DOUBLE 'abc'
SELECT DOUBLE 'NaN', DOUBLE 'Infinity', DOUBLE '-Infinity', REAL 'NaN'
SELECT DOUBLE 'inf'
SELECT UUID 'x'
SELECT JSON '{"a":1}', JSON 'x'
SELECT bigint '-0', integer '+5'
SELECT JSON '{"b":1, "a":2}'
SELECT SUM(DECIMAL '0.1'), AVG(DECIMAL '0.15'), MAX(DECIMAL '0.155') FROM sales
SELECT DECIMAL '0.1' IN (0.1, 0.2), DECIMAL '1' BETWEEN DECIMAL '0.5' AND DECIMAL '1.5'
SELECT CAST(DECIMAL '1.50' AS varchar), CAST(DECIMAL '0.00175' AS varchar), CAST(DECIMAL '-12' AS varchar), CAST(1.10 AS varchar), CAST(.5 AS varchar)
SELECT CAST(DECIMAL '1.999' AS decimal(4,2)), CAST(DECIMAL '1.5' AS integer), CAST(DECIMAL '0.1' AS double)
-- values: casts of text and booleans
SELECT TRY_CAST('1.5' AS integer), TRY_CAST('yes' AS boolean), TRY_CAST('300' AS tinyint), TRY_CAST('1e3' AS integer), TRY_CAST('' AS integer)
SELECT TRY_CAST(' 5' AS integer)
SELECT TRY_CAST('5 ' AS bigint), TRY_CAST('+5' AS integer), TRY_CAST('-5' AS integer), TRY_CAST('0x1F' AS integer), TRY_CAST('1_000' AS integer)
SELECT TRY_CAST('true' AS boolean), TRY_CAST('TRUE' AS boolean), TRY_CAST('t' AS boolean), TRY_CAST('T' AS boolean), TRY_CAST('1' AS boolean), TRY_CAST('0' AS boolean), TRY_CAST('f' AS boolean), TRY_CAST('no' AS boolean), TRY_CAST('y' AS boolean), TRY_CAST(' true' AS boolean)
SELECT CAST('yes' AS boolean)
SELECT CAST('on' AS boolean)
SELECT CAST('1.5' AS bigint)
SELECT CAST('1_000' AS integer)
SELECT CAST(' 12' AS integer)
SELECT TRY_CAST(x AS integer) FROM (VALUES '1', '1.5', 'a', '', ' 7', '2147483648', '1e2') AS t(x)
SELECT CAST(x AS integer) FROM (VALUES '1', '1.5') AS t(x)
SELECT TRY_CAST(x AS boolean) FROM (VALUES 'true', 'yes', 'n', '1', 't', 'False') AS t(x)
SELECT CAST(x AS boolean) FROM (VALUES 'true', 'yes') AS t(x)
SELECT TRY_CAST(x AS double) FROM (VALUES '1.5', ' 2', 'NaN', 'nan', 'Infinity', 'inf', '-Infinity', '1e5', '1_0', 'abc', '', '0x10') AS t(x)
SELECT TRY_CAST(x AS decimal(6,2)) FROM (VALUES '1.5', ' 2', '1e2', '1_0', 'abc', '', '1.255', '-1.255', '12345') AS t(x)
SELECT TRY_CAST(x AS real) FROM (VALUES '1.5', 'x') AS t(x)
SELECT CAST('nan' AS double)
SELECT CAST('1e400' AS double), CAST('-1e400' AS double)
SELECT CAST(nan() AS integer)
SELECT CAST(infinity() AS bigint)
SELECT CAST(1e20 AS bigint)
SELECT TRY_CAST(1e20 AS bigint), TRY_CAST(nan() AS integer), TRY_CAST(300 AS tinyint), TRY_CAST(99999 AS decimal(4,1)), TRY_CAST(1e10 AS decimal(5,2))
SELECT CAST(2 AS boolean), CAST(0e0 AS boolean), CAST(-1.5 AS boolean), CAST(true AS varchar), CAST(false AS double), CAST(true AS bigint), CAST(true AS decimal(3,1))
SELECT CAST(id AS boolean), CAST(qty AS smallint), CAST(weight AS real), CAST(price AS integer) FROM sales WHERE id < 3 ORDER BY id
SELECT CAST(weight AS integer), CAST(weight AS bigint) FROM sales WHERE id IN (1, 3, 5) ORDER BY id
SELECT CAST(-weight AS integer) FROM sales WHERE id IN (1, 3, 5) ORDER BY id
SELECT CAST(x AS bigint) FROM (SELECT weight AS x FROM sales WHERE id IN (1, 3, 5)) AS t ORDER BY 1
SELECT round(x) FROM (VALUES 0.5e0, 1.5e0, 2.5e0, -0.5e0, -1.5e0, -2.5e0) AS t(x)
SELECT CAST(1 AS varchar(3)), CAST('abcdef' AS varchar(3)), CAST('ab' AS varchar(3)), CAST(NULL AS varchar(3)), CAST('ßäö' AS varchar(2))
SELECT CAST(status AS varchar(3)), TRY_CAST(status AS varchar(2)), CAST(upper(status) || 'x' AS varchar(4)) FROM sales WHERE id < 3 ORDER BY id
SELECT CAST(12345 AS varchar(3))
SELECT CAST(id AS varchar(1)) FROM sales WHERE id = 12
SELECT CAST(id AS varchar(2)) FROM sales WHERE id = 12
SELECT CAST(DATE '2024-01-02' AS varchar(4))
SELECT CAST(1.5 AS varchar(2))
SELECT CAST('abc' AS char(5)), CAST('abcdef' AS char(3)), length(CAST('ab' AS char(5))), CAST('abc' AS char)
SELECT CAST(CAST('ab' AS char(4)) AS varchar), upper(CAST('ab' AS char(4)))
SELECT count(DISTINCT CAST(status AS varchar(1))), max(CAST(status AS varchar(2))) FROM sales
SELECT CAST(status AS varchar(2)), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT CAST(ARRAY['abc'] AS array(varchar(2))), CAST(ROW('abc', 1.256) AS ROW(a varchar(2), b decimal(4,2)))
SELECT CAST('abc' AS varchar(0))
-- values: integers
SELECT SMALLINT '300' * 300
SELECT SMALLINT '300' * SMALLINT '300'
SELECT TINYINT '100' + TINYINT '100'
SELECT TINYINT '100' + 1, TINYINT '100' * 2, SMALLINT '1' + BIGINT '1', INTEGER '1' + SMALLINT '1'
SELECT typeof(TINYINT '1' + 1), typeof(SMALLINT '1' * 2), typeof(TINYINT '1' + SMALLINT '1'), typeof(2 * TINYINT '3'), typeof(TINYINT '1' + TINYINT '1')
SELECT CAST(qty AS smallint) * 10000 FROM sales WHERE id = 5
SELECT CAST(qty AS tinyint) * 100 FROM sales WHERE id = 5
SELECT CAST(id AS integer) * 2000000000 FROM sales WHERE id = 2
SELECT qty * 2000000000 FROM sales WHERE id = 1
SELECT qty + 2147483647 FROM sales WHERE id = 1
SELECT qty - 2147483647 - 2147483647 FROM sales WHERE id = 1
SELECT id * 9223372036854775807 FROM sales WHERE id = 2
SELECT -(TINYINT '-128')
SELECT abs(TINYINT '-128')
SELECT x * y FROM (VALUES (SMALLINT '300', SMALLINT '300')) AS t(x, y)
SELECT x * 300 FROM (VALUES SMALLINT '300') AS t(x)
SELECT x + 100 FROM (VALUES TINYINT '100') AS t(x)
SELECT sum(x) FROM (VALUES TINYINT '100', TINYINT '100') AS t(x)
SELECT greatest(TINYINT '1', 2), coalesce(SMALLINT '1', 2), CASE WHEN true THEN TINYINT '1' ELSE 1000 END
SELECT qty % 3, mod(TINYINT '7', 4), power(2, 3), 7 / TINYINT '2' FROM sales WHERE id = 5
-- values: corr, regr
SELECT corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(x, y), regr_intercept(x, y) FROM (VALUES (1e0, 2e0)) AS t(x, y)
SELECT corr(weight, qty), covar_samp(weight, qty), regr_slope(weight, qty), regr_intercept(weight, qty) FROM sales WHERE id = 3
SELECT corr(weight, weight), covar_samp(weight, qty) FROM sales WHERE false
SELECT corr(x, y), regr_slope(x, y), regr_intercept(x, y) FROM (VALUES (1e0, 2e0), (1e0, 2e0)) AS t(x, y)
SELECT corr(x, y), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1e0, 2e0), (1e0, 3e0)) AS t(x, y)
SELECT corr(x, y), regr_slope(y, x), regr_intercept(y, x), covar_pop(x, y), covar_samp(x, y) FROM (VALUES (1e0, 2e0), (2e0, 3e0), (3e0, 7e0)) AS t(x, y)
SELECT stddev(x), stddev_samp(x), stddev_pop(x), variance(x), var_samp(x), var_pop(x), skewness(x), kurtosis(x) FROM (VALUES 5e0) AS t(x)
SELECT skewness(x), kurtosis(x) FROM (VALUES 5e0, 6e0) AS t(x)
SELECT skewness(x), kurtosis(x), stddev(x), variance(x) FROM (VALUES 5e0, 6e0, 9e0, 1e0) AS t(x)
SELECT status, corr(weight, qty) FROM sales WHERE id < 4 GROUP BY status ORDER BY status
SELECT id, corr(weight, qty) OVER (ORDER BY id) FROM sales WHERE id < 4 ORDER BY id
SELECT corr(weight, qty) FILTER (WHERE id = 1) FROM sales
-- values: NaN
SELECT nan() = nan(), nan() <> nan(), nan() < 1, nan() > 1, nan() <= nan(), nan() >= 1e0, nan() IS DISTINCT FROM nan(), nan() IS NOT DISTINCT FROM nan()
SELECT nan() IN (nan()), nan() BETWEEN 0 AND 1, 1e0 < nan(), NOT (nan() > 1), nan() NOT IN (1e0, 2e0), nan() NOT BETWEEN 0 AND 1
SELECT max(x), min(x) FROM (VALUES nan(), nan()) AS t(x)
SELECT max(x), min(x) FROM (VALUES nan(), NULL) AS t(x)
SELECT count(*) FROM (VALUES 1e0, nan(), 3e0) AS t(x) WHERE NOT x < 2
SELECT count(DISTINCT x) FROM (VALUES nan(), nan(), 1e0) AS t(x)
SELECT x, count(*) FROM (VALUES nan(), nan(), 1e0) AS t(x) GROUP BY x ORDER BY x
SELECT greatest(1e0, nan()), least(1e0, nan()), greatest(nan(), nan())
SELECT array_max(ARRAY[1e0, nan()]), array_min(ARRAY[1e0, nan()]), array_sort(ARRAY[nan(), 1e0, NULL])
SELECT contains(ARRAY[nan()], nan()), ARRAY[nan()] = ARRAY[nan()], array_position(ARRAY[1e0, nan()], nan()), array_distinct(ARRAY[nan(), nan()])
SELECT sum(x), avg(x) FROM (VALUES 1e0, nan()) AS t(x)
SELECT x FROM (VALUES 1e0, nan(), infinity(), -infinity(), NULL) AS t(x) ORDER BY x
SELECT x FROM (VALUES 1e0, nan(), infinity(), -infinity(), NULL) AS t(x) ORDER BY x DESC
SELECT round(nan()), floor(nan()), abs(nan()), sign(nan()), truncate(nan()), ceil(infinity())
SELECT nullif(nan(), nan()), CASE nan() WHEN nan() THEN 1 ELSE 0 END, coalesce(nan(), 1)
SELECT 0e0 / 0e0, 1e0 / 0e0, -1e0 / 0e0, 5e0 % 0e0, sqrt(-1e0), ln(0e0), ln(-1e0), acos(2e0), log10(-1e0)
SELECT is_nan(x), is_infinite(x), is_finite(x) FROM (VALUES nan(), infinity(), 1e0) AS t(x)
SELECT weight > sqrt(-1e0 - weight), weight = 0e0 / weight FROM sales WHERE id < 2 ORDER BY id
SELECT max(weight / 0e0), min(weight / 0e0) FROM sales WHERE id < 2
SELECT max(CASE WHEN id = 1 THEN nan() ELSE weight END), min(CASE WHEN id = 1 THEN nan() ELSE weight END) FROM sales WHERE id < 4
SELECT 0e0 = -0e0, 1e0 / -0e0, CAST(-0e0 AS varchar)
-- values: three-valued logic
SELECT contains(ARRAY[1, NULL], 1), contains(ARRAY[1, NULL], 2), contains(ARRAY[1, 2], NULL), contains(NULL, 1), contains(ARRAY[], 1), contains(ARRAY[NULL], 1)
SELECT ARRAY[1, NULL] = ARRAY[1, NULL], ARRAY[1, NULL] = ARRAY[2, NULL], ARRAY[1, NULL] = ARRAY[1, 2], ARRAY[1] = ARRAY[1, NULL], ARRAY[1, NULL] <> ARRAY[2, NULL], ARRAY[1, NULL] <> ARRAY[1, NULL]
SELECT ARRAY[NULL] = ARRAY[NULL], ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1, 2] <> ARRAY[1, 3], ARRAY[1, 2] < ARRAY[1, 3], ARRAY[1] < ARRAY[1, 0]
SELECT ARRAY[1, NULL] IS DISTINCT FROM ARRAY[1, NULL], ARRAY[1] IS DISTINCT FROM ARRAY[NULL], ARRAY[1, NULL] IS NOT DISTINCT FROM ARRAY[1, NULL]
SELECT ROW(1, NULL) = ROW(1, NULL), ROW(1, NULL) = ROW(2, NULL), ROW(1, 2) = ROW(1, 2), ROW(1, NULL) <> ROW(2, NULL), ROW(1, NULL) <> ROW(1, NULL)
SELECT (1, NULL) = (1, NULL), (1, 2) IN ((1, 2), (3, NULL)), (1, 2) IN ((1, NULL), (3, 4)), (1, 2) NOT IN ((1, NULL)), (1, NULL) IN ((1, NULL)), (1, 2) IN ((2, NULL))
SELECT ROW(1, 2) < ROW(1, 3), ROW(1, 2) > ROW(0, NULL), ROW(1, 'a') = ROW(1, 'b')
SELECT ROW(1, NULL) < ROW(2, NULL)
SELECT ROW(1, NULL) IS NULL, ROW(NULL, NULL) IS NULL, ROW(1, NULL) IS NOT NULL, ROW(1, NULL) IS DISTINCT FROM ROW(1, NULL)
SELECT 1 IN (1, NULL), 2 IN (1, NULL), NULL IN (1), 2 NOT IN (1, NULL), 1 NOT IN (1, NULL)
SELECT ARRAY[1] IN (ARRAY[1], ARRAY[NULL]), ARRAY[2] IN (ARRAY[1], ARRAY[NULL]), ARRAY[NULL] IN (ARRAY[NULL]), ARRAY[2] NOT IN (ARRAY[1, NULL], ARRAY[3])
SELECT MAP(ARRAY['a'], ARRAY[1]) = MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[NULL]) = MAP(ARRAY['a'], ARRAY[NULL]), MAP(ARRAY['a','b'], ARRAY[1,2]) = MAP(ARRAY['b','a'], ARRAY[2,1]), MAP(ARRAY['a'], ARRAY[1]) <> MAP(ARRAY['b'], ARRAY[1])
SELECT x = ARRAY[1, 2] FROM (VALUES ARRAY[1, 2], ARRAY[1, NULL], ARRAY[3, NULL], NULL) AS t(x)
SELECT count(*) FROM (VALUES ARRAY[1, 2], ARRAY[1, NULL]) AS t(x) WHERE x <> ARRAY[1, 3]
SELECT tags = ARRAY['x', 'y'], tags <> ARRAY['x', NULL], contains(tags, NULL), contains(tags, 'x') FROM sales WHERE id < 4 ORDER BY id
SELECT id FROM sales WHERE (id, note) IN ((1, 'note 1'), (4, NULL)) ORDER BY id
SELECT id FROM sales WHERE (id, note) NOT IN ((1, 'note 1'), (4, NULL)) AND id < 6 ORDER BY id
SELECT (id, note) = (4, NULL), (id, note) = (5, 'note 5') FROM sales WHERE id IN (4, 5) ORDER BY id
SELECT id FROM sales WHERE (id, note) IN (SELECT id, note FROM sales WHERE id < 6) ORDER BY id
SELECT arrays_overlap(ARRAY[1, NULL], ARRAY[1]), arrays_overlap(ARRAY[1, NULL], ARRAY[2]), arrays_overlap(ARRAY[NULL], ARRAY[NULL]), arrays_overlap(ARRAY[1], ARRAY[2]), arrays_overlap(ARRAY[], ARRAY[NULL])
SELECT array_position(ARRAY[1, NULL, 2], 2), array_position(ARRAY[NULL], 1), array_remove(ARRAY[1, NULL, 2], 1), array_remove(ARRAY[1, NULL], NULL)
SELECT array_distinct(ARRAY[1, NULL, 1, NULL]), array_union(ARRAY[1, NULL], ARRAY[NULL, 2]), array_intersect(ARRAY[1, NULL], ARRAY[NULL, 1]), array_except(ARRAY[1, NULL, 2], ARRAY[NULL, 2])
SELECT any_match(ARRAY[1, NULL], x -> x > 1), all_match(ARRAY[1, NULL], x -> x > 0), none_match(ARRAY[1, NULL], x -> x > 1), any_match(ARRAY[2, NULL], x -> x > 1), all_match(ARRAY[], x -> x > 0)
SELECT filter(ARRAY[1, NULL, 3], x -> x > 1), transform(ARRAY[1, NULL], x -> x + 1), cardinality(ARRAY[NULL]), cardinality(NULL)
SELECT CASE ARRAY[1, NULL] WHEN ARRAY[1, NULL] THEN 'same' ELSE 'other' END, nullif(ARRAY[1, NULL], ARRAY[1, NULL])
SELECT DISTINCT x FROM (VALUES ARRAY[1, NULL], ARRAY[1, NULL]) AS t(x)
-- values: regular expressions
SELECT regexp_extract('abc', '(x)?abc', 1), regexp_extract('abc', '(a)|(b)', 2), regexp_extract('abc', 'x'), regexp_extract('1a 2b', '(\d+)([a-z]+)', 2)
SELECT regexp_extract('abc', '(a)', 2)
SELECT regexp_extract_all('1a 2b 14m', '\d+'), regexp_extract_all('1a 2b 14m', '(\d+)([a-z]+)', 2), regexp_extract_all('ab', '(x)?.', 1), regexp_extract_all('abc', 'x')
SELECT regexp_replace('aaa', 'a*', 'b'), regexp_replace('baac', 'a*', '-'), regexp_replace('abc', '', '-'), regexp_replace('abc', 'x*', '-')
SELECT regexp_replace('1a 2b 14m', '\d+[ab] '), regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 '), regexp_replace('abc', '(b)', '[$0]'), regexp_replace('abc', 'b', '\$'), regexp_replace('abc', 'b', '\\')
SELECT regexp_replace('abc', '(?<l>b)', '<${l}>')
SELECT regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))
SELECT regexp_replace('abc', '(x)?b', '[$1]'), regexp_replace('abc', 'b', '$1')
SELECT regexp_count('1a 2b 14m', '\s*[a-z]+\s*'), regexp_count('aaa', 'a*'), regexp_count('abc', ''), regexp_count('', 'a')
SELECT regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b'), regexp_position('23 a 5', '\d+', 3), regexp_position('a1b2', '\d', 1, 2), regexp_position('abc', 'x'), regexp_position('aab', 'b')
SELECT regexp_like('ABC', '(?i)abc'), regexp_like('a.c', 'a\.c'), regexp_like('', ''), regexp_like(NULL, 'a')
SELECT regexp_like('abc', '(')
SELECT regexp_extract('aXbX', '(?<=a)X'), regexp_replace('price 100', '(?=1)', '$$')
SELECT regexp_extract('foobar', 'foo(?=bar)')
SELECT regexp_extract(note, '(note )?(\d+)(x)?', 3), regexp_extract(note, '(\d+)', 1) FROM sales WHERE id < 3 ORDER BY id
SELECT regexp_replace(note, '\d*', '#') FROM sales WHERE id IN (1, 12) ORDER BY id
SELECT regexp_replace(status, '([aeiou])', '<$1>'), regexp_replace(status, '[^a-z]*') FROM sales WHERE id < 2 ORDER BY id
SELECT regexp_replace('a.b.c', '\.', ''), regexp_replace('x', 'x', 'a\1'), regexp_replace('ab', '(a)(b)', '$2$1')
SELECT regexp_replace('ABC', '(?i)b', 'x'), regexp_extract('a,b;c', '[,;]'), regexp_extract('ÄÖ', 'Ö'), regexp_like('Ä', '\w')
-- values: text
SELECT substr('abc', -1), substr('abc', -3), substr('abc', -4), substr('abc', 4), substr('abc', 1, 0), substr('abc', 2, -1), substr('abc', -2, 1), substr('abc', 0), substr('abc', 1, 99)
SELECT substring('abc' FROM 2), substring('abc' FROM 2 FOR 1), substring('abc', -1), substring('abc' FROM -2 FOR 1)
SELECT substr(status, -1), substr(status, -3, 2), substr(status, id - 2), substr(note, 5) FROM sales WHERE id < 4 ORDER BY id
SELECT substr(x, -1), substr(x, n) FROM (VALUES ('abc', -1), ('äöü', -2), ('', -1), (NULL, 1)) AS t(x, n)
SELECT trim('  a b  '), ltrim('  a'), rtrim('a  '), trim(LEADING 'x' FROM 'xxaxx'), trim(TRAILING 'x' FROM 'xxaxx'), trim(BOTH 'xy' FROM 'xyaxy'), trim('x' FROM 'xax')
SELECT '[' || trim(chr(9) || 'a' || chr(10)) || ']', '[' || ltrim(chr(9) || ' a') || ']', '[' || rtrim('a' || chr(13) || chr(10)) || ']', '[' || trim(chr(160) || 'a') || ']'
SELECT length(trim(chr(9) || 'a')), length(trim(chr(10) || chr(13) || 'b ')), length(trim(chr(12) || 'b')), length(trim(chr(11) || 'b')), length(trim(chr(8195) || 'b')), length(trim(chr(0) || 'b')), length(trim(chr(12288) || 'b'))
SELECT trim('xax', 'x'), ltrim('xax', 'x'), rtrim('xax', 'x')
SELECT upper('ß'), lower('ẞ'), upper('äöü'), lower('ÄÖÜ'), upper('ŉ'), upper('ﬁ'), lower('İ'), upper('ı'), upper('ǆ'), lower('Σ')
SELECT upper('straße') = 'STRASSE', upper('straße') = 'STRAßE', length(upper('ß'))
SELECT upper(x), lower(x) FROM (VALUES 'Straße', 'ÉCOLE', 'αΣ', 'абв') AS t(x)
SELECT reverse('äöü'), reverse('a😀b'), length('😀'), length('é'), length('e' || chr(769)), reverse('e' || chr(769))
SELECT lpad('abc', 5, 'xy'), rpad('abc', 5, 'xy'), lpad('abc', 2, 'x'), rpad('abc', 2, 'x'), lpad('', 3, 'ab')
SELECT lpad('abc', -1, 'x')
SELECT lpad('abc', 5, '')
SELECT split('a,b,,c', ','), split('', ','), split('a', ','), split('a,b,c', ',', 2)
SELECT split('abc', '')
SELECT split_part('a,b,c', ',', 2), split_part('a,b', ',', 5), split_part('a,b', ',', 1), split_part('', ',', 1), split_part('abc', '', 1)
SELECT strpos('abcabc', 'c'), strpos('abc', 'x'), strpos('abc', ''), position('b' IN 'abc'), strpos('abcabc', 'c', 2), strpos('abcabc', 'c', -1)
SELECT replace('abc', 'b', 'xy'), replace('abc', 'b'), replace('abc', '', '-'), replace('aaa', 'aa', 'b')
SELECT translate('abcd', 'ab', 'x'), translate('abc', '', 'x'), starts_with('abc', 'ab'), starts_with('abc', ''), chr(65), codepoint('A')
SELECT concat('a', 'b'), concat_ws(',', 'a', NULL, 'b'), concat_ws(',', ARRAY['a', NULL]), concat_ws(NULL, 'a'), 'a' || 'b'
SELECT levenshtein_distance('kitten', 'sitting'), hamming_distance('abc', 'abd'), length(''), length('abc  ')
SELECT 'abc' < 'abd', 'a' < 'B', 'Z' < 'a', 'ä' > 'z', 'a ' = 'a', '' < 'a'
SELECT x FROM (VALUES 'b', 'A', 'a', 'Ä', 'z', '😀', '') AS t(x) ORDER BY x
SELECT max(x), min(x) FROM (VALUES 'b', 'A', 'ä', '😀', chr(65533)) AS t(x)
SELECT chr(-1)
SELECT 'abc' LIKE 'a%', 'abc' LIKE 'A%', 'a%c' LIKE 'a\%c', 'abc' LIKE '', '' LIKE '%', NULL LIKE 'a', 'a_c' LIKE 'a__'
-- values: infinity, NaN in texts
SELECT CAST(nan() AS varchar), CAST(infinity() AS varchar), CAST(-infinity() AS varchar), CAST(1e0 / 0e0 AS varchar)
SELECT CAST(weight AS varchar), CAST(weight / 0e0 AS varchar) FROM sales WHERE id < 2 ORDER BY id
SELECT 'v ' || CAST(sqrt(-1e0) AS varchar), concat('v ', CAST(weight AS varchar)) FROM sales WHERE id = 3
SELECT CAST(CAST('1.5' AS real) AS varchar), CAST(CAST('NaN' AS real) AS varchar), CAST(REAL '1e10' AS varchar), CAST(REAL '0.1' AS varchar)
SELECT array_join(ARRAY[1.5e0, nan(), infinity()], ','), array_join(ARRAY[1.5, 2], ','), array_join(ARRAY[true, NULL], ',', '-')
SELECT CAST(ARRAY[nan(), infinity()] AS array(varchar)), CAST(MAP(ARRAY[1e0], ARRAY[nan()]) AS map(varchar, varchar))
SELECT CAST('Infinity' AS double), CAST('-Infinity' AS double), CAST('+Infinity' AS double), CAST('NaN' AS double)
SELECT CAST(sum(weight) AS varchar), CAST(avg(qty) AS varchar), CAST(avg(price) AS varchar) FROM sales
SELECT nan(), infinity(), -infinity(), ARRAY[nan(), infinity()], MAP(ARRAY['a'], ARRAY[nan()]), ROW(nan())
-- values: JSON
SELECT JSON '{"a":1,"b":2}' = JSON '{"b":2,"a":1}', JSON '1' = JSON '1.0', JSON '[1,2]' = JSON '[2,1]', JSON '{"a":1}' <> JSON '{"a":2}', JSON 'null' = JSON 'null'
SELECT JSON '{"a" : 1}' = json_parse('{"a":1}'), JSON '"a"' = CAST('a' AS json), JSON '[1, 2]' = CAST(ARRAY[1, 2] AS json)
SELECT JSON '{"b":1, "a":{"d":1,"c":2}}', json_parse('{"b":1, "a":2, "a":3}'), json_format(JSON '{ "z" : [ 1 , 2 ] , "a" : null }')
SELECT CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json), json_format(CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json)), CAST(ROW(1, 'x') AS json), CAST(CAST(ROW(1, 'x') AS ROW(b bigint, a varchar)) AS json)
SELECT json_extract('{"b":{"y":1,"x":2}}', '$.b'), json_extract_scalar('{"a":1.50}', '$.a'), json_extract_scalar('{"a":"x"}', '$.a'), json_extract_scalar('{"a":true}', '$.a'), json_extract_scalar('{"a":null}', '$.a'), json_extract_scalar('{"a":[1]}', '$.a')
SELECT x, count(*) FROM (VALUES JSON '{"a":1,"b":2}', JSON '{"b":2,"a":1}') AS t(x) GROUP BY x
SELECT count(DISTINCT x) FROM (VALUES JSON '{"a":1}', JSON '{"a": 1}', JSON '{"a":2}') AS t(x)
SELECT DISTINCT x FROM (VALUES JSON '1', JSON '1 ') AS t(x)
SELECT CAST(JSON '{"a":1,"b":2}' AS map(varchar, integer)), CAST(JSON '[1,2,null]' AS array(integer)), CAST(JSON '"x"' AS varchar), CAST(JSON '1.5' AS double), CAST(JSON 'true' AS boolean), CAST(JSON 'null' AS integer)
SELECT CAST(JSON '[1]' AS varchar)
SELECT CAST(JSON '{"a":1}' AS integer)
SELECT CAST(1.50 AS json), CAST('a"b' AS json), CAST(true AS json), CAST(NULL AS json), CAST(DATE '2024-01-02' AS json), CAST(TIMESTAMP '2024-01-02 03:04:05' AS json), CAST(1e0 AS json), CAST(BIGINT '5' AS json)
SELECT json_parse('nope')
SELECT json_parse('[1, 2'), 1
SELECT json_format(json_parse('1.10')), json_format(json_parse('1E2')), json_format(json_parse('"\u00e4"')), json_format(json_parse('-0'))
SELECT JSON '{"b":1,"a":2}' = j FROM (SELECT json_parse('{"a":2,"b":1}') AS j) AS t
SELECT count(*) FROM (VALUES '{"a":1,"b":2}') AS t(x) WHERE json_parse(x) = JSON '{"b":2,"a":1}'
SELECT typeof(JSON '1'), typeof(json_extract('{"a":1}', '$.a')), typeof(CAST(1 AS json))
SELECT json_query('{"b":1,"a":[2]}', 'lax $.a'), json_value('{"a":1}', 'lax $.a'), json_exists('{"a":1}', 'lax $.b')
SELECT CAST(ROW(1, NULL, ARRAY['x']) AS json), CAST(ARRAY[ROW(1, 2)] AS json), CAST(MAP(ARRAY[2, 1], ARRAY['b', 'a']) AS json), CAST(ARRAY[NULL, 1] AS json)
-- values: percentiles and approximations
SELECT approx_percentile(x, 0.5) FROM (VALUES 1e0, 2e0, 3e0, 4e0) AS t(x)
SELECT approx_percentile(x, 1.5) FROM (VALUES 1, 2) AS t(x)
SELECT id, approx_percentile(qty, 0.5) OVER (ORDER BY id ROWS 2 PRECEDING) FROM sales WHERE id < 5 ORDER BY id
SELECT status, approx_percentile(qty, 0.5) FILTER (WHERE qty > 2) FROM sales GROUP BY status ORDER BY status
SELECT approx_distinct(status), approx_distinct(id), approx_distinct(note), approx_distinct(qty, 0.01), approx_distinct(flag), approx_distinct(price), approx_distinct(day), approx_distinct(placed_at) FROM sales
SELECT approx_distinct(x) FROM (SELECT 1 AS x WHERE false) AS t
SELECT approx_distinct(x) FROM (VALUES NULL, NULL) AS t(x)
SELECT status, approx_distinct(customer_id) FROM sales GROUP BY status ORDER BY status
SELECT id, approx_distinct(status) OVER (ORDER BY id) FROM sales WHERE id < 5 ORDER BY id
SELECT approx_distinct(id) FILTER (WHERE id < 10) FROM sales
SELECT approx_distinct(nan()), approx_distinct(ARRAY[1]) FROM sales
-- values: within queries
SELECT sum(price * DECIMAL '1.075'), avg(price * DECIMAL '0.5') FROM sales
SELECT id, price - DECIMAL '0.005' FROM sales WHERE price >= DECIMAL '9.50' ORDER BY id
SELECT CASE WHEN price > DECIMAL '5' THEN DECIMAL '0.1' ELSE DECIMAL '0.05' END * price FROM sales WHERE id < 4 ORDER BY id
SELECT DECIMAL '99999999999999999999.99' + 1
SELECT CAST(DECIMAL '3.14159' AS decimal(4,2)), CAST(2 AS decimal(10,4)) / 3
SELECT round(DECIMAL '2.5'), floor(DECIMAL '-1.5'), ceil(DECIMAL '1.2'), abs(DECIMAL '-7.10'), truncate(DECIMAL '3.99')
SELECT CAST(status AS char(4)) = 'paid', count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT upper(CAST(status AS varchar(1))) || lower(substr(status, 2)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY_CAST(status AS integer), TRY_CAST(note AS double), TRY_CAST(status AS boolean) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY_CAST(substr(note, 6) AS bigint) FROM sales WHERE id < 5 ORDER BY id
SELECT sum(TRY_CAST(regexp_extract(note, '\d+') AS integer)) FROM sales
SELECT CAST(note AS integer) FROM sales WHERE id = 1
SELECT CAST('TRUE' AS boolean), CAST('0' AS boolean), TRY_CAST('off' AS boolean), TRY_CAST('' AS boolean)
SELECT CAST(' 1.5' AS double), CAST('1.5 ' AS double), CAST('-.5' AS double), CAST('1.' AS double)
SELECT CAST('12abc' AS bigint)
SELECT CAST(9.99e0 AS integer), CAST(-0.4e0 AS bigint), CAST(1e3 AS smallint), CAST(2147483647.4e0 AS integer)
SELECT CAST(weight AS decimal(5,1)), CAST(weight AS varchar), CAST(price AS varchar) FROM sales WHERE id = 9
SELECT weight > 3, weight <= 3, NOT weight > 3, weight BETWEEN 1 AND 3 FROM sales WHERE id IN (2, 8) ORDER BY id
SELECT count(*) FROM sales WHERE weight / nullif(weight - 1, 0) > 1
SELECT count(*) FROM sales WHERE NOT (sqrt(weight - 5) >= 2)
SELECT count(*) FROM sales WHERE sqrt(weight - 5) < 2 OR sqrt(weight - 5) > 3
SELECT a.id FROM sales a JOIN sales b ON a.weight = b.weight * 2 WHERE b.id < 4 ORDER BY 1
SELECT a.id, b.id FROM sales a LEFT JOIN sales b ON a.weight = b.weight + 20 WHERE a.id > 38 AND a.id < 42 ORDER BY 1
SELECT max(weight), min(weight), max(sqrt(weight - 10)), min(sqrt(weight - 10)) FROM sales
SELECT status, max(ln(weight)), max(weight) FILTER (WHERE id > 5) FROM sales GROUP BY status ORDER BY status
SELECT id, max(weight) OVER (ORDER BY id ROWS 1 PRECEDING) FROM sales WHERE id < 4 ORDER BY id
SELECT status FROM sales GROUP BY status HAVING max(weight) > 24 ORDER BY 1
SELECT max_by(status, weight), min_by(id, -weight) FROM sales
SELECT greatest(weight, 3), least(weight, 3), greatest(weight, qty, 1.5) FROM sales WHERE id IN (3, 9) ORDER BY id
SELECT nullif(weight, 1), coalesce(nullif(weight, 1), -1) FROM sales WHERE id < 4 ORDER BY id
SELECT sign(weight - 1), sign(-2.5e0), sign(0e0) FROM sales WHERE id < 4 ORDER BY id
SELECT (qty, status) = (3, 'paid') FROM sales WHERE id < 3 ORDER BY id
SELECT count(*) FROM sales WHERE (customer_id, status) IN ((1, 'paid'), (2, 'shipped'), (3, NULL))
SELECT count(*) FROM sales WHERE (customer_id, note) NOT IN ((1, 'note 1'), (2, 'note 2'))
SELECT ROW(1, ROW(2, NULL)) = ROW(1, ROW(2, 3)), ROW(1, ROW(3, NULL)) = ROW(1, ROW(2, 3)), ROW(1, ARRAY[NULL]) = ROW(1, ARRAY[2])
SELECT count(*) FROM sales WHERE tags = ARRAY['x'], 1
SELECT count(*) FROM sales WHERE tags = ARRAY['x']
SELECT count(*) FROM sales WHERE tags IN (ARRAY['x'], ARRAY['x', 'y'])
SELECT count(*) FROM sales WHERE tags <> ARRAY[]
SELECT tags, count(*) FROM sales GROUP BY tags HAVING tags = ARRAY['x', 'y', 'z']
SELECT count(*) FROM sales WHERE any_match(tags, t -> t = 'y'), 2
SELECT count(*) FROM sales WHERE any_match(tags, t -> t = 'y') AND NOT all_match(tags, t -> t = 'x')
SELECT none_match(tags, t -> t = 'z'), contains(tags, 'y'), arrays_overlap(tags, ARRAY['z', NULL]) FROM sales WHERE id < 4 ORDER BY id
SELECT regexp_extract(status, '^(p)(l)?', 2), regexp_extract(status, '(q)?', 1), regexp_extract(status, 'p(\w)') FROM sales WHERE id < 3 ORDER BY id
SELECT regexp_extract_all(note, '(\d)(x)?', 2), regexp_extract_all(note, '\w+') FROM sales WHERE id IN (1, 11) ORDER BY id
SELECT regexp_replace('2024-01-31', '(\d+)-(\d+)-(\d+)', '$3.$2.$1'), regexp_replace('a  b   c', '\s+', ' '), regexp_replace('abc', '[b-c]'), regexp_replace('$5', '\$', 'USD ')
SELECT regexp_replace('x1y22', '\d*', '.'), regexp_replace('  a ', '^\s+|\s+$'), regexp_replace('abc', '$', '!'), regexp_replace('abc', '^', '>')
SELECT regexp_replace('John Smith', '(?<first>\w+) (?<last>\w+)', '${last}, ${first}')
SELECT regexp_replace(NULL, 'a', 'b'), regexp_replace('a', NULL, 'b'), regexp_replace('a', 'a', NULL)
SELECT regexp_position('hello world', 'o'), regexp_position('hello world', 'o', 6), regexp_position('hello', 'l', 1, 2), regexp_position('abc', '\bc')
SELECT regexp_like(status, 'p.*d'), regexp_count(status, 'p'), regexp_split(status, 'i') FROM sales WHERE id < 3 ORDER BY id
SELECT trim(note), trim(BOTH ' ' FROM '  x '), rtrim(status || '  '), ltrim('  ' || status) FROM sales WHERE id = 1
SELECT upper(status), upper(note), upper('groß'), lower('GROSS') FROM sales WHERE id = 1
SELECT status FROM sales WHERE upper(status) = 'PAID' GROUP BY 1
SELECT substr('hello', -3), substr('hello', -3, 2), substr('hello', 2, 0), substr('hello', 5, 10), substr('hello', 6), substr('', 1)
SELECT substring(status, -2, 1), substring(status FROM 2 FOR 2) FROM sales WHERE id < 2 ORDER BY id
SELECT 'x' || CAST(1e0 / 3 AS varchar), CAST(100e0 AS varchar), CAST(0.5e0 AS varchar), CAST(-1e-10 AS varchar), CAST(12345678e0 AS varchar)
SELECT concat(status, ':', CAST(weight * 2 AS varchar)) FROM sales WHERE id = 3
SELECT array_join(ARRAY[1, 2.5], '|'), array_join(ARRAY[DATE '2024-01-01'], ','), array_join(ARRAY['a', NULL, 'c'], '-'), array_join(ARRAY[1e0, NULL], ',', 'n')
SELECT JSON '{"y": [1, {"z": 1, "a": 2}], "x": "ü"}', JSON '  "text" ', JSON '1.50', JSON 'true'
SELECT JSON '{"a": 1, "b": [1, 2]}' = JSON '{ "b":[1,2], "a":1 }'
SELECT CAST(MAP(ARRAY['z', 'y'], ARRAY[ARRAY[1], ARRAY[2]]) AS json), CAST(map_agg(status, qty) AS json) IS NOT NULL FROM sales
SELECT CAST(json_extract('{"a": "x"}', '$.a') AS varchar), CAST(json_parse('12') AS varchar), CAST(json_parse('null') AS varchar)
SELECT CAST(json_extract('{"a": 5}', '$.a') AS integer), CAST(json_extract('{"a": "5"}', '$.a') AS bigint), CAST(JSON '[1, 2]' AS array(bigint))
SELECT approx_distinct(customer_id), approx_distinct(qty), approx_distinct(tags), approx_distinct(weight) FROM sales
SELECT status, approx_distinct(day), approx_distinct(note) FROM sales GROUP BY status ORDER BY status
SELECT approx_distinct(id) FROM sales HAVING approx_distinct(id) > 10
SELECT approx_distinct(DISTINCT status), count(*) FROM sales
SELECT flag, approx_percentile(id, 0.5), approx_percentile(id, 0.95) FROM sales GROUP BY flag ORDER BY flag
SELECT approx_percentile(qty, 0.25), approx_percentile(qty, 1.0), approx_percentile(qty, 0), approx_percentile(id, 0.333) FROM sales
SELECT approx_percentile(id, ARRAY[0.1, 0.5, 0.9]) FROM sales
SELECT SMALLINT '100' * 1000, TINYINT '5' - 200, 300 + TINYINT '1', CAST(7 AS tinyint) % 300, CAST(100 AS smallint) * 400 / 4
SELECT CAST(1 AS smallint) + CAST(1 AS tinyint), typeof(CAST(1 AS smallint) * 5), sum(CAST(qty AS tinyint)) FROM sales
SELECT 1 / 3e0 = 0.3333333333333333e0, 0.1e0 + 0.2e0 > 0.3e0, 1e308 * 10 > 1e308
SELECT ln(10), log10(0.001e0), log2(8), sqrt(2), acos(1), asin(-1), ln(qty) FROM sales WHERE id = 1
SELECT log10(qty), ln(qty) FROM sales WHERE id IN (0, 1) ORDER BY id
SELECT replace('abcabc', 'bc', ''), replace(status, '', '_') FROM sales WHERE id = 1
SELECT lpad(status, 3, '*'), rpad(status, 8, '.-') FROM sales WHERE id = 0
-- text
SELECT 'a' || 'b', concat('a', 'b', 'c'), 'a' || NULL
SELECT concat('a', NULL)
SELECT concat_ws(',', 'a', NULL, 'b'), concat_ws('-', ARRAY['x', 'y'])
SELECT upper('aä'), lower('AÄ'), length('häh'), reverse('abc')
SELECT substr('hello', 2), substr('hello', 2, 3), substring('hello', -3), substring('hello', -3, 2), substr('hello', 0)
SELECT substring('hello' FROM 2 FOR 3), position('l' IN 'hello'), strpos('hello', 'l'), strpos('hello', 'z')
SELECT strpos('banana', 'a', 2), strpos('banana', 'a', -1)
SELECT trim('  a '), ltrim('  a '), rtrim(' a  '), trim(BOTH 'x' FROM 'xax'), trim(LEADING FROM '  a'), ltrim('xxa', 'x')
SELECT lpad('a', 3, 'x'), rpad('a', 3, 'xy'), lpad('abc', 2, 'x'), rpad('abc', 2, 'x')
SELECT replace('banana', 'an', 'x'), replace('banana', 'an'), translate('abc', 'ab', 'xy')
SELECT split('a,b,c', ','), split('a,b,c', ',', 2), split_part('a,b,c', ',', 2), split_part('a,b', ',', 5)
SELECT split_part('a,b', ',', 0)
SELECT split_to_map('a=1,b=2', ',', '=')
SELECT starts_with('hello', 'he'), chr(65), codepoint('A')
SELECT 'hello' LIKE 'h%', 'hello' LIKE 'h_llo', '10%' LIKE '10#%' ESCAPE '#', 'x' NOT LIKE 'y'
SELECT regexp_like('abc123', '\d+'), regexp_like('abc', '^b')
SELECT regexp_extract('abc123', '\d+'), regexp_extract('abc123', '([a-z]+)(\d+)', 2), regexp_extract('abc', '\d')
SELECT regexp_extract_all('a1b22', '\d+'), regexp_extract_all('a1b22', '([a-z])(\d+)', 1)
SELECT regexp_replace('a1b22', '\d+'), regexp_replace('a1b22', '\d+', 'x'), regexp_replace('a1b22', '([a-z])(\d+)', '$2$1')
SELECT regexp_split('a1b22c', '\d+'), regexp_count('a1b22', '\d+'), regexp_position('a1b22', '\d')
SELECT word_stem('running')
SELECT normalize('ä', NFD) = 'ä', length(normalize('ä', NFC))
SELECT soundex('Robert'), luhn_check('79927398713')
SELECT format('%s-%d', 'a', 5), format('%.2f', 3.14159e0), format('%05d', 42), format('%,d', 1234567)
SELECT format_number(1234567), format_number(1500)
SELECT to_utf8('a'), from_utf8(to_utf8('ä')), to_hex(to_utf8('a')), from_hex('6162')
SELECT to_base64(to_utf8('abc')), from_base64('YWJj'), to_base64url(to_utf8('a?>')), to_base32(to_utf8('abc'))
SELECT X'00ff', length(X'00ff'), to_hex(X'00ff')
SELECT to_hex(md5(to_utf8('a'))), to_hex(sha1(to_utf8('a'))), to_hex(sha256(to_utf8('a')))
SELECT to_hex(sha512(to_utf8('a'))), crc32(to_utf8('a')), to_hex(xxhash64(to_utf8('a')))
SELECT md5('a')
SELECT to_big_endian_64(1), from_big_endian_64(to_big_endian_64(1))
SELECT length('a'), length(to_utf8('ä'))
SELECT url_extract_host('http://a.b:80/p?q=1#f'), url_extract_port('http://a.b:80/p?q=1#f'), url_extract_path('http://a.b:80/p?q=1#f')
SELECT url_extract_protocol('http://a.b/p'), url_extract_query('http://a.b/p?q=1'), url_extract_fragment('http://a.b/p#f'), url_extract_parameter('http://a.b/p?q=1&r=2', 'r')
SELECT url_encode('a b&c'), url_decode('a%20b%26c')
SELECT 'it''s', U&'\00e4', 'ünïcödé'
SELECT status, length(status) FROM sales GROUP BY status ORDER BY status
SELECT upper(status) AS Upper_Status FROM sales WHERE id = 1
SELECT cast(5 AS varchar), cast(1.50 AS varchar), cast(true AS varchar), cast(1e0 AS varchar), cast(date '2024-01-02' AS varchar)
SELECT cast(1e10 AS varchar), cast(1.5e0 AS varchar), cast(0.1e0 AS varchar)
SELECT cast('abc' AS varchar(2)), cast('ab' AS char(4)) || 'x'
SELECT 'a' < 'b', 'A' < 'a', 'a' = 'a ', '' IS NULL
SELECT max(note), min(note) FROM sales
SELECT count(note) FROM sales WHERE note LIKE 'note 1%'
SELECT array_join(array_agg(status ORDER BY id), '-') FROM sales WHERE id < 4
SELECT listagg(status, ',') WITHIN GROUP (ORDER BY id) FROM sales WHERE id < 4
SELECT customer_id, listagg(DISTINCT status, ';') WITHIN GROUP (ORDER BY status) FROM sales GROUP BY customer_id ORDER BY customer_id
SELECT listagg(note, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY id) FROM sales WHERE id < 6
SELECT regexp_like(note, '^note [1-3]$') FROM sales WHERE id < 6 ORDER BY id
SELECT repeat('a', 3)
SELECT repeat(1, 3)
SELECT length(NULL), upper(NULL)
SELECT translate('hello', 'l', '')
SELECT 'a' 'b'
SELECT substring('hello', 10), substr('', 1, 1)
SELECT json_parse('{"a": 1}'), json_format(json_parse('{"a": [1, 2]}'))
SELECT json_extract('{"a": {"b": 1}}', '$.a.b'), json_extract_scalar('{"a": {"b": "x"}}', '$.a.b'), json_extract_scalar('{"a": 1}', '$.b')
SELECT json_array_length('[1, 2, 3]'), json_array_get('[1, 2, 3]', 1), json_array_contains('[1, 2, 3]', 2), json_size('{"a": {"b": 1}}', '$.a')
SELECT is_json_scalar('1'), is_json_scalar('[1]')
SELECT cast(json_parse('[1, 2]') AS array(integer)), cast(json_parse('{"a": 1}') AS map(varchar, integer))
SELECT cast(ARRAY[1, 2] AS json), cast(MAP(ARRAY['a'], ARRAY[1]) AS json), cast('a' AS json), cast(1 AS json)
SELECT json_format(cast(ROW(1, 'a') AS json))
SELECT json_extract('not json', '$.a')
SELECT json_parse('not json')
SELECT json_value('{"a": 1}', 'lax $.a'), json_exists('{"a": 1}', 'lax $.a')
SELECT json_query('{"a": [1, 2]}', 'lax $.a')
SELECT json_object('a' : 1), json_array(1, 2)
SELECT JSON '{"a": 1}'
SELECT json_extract_scalar(JSON '{"a": [10, 20]}', '$.a[1]')
-- dates
SELECT date '2024-02-29', timestamp '2024-01-02 03:04:05', timestamp '2024-01-02 03:04:05.678', time '03:04:05'
SELECT timestamp '2024-01-02 03:04:05 UTC', timestamp '2024-01-02 03:04:05 Europe/Berlin', timestamp '2024-01-02 03:04:05 +02:00'
SELECT timestamp '2024-01-02 03:04:05 Europe/Berlin' AT TIME ZONE 'America/New_York'
SELECT timestamp '2024-01-02 03:04:05 UTC' AT TIME ZONE 'Asia/Tokyo'
SELECT at_timezone(timestamp '2024-01-02 03:04:05 UTC', 'Asia/Tokyo'), with_timezone(timestamp '2024-01-02 03:04:05', 'Asia/Tokyo')
SELECT placed_at AT TIME ZONE 'America/Sao_Paulo' FROM sales WHERE id < 4 ORDER BY id
SELECT date(placed_at AT TIME ZONE 'America/Sao_Paulo'), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT CAST(placed_at AT TIME ZONE 'America/Sao_Paulo' AS date) AS d, sum(price) FROM sales GROUP BY 1 ORDER BY 1
SELECT hour(placed_at AT TIME ZONE 'Asia/Tokyo') FROM sales WHERE id < 4 ORDER BY id
SELECT date_trunc('day', placed_at AT TIME ZONE 'Asia/Tokyo') FROM sales WHERE id < 4 ORDER BY id
SELECT CAST(timestamp '2024-01-02 23:30:00 -05:00' AS date)
SELECT CAST(placed_at AS date), CAST(local_at AS date), date(day) FROM sales WHERE id < 5 ORDER BY id
SELECT CAST(timestamp '2024-01-02 03:04:05' AS varchar), CAST(timestamp '2024-01-02 03:04:05 UTC' AS varchar)
SELECT CAST(date '2024-01-02' AS timestamp), CAST('2024-01-02' AS date), CAST('2024-01-02 03:04:05' AS timestamp)
SELECT CAST('2024-13-02' AS date)
SELECT CAST('2024-01-02 03:04:05.123456' AS timestamp(6)), CAST(timestamp '2024-01-02 03:04:05.678' AS timestamp(0))
SELECT date_diff('day', date '2024-01-01', date '2024-03-01'), date_diff('month', date '2024-01-31', date '2024-02-29'), date_diff('year', date '2023-06-01', date '2024-05-31')
SELECT date_diff('hour', timestamp '2024-01-01 00:59:00', timestamp '2024-01-01 02:00:00'), date_diff('day', timestamp '2024-01-01 23:00:00', timestamp '2024-01-02 22:00:00')
SELECT date_diff('week', date '2024-01-01', date '2024-01-14'), date_diff('quarter', date '2024-01-15', date '2024-04-14')
SELECT date_diff('day', date '2024-03-01', date '2024-01-01'), date_diff('second', timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 00:01:01.9'), date_diff('millisecond', timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 00:00:01.5')
SELECT date_diff('day', placed_at, timestamp '2024-02-01 00:00:00 UTC') FROM sales WHERE id < 5 ORDER BY id
SELECT date_diff('fortnight', date '2024-01-01', date '2024-01-14')
SELECT date_add('day', 3, date '2024-02-27'), date_add('month', 1, date '2024-01-31'), date_add('year', -1, date '2024-02-29')
SELECT date_add('hour', 5, timestamp '2024-01-01 22:00:00'), date_add('minute', -90, timestamp '2024-01-01 00:00:00'), date_add('millisecond', 5, timestamp '2024-01-01 00:00:00.000')
SELECT date_add('week', 1, date '2024-01-01'), date_add('quarter', 1, date '2024-01-31')
SELECT date_add('day', qty, day) FROM sales WHERE id < 5 ORDER BY id
SELECT date '2024-01-31' + interval '1' month, date '2024-01-31' - interval '1' day, timestamp '2024-01-31 00:00:00' + interval '36' hour
SELECT date '2024-01-31' - date '2024-01-01'
SELECT timestamp '2024-01-02 00:00:00' - timestamp '2024-01-01 12:00:00'
SELECT interval '2' day, interval '1' month, interval '1-2' year to month, interval '1 02:03:04' day to second
SELECT interval '2' day * 3, interval '10' minute + interval '30' second, -interval '1' hour
SELECT date_trunc('month', date '2024-02-15'), date_trunc('week', date '2024-02-15'), date_trunc('quarter', date '2024-02-15'), date_trunc('year', date '2024-02-15')
SELECT date_trunc('hour', timestamp '2024-02-15 10:11:12'), date_trunc('day', timestamp '2024-02-15 10:11:12'), date_trunc('minute', timestamp '2024-02-15 10:11:12')
SELECT date_trunc('month', placed_at), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT date_trunc('week', day) AS w, sum(qty) FROM sales GROUP BY date_trunc('week', day) ORDER BY w
SELECT date_trunc('fortnight', date '2024-02-15')
SELECT day_of_week(date '2024-01-01'), dow(date '2024-01-07'), day_of_year(date '2024-03-01'), doy(date '2024-12-31'), day_of_month(date '2024-03-09')
SELECT year(date '2024-03-01'), month(date '2024-03-01'), day(date '2024-03-09'), quarter(date '2024-05-01'), week(date '2024-01-01'), week_of_year(date '2023-01-01')
SELECT year_of_week(date '2023-01-01'), yow(date '2024-12-30'), last_day_of_month(date '2024-02-10')
SELECT hour(timestamp '2024-01-01 10:11:12.345'), minute(timestamp '2024-01-01 10:11:12.345'), second(timestamp '2024-01-01 10:11:12.345'), millisecond(timestamp '2024-01-01 10:11:12.345')
SELECT extract(year FROM date '2024-03-01'), extract(dow FROM date '2024-01-07'), extract(day_of_week FROM date '2024-01-07'), extract(doy FROM date '2024-03-01'), extract(week FROM date '2024-03-01')
SELECT extract(hour FROM timestamp '2024-01-01 10:11:12'), extract(minute FROM timestamp '2024-01-01 10:11:12'), extract(second FROM timestamp '2024-01-01 10:11:12')
SELECT extract(timezone_hour FROM timestamp '2024-01-01 10:11:12 +05:30'), timezone_minute(timestamp '2024-01-01 10:11:12 +05:30')
SELECT day_of_week(day), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT hour(placed_at), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT date_format(timestamp '2024-01-02 03:04:05.678', '%Y-%m-%d %H:%i:%s'), date_format(timestamp '2024-01-02 15:04:05', '%W %M %e %Y %h:%i %p'), date_format(date '2024-01-02', '%d/%m/%y')
SELECT date_format(timestamp '2024-01-02 03:04:05', '%a %b %j %c %k %l %T %r %f %v %x %%')
SELECT date_format(placed_at, '%Y-%m'), count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT date_parse('2024-01-02 03:04', '%Y-%m-%d %H:%i'), date_parse('02/01/2024', '%d/%m/%Y')
SELECT date_parse('x', '%Y')
SELECT format_datetime(timestamp '2024-01-02 03:04:05', 'yyyy-MM-dd HH:mm:ss'), format_datetime(timestamp '2024-01-02 15:04:05', 'EEEE, d MMMM yyyy hh:mm a')
SELECT format_datetime(date '2024-01-02', 'yyyyMMdd'), format_datetime(placed_at, 'yyyy-MM') FROM sales WHERE id = 1
SELECT parse_datetime('2024-01-02 03:04:05', 'yyyy-MM-dd HH:mm:ss')
SELECT from_unixtime(0), from_unixtime(1704164645.5), to_unixtime(timestamp '2024-01-02 03:04:05 UTC'), to_unixtime(timestamp '2024-01-02 03:04:05')
SELECT from_unixtime(1704164645, 'Asia/Tokyo'), from_unixtime_nanos(1704164645123456789)
SELECT from_iso8601_timestamp('2024-01-02T03:04:05Z'), from_iso8601_timestamp('2024-01-02T03:04:05+02:00'), from_iso8601_date('2024-01-02')
SELECT to_iso8601(timestamp '2024-01-02 03:04:05'), to_iso8601(date '2024-01-02'), to_iso8601(timestamp '2024-01-02 03:04:05 UTC')
SELECT to_milliseconds(interval '1' second), human_readable_seconds(3700)
SELECT parse_duration('3.5m')
SELECT current_date = date(current_timestamp), now() = current_timestamp, localtimestamp IS NOT NULL, localtime IS NOT NULL, current_time IS NOT NULL
SELECT current_timezone()
SELECT date '2024-01-01' < date '2024-01-02', date '2024-01-01' = timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 00:00:00' < timestamp '2024-01-01 00:00:00 +01:00'
SELECT date '2024-01-01' = '2024-01-01'
SELECT count(*) FROM sales WHERE day = '2024-01-04'
SELECT count(*) FROM sales WHERE day >= date '2024-02-01' AND day < date '2024-02-01' + interval '1' month
SELECT count(*) FROM sales WHERE placed_at >= timestamp '2024-01-05 00:00:00 UTC'
SELECT count(*) FROM sales WHERE placed_at >= timestamp '2024-01-05 00:00:00'
SELECT count(*) FROM sales WHERE placed_at BETWEEN timestamp '2024-01-05 00:00:00 Europe/Berlin' AND timestamp '2024-01-08 00:00:00 Europe/Berlin'
SELECT min(placed_at), max(placed_at), max(day) - interval '7' day FROM sales
SELECT local_at, placed_at FROM sales WHERE id = 3
SELECT date_add('day', -30, current_date) < current_date
SELECT sequence(date '2024-01-01', date '2024-01-04'), sequence(date '2024-01-01', date '2024-03-01', interval '1' month)
SELECT d FROM UNNEST(sequence(date '2024-01-01', date '2024-01-03', interval '1' day)) AS t(d) ORDER BY d
SELECT timestamp '2024-01-02 03:04:05.123456789'
SELECT time '03:04:05' + interval '1' hour, cast('03:04' AS time), cast(timestamp '2024-01-02 03:04:05' AS time)
SELECT date('2024-01-02'), timestamp '2024-01-02', date '2024-1-2'
SELECT date 'nonsense'
SELECT year('2024-01-01')
SELECT day + 1 FROM sales
SELECT day - 1 FROM sales
SELECT date_diff('day', '2024-01-01', '2024-01-02')
-- arrays, maps, rows
SELECT ARRAY[1, 2, 3], ARRAY['a'], ARRAY[], ARRAY[ARRAY[1], ARRAY[2, 3]]
SELECT ARRAY[1, 2, 3][1], element_at(ARRAY[1, 2, 3], -1), element_at(ARRAY[1], 5)
SELECT ARRAY[1, 2, 3][5]
SELECT ARRAY[1, 2, 3][0]
SELECT ARRAY[1, 'a']
SELECT ARRAY[1, 2] || ARRAY[3], ARRAY[1] || 2, 0 || ARRAY[1]
SELECT cardinality(ARRAY[1, 2]), cardinality(MAP(ARRAY['a'], ARRAY[1])), cardinality(NULL)
SELECT contains(ARRAY[1, 2], 2), contains(ARRAY[1, NULL], 2), contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])
SELECT array_distinct(ARRAY[1, 2, 1]), array_sort(ARRAY[3, 1, 2]), array_sort(ARRAY[3, NULL, 1]), array_max(ARRAY[1, 5, 2]), array_min(ARRAY[4, 2])
SELECT array_max(ARRAY[1, NULL]), array_min(ARRAY[1, NULL])
SELECT array_sort(ARRAY['bb', 'a', 'ccc'], (x, y) -> IF(length(x) < length(y), 1, IF(length(x) = length(y), 0, -1)))
SELECT array_position(ARRAY['a', 'b'], 'b'), array_position(ARRAY['a'], 'z'), array_remove(ARRAY[1, 2, 1], 1), arrays_overlap(ARRAY[1, 2], ARRAY[2, 3])
SELECT array_union(ARRAY[1, 2], ARRAY[2, 3]), array_intersect(ARRAY[1, 2], ARRAY[2, 3]), array_except(ARRAY[1, 2], ARRAY[2, 3])
SELECT array_join(ARRAY[1, 2, NULL], ','), array_join(ARRAY['a', NULL], ',', '?')
SELECT slice(ARRAY[1, 2, 3, 4], 2, 2), slice(ARRAY[1, 2, 3], -2, 2), reverse(ARRAY[1, 2, 3]), flatten(ARRAY[ARRAY[1], ARRAY[2]]), concat(ARRAY[1], ARRAY[2])
SELECT sequence(1, 5), sequence(1, 10, 3), sequence(5, 1)
SELECT transform(ARRAY[1, 2, 3], x -> x * 2), filter(ARRAY[1, 2, 3], x -> x > 1), reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s)
SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10), reduce(ARRAY[], 5, (s, x) -> s, s -> s)
SELECT any_match(ARRAY[1, 2], x -> x > 1), all_match(ARRAY[1, 2], x -> x > 1), none_match(ARRAY[1, 2], x -> x > 5)
SELECT transform(tags, t -> upper(t)), cardinality(filter(tags, t -> t <> 'x')) FROM sales WHERE id < 5 ORDER BY id
SELECT zip(ARRAY[1, 2], ARRAY['a', 'b']), zip_with(ARRAY[1, 2], ARRAY[10, 20], (x, y) -> x + y)
SELECT shuffle(ARRAY[1]), trim_array(ARRAY[1, 2, 3], 1), combinations(ARRAY['a', 'b', 'c'], 2), ngrams(ARRAY['a', 'b', 'c'], 2)
SELECT repeat('x', 2), array_agg(x) FROM (VALUES 1, 2) AS t(x)
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(ARRAY['a'], ARRAY[1])['a'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'z')
SELECT MAP(ARRAY['a'], ARRAY[1])['z']
SELECT MAP(), map_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_entries(MAP(ARRAY['a'], ARRAY[1]))
SELECT map_from_entries(ARRAY[ROW('a', 1), ROW('b', 2)]), map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]))
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1), transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1), transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> upper(k))
SELECT map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]), (k, v1, v2) -> v1 + v2), multimap_from_entries(ARRAY[ROW('a', 1), ROW('a', 2)])
SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])
SELECT ROW(1, 'a'), ROW(1, 'a')[1], CAST(ROW(1, 'a') AS ROW(x integer, y varchar)), CAST(ROW(1, 'a') AS ROW(x integer, y varchar)).x
SELECT r.x FROM (SELECT CAST(ROW(1, 'a') AS ROW(x integer, y varchar)) AS r) AS t
SELECT (1, 'a'), (1, 2) = (1, 2), ROW(1, 2) < ROW(1, 3)
SELECT CAST(ARRAY[1, 2] AS array(varchar)), CAST(ARRAY['1'] AS array(integer)), CAST(MAP(ARRAY['a'], ARRAY['1']) AS map(varchar, integer))
SELECT x FROM UNNEST(ARRAY[3, 1, 2]) AS t(x) ORDER BY x
SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY n
SELECT x, y FROM UNNEST(ARRAY[1, 2], ARRAY['a', 'b', 'c']) AS t(x, y) ORDER BY y
SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(k, v) ORDER BY k
SELECT * FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t(x, y) ORDER BY x
SELECT id, t FROM sales CROSS JOIN UNNEST(tags) AS u(t) WHERE id < 6 ORDER BY id, t
SELECT id, t, n FROM sales CROSS JOIN UNNEST(tags) WITH ORDINALITY AS u(t, n) WHERE id < 6 ORDER BY id, n
SELECT id, t FROM sales LEFT JOIN UNNEST(tags) AS u(t) ON true WHERE id < 6 ORDER BY id, t
SELECT t, count(*) FROM sales, UNNEST(tags) AS u(t) GROUP BY t ORDER BY t
SELECT * FROM UNNEST(ARRAY[1, 2])
SELECT tags[1], cardinality(tags) FROM sales WHERE id = 2
SELECT count(*) FROM sales WHERE contains(tags, 'y')
SELECT array_agg(id ORDER BY id DESC) FROM sales WHERE id < 5
SELECT array_agg(DISTINCT status ORDER BY status) FROM sales
SELECT map_agg(status, id) FROM sales WHERE id < 3
SELECT multimap_agg(status, id) FROM sales WHERE id < 3
SELECT histogram(status) FROM sales
SELECT map_union(m) FROM (VALUES MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2])) AS t(m)
SELECT numeric_histogram(2, weight) FROM sales
SELECT array_histogram(ARRAY[1, 1, 2])
SELECT ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1, 2] < ARRAY[1, 3], MAP(ARRAY['a'], ARRAY[1]) = MAP(ARRAY['a'], ARRAY[1])
SELECT transform(ARRAY[1, 2], x -> x + qty) FROM sales WHERE id = 1
SELECT split('a b', ' ')[2]
SELECT element_at(split('a b', ' '), 3)
SELECT transform(ARRAY[ARRAY[1, 2], ARRAY[3]], a -> reduce(a, 0, (s, x) -> s + x, s -> s))
SELECT dot_product(ARRAY[1.0, 2.0], ARRAY[3.0, 4.0]), euclidean_distance(ARRAY[1.0, 2.0], ARRAY[4.0, 6.0])
-- aggregates
SELECT count(*), count(note), count(DISTINCT status), sum(qty), avg(qty), min(qty), max(qty) FROM sales
SELECT sum(id), sum(price), avg(price), sum(weight), avg(weight), min(price), max(weight) FROM sales
SELECT sum(qty) FROM sales WHERE false
SELECT count(*) FROM sales WHERE false
SELECT count_if(flag), bool_and(flag), bool_or(flag), every(flag) FROM sales
SELECT stddev(qty), stddev_pop(qty), stddev_samp(qty), variance(qty), var_pop(qty), var_samp(qty) FROM sales
SELECT corr(qty, weight), covar_pop(qty, weight), covar_samp(qty, weight), regr_slope(qty, weight), regr_intercept(qty, weight) FROM sales
SELECT skewness(qty), kurtosis(qty), geometric_mean(id) FROM sales
SELECT max_by(status, id), min_by(status, id), max_by(id, weight, 2) FROM sales
SELECT max(id, 3), min(id, 2) FROM sales
SELECT arbitrary(status) IS NOT NULL, any_value(status) IS NOT NULL FROM sales
SELECT approx_distinct(status) FROM sales
SELECT approx_percentile(id, 0.5) FROM sales
SELECT approx_percentile(id, ARRAY[0.25, 0.75]) FROM sales
SELECT checksum(id) IS NOT NULL FROM sales
SELECT bitwise_and_agg(qty), bitwise_or_agg(qty), bitwise_xor_agg(qty) FROM sales
SELECT status, count(*), sum(price), avg(price) FROM sales GROUP BY status ORDER BY status
SELECT status, count(*) FILTER (WHERE flag), sum(qty) FILTER (WHERE qty > 3) FROM sales GROUP BY status ORDER BY status
SELECT sum(DISTINCT qty), avg(DISTINCT qty), count(DISTINCT customer_id) FROM sales
SELECT status, flag, count(*) FROM sales GROUP BY ROLLUP(status, flag) ORDER BY status, flag
SELECT status, flag, count(*) FROM sales GROUP BY CUBE(status, flag) ORDER BY status, flag
SELECT status, flag, grouping(status, flag), count(*) FROM sales GROUP BY GROUPING SETS ((status), (flag), ()) ORDER BY 3, 1, 2
SELECT status FROM sales GROUP BY status HAVING count(*) > 10 ORDER BY status
SELECT status, sum(qty) AS s FROM sales GROUP BY status HAVING sum(qty) > 10 ORDER BY s DESC
SELECT status, qty FROM sales GROUP BY status
SELECT sum(status) FROM sales
SELECT avg(status) FROM sales
SELECT sum(x) FROM (VALUES 9223372036854775807, 1) AS t(x)
SELECT sum(x) FROM (VALUES 2147483647, 1) AS t(x)
SELECT avg(x) FROM (VALUES 1, 2) AS t(x)
SELECT avg(x) FROM (VALUES 1.0, 2.5, 2.0) AS t(x)
SELECT sum(x) FROM (VALUES 1.5, 2.25) AS t(x)
SELECT sum(x) FROM (VALUES CAST(1.5 AS real), CAST(2.25 AS real)) AS t(x)
SELECT count(*) FROM (SELECT DISTINCT status, flag FROM sales) AS t
SELECT sum(price * qty) FROM sales
SELECT status, sum(price * qty) / sum(qty) AS per_unit FROM sales GROUP BY status ORDER BY status
SELECT sum(if(flag, 1, 0)), sum(CASE WHEN flag THEN price ELSE 0 END) FROM sales
SELECT customer_id, max(placed_at) FROM sales GROUP BY customer_id ORDER BY customer_id
SELECT reduce_agg(qty, 0, (a, b) -> a + b, (a, b) -> a + b) FROM sales
SELECT approx_most_frequent(2, status, 10) FROM sales
SELECT sum(count(*)) OVER () FROM sales GROUP BY status
SELECT count(*) * 1.0 / (SELECT count(*) FROM sales) FROM sales WHERE flag
SELECT avg(CAST(qty AS double)), avg(CAST(qty AS decimal(10,3))) FROM sales
SELECT min(status, 2) FROM sales
SELECT GROUPING(status) FROM sales GROUP BY status ORDER BY 1
SELECT merge(approx_set(id)) IS NOT NULL FROM sales
SELECT cardinality(approx_set(status)) FROM sales
SELECT array_agg(qty) FILTER (WHERE id < 4) IS NOT NULL FROM sales
-- windows
SELECT id, row_number() OVER (ORDER BY id DESC) FROM sales WHERE id < 5 ORDER BY id
SELECT id, rank() OVER (ORDER BY qty), dense_rank() OVER (ORDER BY qty) FROM sales WHERE id < 8 ORDER BY id
SELECT id, percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id), ntile(3) OVER (ORDER BY id) FROM sales WHERE id < 8 ORDER BY id
SELECT id, lag(qty) OVER (ORDER BY id), lead(qty, 2) OVER (ORDER BY id), lag(qty, 1, 0) OVER (ORDER BY id) FROM sales WHERE id < 6 ORDER BY id
SELECT id, first_value(qty) OVER (ORDER BY id), last_value(qty) OVER (ORDER BY id), nth_value(qty, 2) OVER (ORDER BY id) FROM sales WHERE id < 5 ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id), avg(qty) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM sales WHERE id < 6 ORDER BY id
SELECT id, sum(price) OVER (PARTITION BY status ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales WHERE id < 8 ORDER BY id
SELECT id, avg(price) OVER (PARTITION BY status) FROM sales WHERE id < 8 ORDER BY id
SELECT id, lag(note) IGNORE NULLS OVER (ORDER BY id) FROM sales WHERE id < 8 ORDER BY id
SELECT id, first_value(note) IGNORE NULLS OVER (ORDER BY id) FROM sales WHERE id < 8 ORDER BY id
SELECT status, sum(qty) AS s, sum(qty) * 100.0 / sum(sum(qty)) OVER () AS pct FROM sales GROUP BY status ORDER BY status
SELECT id, count(*) OVER (PARTITION BY status) FROM sales WHERE id < 6 ORDER BY id
SELECT id, sum(qty) OVER w, max(qty) OVER w FROM sales WHERE id < 6 WINDOW w AS (PARTITION BY flag ORDER BY id) ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY day RANGE BETWEEN INTERVAL '6' DAY PRECEDING AND CURRENT ROW) FROM sales WHERE id < 6 ORDER BY id
SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY status ORDER BY id DESC) AS rn FROM sales) AS t WHERE rn = 1 ORDER BY id
SELECT id, count_if(flag) OVER (ORDER BY id) FROM sales WHERE id < 6 ORDER BY id
SELECT id, array_agg(qty) OVER (ORDER BY id ROWS 1 PRECEDING) FROM sales WHERE id < 4 ORDER BY id
SELECT id, rank() OVER (PARTITION BY status ORDER BY price DESC) AS r FROM sales WHERE id < 10 ORDER BY status, r, id
SELECT id, sum(qty) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM sales WHERE id < 6 ORDER BY id
SELECT row_number() OVER () FROM sales WHERE id < 3
SELECT id, lead(placed_at) OVER (ORDER BY id) - placed_at FROM sales WHERE id < 4 ORDER BY id
SELECT id, date_diff('hour', lag(placed_at) OVER (ORDER BY id), placed_at) FROM sales WHERE id < 4 ORDER BY id
SELECT id, rank() FROM sales
SELECT id FROM sales WHERE row_number() OVER (ORDER BY id) = 1
-- joins and subqueries
SELECT s.id, c.name FROM sales s JOIN customers c ON s.customer_id = c.customer_id WHERE s.id < 5 ORDER BY s.id
SELECT s.id, c.name FROM sales s LEFT JOIN customers c ON s.customer_id = c.customer_id AND c.state = 'SP' WHERE s.id < 8 ORDER BY s.id
SELECT id, name FROM sales JOIN customers USING (customer_id) WHERE id < 5 ORDER BY id
SELECT customer_id, count(*) FROM sales JOIN customers USING (customer_id) GROUP BY customer_id ORDER BY 1
SELECT * FROM sales JOIN customers USING (customer_id) WHERE id = 2
SELECT c.name, count(s.id) FROM customers c LEFT JOIN sales s ON s.customer_id = c.customer_id GROUP BY c.name ORDER BY c.name
SELECT c.name, s.id FROM sales s RIGHT JOIN customers c ON s.customer_id = c.customer_id AND s.id < 3 ORDER BY c.name, s.id
SELECT a.id, b.id FROM sales a FULL OUTER JOIN sales b ON a.id = b.id + 45 WHERE a.id > 43 OR b.id > 46 ORDER BY a.id, b.id
SELECT count(*) FROM sales CROSS JOIN customers
SELECT count(*) FROM sales, customers WHERE sales.customer_id = customers.customer_id
SELECT id FROM sales WHERE customer_id IN (SELECT customer_id FROM customers WHERE state = 'SP') ORDER BY id LIMIT 3
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM sales s WHERE s.customer_id = c.customer_id AND s.qty > 9) ORDER BY name
SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM sales s WHERE s.customer_id = c.customer_id) ORDER BY name
SELECT name, (SELECT count(*) FROM sales s WHERE s.customer_id = c.customer_id) AS n FROM customers c ORDER BY name
SELECT (SELECT max(id) FROM sales), (SELECT id FROM sales WHERE false)
SELECT (SELECT id FROM sales)
SELECT id FROM sales WHERE qty > (SELECT avg(qty) FROM sales) ORDER BY id LIMIT 3
SELECT id FROM sales WHERE qty >= ALL (SELECT qty FROM sales) ORDER BY id
SELECT count(*) FROM sales WHERE qty = ANY (SELECT customer_id FROM customers)
WITH t AS (SELECT status, count(*) AS n FROM sales GROUP BY status) SELECT status, n FROM t WHERE n > 1 ORDER BY status
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b
WITH t(a, b) AS (VALUES (1, 'x'), (2, 'y')) SELECT a, b FROM t ORDER BY a
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
SELECT 1 UNION SELECT 1
SELECT 1 AS a UNION ALL SELECT 2 ORDER BY a
SELECT status FROM sales INTERSECT SELECT 'paid'
SELECT status FROM sales EXCEPT SELECT 'paid' ORDER BY 1
SELECT 1 UNION ALL SELECT 'a'
SELECT 1, 2 UNION ALL SELECT 3
SELECT t.* FROM (VALUES (1, 'a'), (2, 'b')) AS t(x, y) ORDER BY x
SELECT * FROM (VALUES 1, 2, 3) AS t(x) ORDER BY x DESC
VALUES 1, 2
VALUES (1, 'a'), (2, 'b')
VALUES 1, 2 ORDER BY 1 DESC
SELECT * FROM (VALUES (1, NULL), (2, 'x')) AS t(a, b) ORDER BY a
TABLE customers
SELECT x FROM (SELECT id AS x FROM sales) AS q WHERE x < 3 ORDER BY x
SELECT s.* FROM sales AS s WHERE s.id = 1
SELECT l.x, l.y FROM (VALUES 1, 2) AS t(x) CROSS JOIN LATERAL (SELECT t.x AS x, t.x * 10 AS y) AS l ORDER BY 1
SELECT id, v FROM sales CROSS JOIN LATERAL (SELECT qty * 2 AS v) AS l WHERE id < 3 ORDER BY id
SELECT * FROM sales NATURAL JOIN customers WHERE id = 1
SELECT s.id FROM sales s JOIN customers c ON s.nope = c.customer_id
SELECT customer_id FROM sales s JOIN customers c ON s.customer_id = c.customer_id
SELECT a.id FROM sales a JOIN sales b ON a.id = b.id + 1 WHERE b.id < 3 ORDER BY 1
SELECT count(*) FROM sales a JOIN sales b ON a.qty < b.qty AND a.status = b.status
-- names, ordering, limits
SELECT 1, 'a', 1 + 1, upper('x')
SELECT id, id + 1, count(*) FROM sales WHERE id = 1 GROUP BY id
SELECT count(*), sum(qty) AS Total, max(id) "Big Id" FROM sales
SELECT ID, Status FROM sales WHERE Id = 1
SELECT *, qty * 2 FROM customers, (SELECT qty FROM sales WHERE id = 1) AS q WHERE customer_id = 1
SELECT "status" FROM "sales" WHERE "id" = 1
SELECT id AS "select" FROM sales WHERE id = 1
SELECT id id2, qty q FROM sales WHERE id = 1
SELECT (SELECT 1), EXISTS (SELECT 1), CASE WHEN true THEN 1 END
SELECT CAST(1 AS bigint), -1, NOT true, 1 IS NULL, 'a' LIKE 'a'
SELECT count(*) AS count, sum(id) AS sum FROM sales
SELECT t.a FROM (SELECT 1 AS a, 2) AS t
SELECT _col1 FROM (SELECT 1 AS a, 2) AS t
SELECT * FROM (SELECT 1, 2)
SELECT note FROM sales WHERE id < 9 ORDER BY note
SELECT note FROM sales WHERE id < 9 ORDER BY note DESC
SELECT note FROM sales WHERE id < 9 ORDER BY note NULLS FIRST
SELECT note FROM sales WHERE id < 9 ORDER BY note DESC NULLS FIRST
SELECT id FROM sales ORDER BY id LIMIT 3
SELECT id FROM sales ORDER BY id OFFSET 2 LIMIT 2
SELECT id FROM sales ORDER BY id OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY
SELECT id FROM sales ORDER BY id FETCH FIRST 2 ROWS ONLY
SELECT id FROM sales ORDER BY id FETCH FIRST ROW ONLY
SELECT qty FROM sales ORDER BY qty FETCH FIRST 2 ROWS WITH TIES
SELECT id FROM sales ORDER BY id OFFSET 48 LIMIT ALL
SELECT id FROM sales LIMIT 0
SELECT DISTINCT status FROM sales ORDER BY status
SELECT ALL status FROM sales WHERE id = 1
SELECT DISTINCT flag, status FROM sales ORDER BY 2, 1
SELECT status s FROM sales GROUP BY s
SELECT status AS s, count(*) FROM sales GROUP BY status ORDER BY s
SELECT id AS x FROM sales WHERE x = 1
SELECT id FROM sales ORDER BY 5
SELECT nope FROM sales
SELECT * FROM nope
SELECT * FROM nope.sales
SELECT * FROM nope.shop.sales
SELECT nofunc(1)
SELECT statuss FROM sales
SELECT upperr('a')
SELECT id FROM sales WHERE
SELEC 1
SELECT
SELECT 1 FROM
SELECT 'abc
SELECT id, FROM sales
SELECT * FROM sales TABLESAMPLE BERNOULLI (0)
SELECT count(*) FROM sales TABLESAMPLE BERNOULLI (100)
SELECT count(*) FROM sales TABLESAMPLE SYSTEM (100)
SELECT count(*) FROM sales AS s TABLESAMPLE BERNOULLI (100) WHERE s.id > 0
SELECT sales.id FROM sales WHERE sales.id = 1
SELECT shop.sales.id FROM shop.sales WHERE id = 1
SELECT mesh.shop.sales.id FROM mesh.shop.sales WHERE id = 1
SELECT s.nope FROM sales s
SELECT x.id FROM sales s
SELECT length(1)
SELECT upper(1)
SELECT abs('a')
SELECT substr('a')
SELECT date_trunc('day', 'a')
SELECT sum(1, 2) FROM sales
SELECT count(DISTINCT id, qty) FROM sales
SELECT sum(sum(qty)) FROM sales
SELECT qty FROM sales WHERE sum(qty) > 1
SELECT id FROM sales WHERE note = NULL
SELECT count(*) FROM sales WHERE note IS NOT NULL AND length(note) > 6
SELECT id FROM sales WHERE status IN ('paid', 'placed') AND NOT flag ORDER BY id LIMIT 4
SELECT id FROM sales WHERE (id, qty) IN ((1, 3), (2, 6)) ORDER BY id
SELECT id FROM sales WHERE id IN (SELECT max(id) FROM sales GROUP BY status) ORDER BY id
SELECT current_user IS NOT NULL, current_catalog, current_schema
SELECT version() IS NOT NULL
SELECT uuid() IS NOT NULL, typeof(uuid())
SELECT UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', CAST('12151fd2-7586-11e9-8f9e-2a86e4085a59' AS uuid)
SELECT CAST(NULL AS integer), CAST(NULL AS varchar), NULL
SELECT CAST(1 AS nosuchtype)
SELECT CAST(true AS integer), CAST(0 AS boolean), CAST('true' AS boolean), CAST('f' AS boolean)
SELECT CAST(date '2024-01-01' AS integer)
SELECT CAST(1 AS date)
SELECT CAST(1.5e0 AS decimal(5,1)), CAST(12345 AS decimal(4,1))
SELECT CAST(ARRAY[1] AS integer)
SELECT cardinality(tags), tags FROM sales WHERE id < 3 ORDER BY id
SELECT id / 0 FROM sales WHERE false
SELECT id / 7 AS seventh, count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT sum(id) / 7, avg(id), sum(qty) % 7 FROM sales
SELECT id FROM sales WHERE id / 10 = 2 ORDER BY id
SELECT sum(price) / sum(qty) FROM sales
SELECT max(price) - min(price), max(price) / 3 FROM sales
SELECT weight / 3, weight % 2 FROM sales WHERE id = 5
SELECT CAST(id AS varchar) || '-' || status FROM sales WHERE id = 5
SELECT status || ':' || note FROM sales WHERE id < 3 ORDER BY id
SELECT lag(day) OVER (ORDER BY id), day - interval '1' month FROM sales WHERE id < 3 ORDER BY id
SELECT least(qty, customer_id), greatest(price, 5) FROM sales WHERE id < 4 ORDER BY id
SELECT tags || 'w' FROM sales WHERE id = 1
SELECT tags || ARRAY['w'] FROM sales WHERE id = 1
SELECT tags[9] FROM sales
SELECT element_at(tags, 9) FROM sales WHERE id = 1
-- what tools write
SELECT SUM(CAST("price" AS DOUBLE)) AS "sum_price", "status" AS "status" FROM "mesh"."shop"."sales" GROUP BY "status" ORDER BY "sum_price" DESC LIMIT 1000
SELECT DATE_TRUNC('month', CAST("placed_at" AS TIMESTAMP)) AS "__timestamp", COUNT(*) AS "count" FROM "shop"."sales" GROUP BY DATE_TRUNC('month', CAST("placed_at" AS TIMESTAMP)) ORDER BY "count" DESC LIMIT 10000
SELECT date_trunc('day', "source"."placed_at") AS "placed_at", count(*) AS "count" FROM (SELECT * FROM "shop"."sales") "source" GROUP BY date_trunc('day', "source"."placed_at") ORDER BY date_trunc('day', "source"."placed_at") ASC LIMIT 3
SELECT "t1"."status" AS "status", approx_distinct("t1"."customer_id") AS "c" FROM "shop"."sales" AS "t1" GROUP BY 1 ORDER BY 1
SELECT "status", MAX("id") OVER (PARTITION BY "status") AS "m" FROM "shop"."sales" WHERE "id" < 4 ORDER BY "id"
SELECT count(1) AS "__record" FROM (SELECT 1 AS "one" FROM "shop"."sales" GROUP BY "status") AS "t"
SELECT * FROM (SELECT "id", "status" FROM "shop"."sales") "x" WHERE 0 = 1
SELECT "id" FROM "shop"."sales" WHERE "placed_at" >= from_iso8601_timestamp('2024-01-10T00:00:00.000000') AND "placed_at" < from_iso8601_timestamp('2024-01-11T00:00:00.000000') ORDER BY 1
SELECT "id" FROM "shop"."sales" WHERE "day" >= from_iso8601_date('2024-05-10') ORDER BY 1
SELECT date_add('day', -1, date_trunc('week', date_add('day', 1, CAST("day" AS date)))) AS "w", count(*) FROM "shop"."sales" GROUP BY 1 ORDER BY 1 LIMIT 3
SELECT floor(("qty" - 0.0) / 2.5) * 2.5 + 0.0 AS "bin", count(*) AS "count" FROM "shop"."sales" GROUP BY 1 ORDER BY 1
SELECT lower("status") LIKE '%paid%' AS "x" FROM "shop"."sales" WHERE "id" < 4 ORDER BY "id"
SELECT approx_percentile("price", 0.9) AS p90, approx_percentile("qty", 0.1) AS p10 FROM "shop"."sales"
SELECT CAST(SUM("qty") AS DOUBLE) / CAST(COUNT(*) AS DOUBLE) AS r FROM "shop"."sales"
SELECT CAST("day" AS varchar) AS d, format_datetime("placed_at", 'yyyy-MM-dd''T''HH:mm:ss') FROM "shop"."sales" WHERE id = 5
SELECT CASE WHEN COUNT(*) = 0 THEN NULL ELSE SUM("price") / COUNT(*) END FROM "shop"."sales"
SELECT TRY_CAST("note" AS bigint) FROM "shop"."sales" WHERE id < 3 ORDER BY id
SELECT COALESCE("note", 'none') AS n, COUNT(*) AS c FROM "shop"."sales" GROUP BY COALESCE("note", 'none') ORDER BY c DESC, n LIMIT 2
SELECT year("day") AS y, quarter("day") AS q, month("day") AS m, sum("price") FROM "shop"."sales" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
SELECT "t"."c" AS "c" FROM (SELECT COUNT(DISTINCT "customer_id") AS "c" FROM "shop"."sales" HAVING COUNT(1) > 0) AS "t"
SELECT 1 AS "one", CURRENT_DATE IS NOT NULL AS "d" LIMIT 1
SELECT CAST(CAST("price" AS decimal(18,4)) * 1.1 AS decimal(18,2)) FROM "shop"."sales" WHERE id < 4 ORDER BY id
SELECT DISTINCT "status" FROM "shop"."sales" ORDER BY "status" LIMIT 101
SELECT concat(cast("id" AS varchar), '-', "status") FROM "shop"."sales" WHERE "id" < 3 ORDER BY 1
SELECT DATE_DIFF('DAY', CAST("day" AS DATE), DATE '2024-02-01') AS "d" FROM "shop"."sales" WHERE "id" < 3 ORDER BY "id"
SELECT to_unixtime(CAST("day" AS timestamp)) FROM "shop"."sales" WHERE id = 1
SELECT date_format(date_trunc('month', "day"), '%Y-%m-01') FROM "shop"."sales" WHERE id < 3 ORDER BY id
SELECT json_extract_scalar('{"status":"paid"}', '$.status') = status FROM sales WHERE id < 4 ORDER BY id
SELECT regexp_replace(status, 'p(.)', 'P$1') FROM sales WHERE id < 4 ORDER BY id
SELECT count(*) FILTER (WHERE status = 'paid') * 1e2 / count(*) FROM sales
SELECT status, approx_percentile(price, 0.5) FROM sales GROUP BY status ORDER BY status
SELECT element_at(map_agg(status, price), 'paid') IS NOT NULL FROM sales
SELECT max_by(price, placed_at) FROM sales
SELECT sum(price) OVER (ORDER BY day) / sum(price) OVER () FROM sales WHERE id < 4 ORDER BY id
SELECT date_trunc('hour', placed_at), count(*) FROM sales WHERE id < 3 GROUP BY 1 ORDER BY 1
SELECT weight / 0, qty * weight FROM sales WHERE id = 3
SELECT round(avg(price), 1), round(sum(weight), 2) FROM sales
SELECT id FROM sales WHERE price > 5 AND price < 6.5 ORDER BY id LIMIT 3
SELECT id FROM sales WHERE weight > 5 ORDER BY weight LIMIT 2
SELECT -id, +id, - - id FROM sales WHERE id = 2
SELECT status, count(*) c FROM sales GROUP BY 1 ORDER BY c DESC, 1 LIMIT 1
SELECT flag, sum(qty) FROM sales GROUP BY flag ORDER BY flag
SELECT row(status, count(*)) FROM sales GROUP BY status ORDER BY status
SELECT cast(count(*) AS varchar) || ' rows' FROM sales
SELECT date_diff('month', min(day), max(day)) FROM sales
SELECT avg(date_diff('day', day, date '2024-12-31')) FROM sales
SELECT sum(qty) FILTER (WHERE status = 'paid') FROM sales
SELECT id, CASE WHEN note IS NULL THEN 0 ELSE 1 END FROM sales WHERE id < 6 ORDER BY id
-- text of products' timestamps, and literals that are none
SELECT CAST(placed_at AS varchar), CAST(local_at AS varchar) FROM sales WHERE id = 5
SELECT 'at ' || CAST(s.placed_at AS varchar) AS t FROM sales s WHERE id = 5
SELECT CAST(placed_at AS varchar), count(*) FROM sales WHERE id < 3 GROUP BY 1 ORDER BY 1
SELECT TRY_CAST(local_at AS varchar) FROM sales WHERE id = 5
SELECT date '2024-02-30'
SELECT date '2024-1-2'
SELECT timestamp 'nonsense'
SELECT timestamp '2024-01-32 00:00:00'
SELECT count(*) FROM sales WHERE day > date '2024-13-01'
SELECT date '2024-01-01 10:00:00'
SELECT date ' 2024-01-01'
SELECT timestamp '2024-1-2 3:4:5'
SELECT 1 || 'a'
SELECT status || qty FROM sales
-- numbers, held out
SELECT id * 3 - qty, id % 4 + qty / 2, -(id - 5) FROM sales WHERE id IN (3, 8, 13) ORDER BY id
SELECT price * 1.1, price * qty, price + 1, price - qty / 2, price / 3 FROM sales WHERE id IN (5, 9) ORDER BY id
SELECT round(price * 1.075, 2), truncate(price, 1), ceil(price), floor(price) FROM sales WHERE id = 11
SELECT CAST(weight AS decimal(6,1)), CAST(weight AS integer), CAST(price AS bigint), CAST(qty AS double) FROM sales WHERE id IN (7, 8) ORDER BY id
SELECT bit_count(15, 8), bitwise_xor(12, 10), bitwise_left_shift(3, 4), power(2, 10), mod(-17, 5), cbrt(27), log(2, 8)
SELECT CAST(1e10 AS integer)
SELECT CAST(3000000000 AS integer)
SELECT CAST('99999999999' AS integer)
SELECT format_number(1234567), to_base(255, 16), from_base('zz', 36), width_bucket(5.3, 0.2, 10.6, 5)
SELECT greatest(qty, 4, id), least(price, 2.5), sign(qty - 5), abs(qty - 9) FROM sales WHERE id = 6
-- text, held out
SELECT upper(name), substr(name, 10), length(state), strpos(name, 'er'), position('tom' IN name) FROM customers ORDER BY customer_id LIMIT 3
SELECT lpad(CAST(qty AS varchar), 5, '0'), rpad(status, 9, '.'), reverse(status), concat_ws('-', status, note) FROM sales WHERE id IN (1, 4) ORDER BY id
SELECT split(note, ' '), split_part(note, ' ', 2), replace(note, 'note', 'n'), starts_with(note, 'no') FROM sales WHERE id = 21
SELECT translate('abcabc', 'ab', 'xy'), chr(9731), codepoint('a'), levenshtein_distance('kitten', 'sitting'), hamming_distance('abc', 'abd')
SELECT trim(LEADING 'x' FROM 'xxaxx'), trim(BOTH FROM '  b '), ltrim('  c'), rtrim('d  ') || '|'
SELECT format('%05d|%-6s|%.3f|%,d|%x', 42, 'ab', 2.5e0, 1234567, 255)
SELECT status LIKE 'p%', status LIKE '_aid', note LIKE '%1%' FROM sales WHERE id IN (1, 11) ORDER BY id
SELECT regexp_extract_all('a1b22c333', '[0-9]+'), regexp_replace('2024-01-05', '(\d+)-(\d+)-(\d+)', '$3.$2.$1'), regexp_like('abc', 'b.$'), regexp_split('a, b;c', '[,;] ?')
SELECT to_utf8('né'), from_utf8(X'6E'), to_hex(md5(to_utf8('mesh'))), to_hex(sha256(to_utf8('')))
SELECT CAST('ab' AS char(4)), CAST('abcdef' AS varchar(3)), CAST('ab' AS char(4)) = 'ab', length(CAST('ab' AS char(4)))
SELECT repeat('ab', 2)
SELECT concat(status, '/', CAST(id AS varchar)), status || '#' || state FROM sales s JOIN customers c ON s.customer_id = c.customer_id WHERE id < 3 ORDER BY id
SELECT soundex('Robert')
SELECT lower('ÄÖ'), upper('straße'), length('日本語'), substr('日本語', 2, 1)
-- conditional, held out
SELECT CASE WHEN qty > 8 THEN 'big' WHEN qty > 3 THEN 'mid' ELSE 'small' END AS size, count(*) FROM sales GROUP BY 1 ORDER BY 1
SELECT CASE status WHEN 'paid' THEN 1 WHEN 'shipped' THEN 2 END, nullif(qty, 0), coalesce(note, status, 'x'), if(flag, 'y', 'n') FROM sales WHERE id IN (0, 4, 5) ORDER BY id
SELECT try(CAST(note AS integer)), try_cast(note AS bigint), try(id / (id - id)) FROM sales WHERE id = 1
SELECT id IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL, qty BETWEEN 2 AND 5, qty NOT BETWEEN 2 AND 5 FROM sales WHERE id = 3
SELECT NULL AND false, NULL OR true, NOT CAST(NULL AS boolean), 1 IN (2, NULL), 1 NOT IN (2, NULL)
SELECT coalesce(1, 2.5), coalesce(NULL, 'a'), if(true, 1, 2.5e0), nullif('a', 'b')
-- aggregates, held out
SELECT status, count(*), sum(qty), avg(qty), min(price), max(price), sum(price), avg(price) FROM sales GROUP BY status ORDER BY status
SELECT count(note), count(DISTINCT status), count_if(flag), bool_and(qty >= 0), bool_or(qty > 9), every(flag) FROM sales
SELECT stddev(qty), variance(weight), stddev_pop(qty), var_samp(weight), corr(qty, weight), covar_pop(qty, weight) FROM sales
SELECT array_agg(qty ORDER BY id DESC) FILTER (WHERE id < 5), array_agg(DISTINCT status ORDER BY status), listagg(status, ',') WITHIN GROUP (ORDER BY id) FILTER (WHERE id < 4) FROM sales
SELECT max_by(id, price), min_by(status, qty), max(id, 3), min(price, 2), arbitrary(1) FROM sales
SELECT histogram(status), map_agg(customer_id, status) FILTER (WHERE id < 3), cardinality(histogram(qty)), multimap_agg(flag, id) FILTER (WHERE id < 4) FROM sales
SELECT approx_percentile(qty, 0.5), approx_percentile(qty, ARRAY[0.25, 0.75]) FROM sales
SELECT checksum(qty) IS NULL FROM sales
SELECT entropy(qty) FROM sales
SELECT kurtosis(qty), skewness(qty), geometric_mean(qty + 1), regr_slope(qty, weight), regr_intercept(qty, weight) FROM sales
SELECT status, flag, sum(qty), grouping(status, flag) FROM sales GROUP BY CUBE (status, flag) ORDER BY 4, 1, 2
SELECT status, flag, count(*) FROM sales GROUP BY GROUPING SETS ((status), (flag), ()) ORDER BY 1, 2
SELECT customer_id, sum(qty) AS q FROM sales GROUP BY customer_id HAVING sum(qty) > 35 ORDER BY q DESC, 1
SELECT sum(qty) FILTER (WHERE status = 'paid') * 100.0 / sum(qty) FROM sales
SELECT bitwise_or_agg(qty), bitwise_and_agg(qty), count(DISTINCT (status, flag)) FROM sales
SELECT reduce_agg(qty, 0, (a, b) -> a + b, (a, b) -> a + b) FROM sales WHERE id < 10
-- windows, held out
SELECT id, row_number() OVER (PARTITION BY status ORDER BY price DESC, id) AS rn, rank() OVER (ORDER BY qty) AS r, dense_rank() OVER (ORDER BY qty) AS d FROM sales WHERE id < 9 ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), avg(qty) OVER (PARTITION BY flag), count(*) OVER () FROM sales WHERE id < 7 ORDER BY id
SELECT id, lag(qty) OVER (ORDER BY id), lead(qty, 2, -1) OVER (ORDER BY id), first_value(status) OVER (PARTITION BY flag ORDER BY id), nth_value(id, 2) OVER (ORDER BY id) FROM sales WHERE id < 6 ORDER BY id
SELECT id, ntile(3) OVER (ORDER BY id), percent_rank() OVER (ORDER BY qty), cume_dist() OVER (ORDER BY qty) FROM sales WHERE id < 7 ORDER BY id
SELECT id, last_value(note) IGNORE NULLS OVER (ORDER BY id), max(price) OVER w FROM sales WHERE id < 6 WINDOW w AS (PARTITION BY status ORDER BY id) ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(qty) OVER (ORDER BY flag GROUPS CURRENT ROW) FROM sales WHERE id < 5 ORDER BY id
SELECT status, sum(sum(qty)) OVER (ORDER BY status) FROM sales GROUP BY status ORDER BY status
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY status ORDER BY id) AS n FROM sales) WHERE n = 2 ORDER BY id
-- joins, held out
SELECT c.name, count(s.id) FROM customers c LEFT JOIN sales s ON s.customer_id = c.customer_id AND s.flag GROUP BY c.name ORDER BY 1
SELECT s.id, c.state FROM sales s RIGHT JOIN customers c ON c.customer_id = s.customer_id WHERE s.id < 3 OR s.id IS NULL ORDER BY s.id, c.state
SELECT count(*) FROM sales s FULL JOIN customers c USING (customer_id)
SELECT customer_id, name, id FROM sales JOIN customers USING (customer_id) WHERE id BETWEEN 1 AND 4 ORDER BY id
SELECT c.name, t.m FROM customers c CROSS JOIN LATERAL (SELECT max(price) AS m FROM sales s WHERE s.customer_id = c.customer_id) AS t ORDER BY c.customer_id
SELECT s.id, t.tag, t.n FROM sales s CROSS JOIN UNNEST(s.tags) WITH ORDINALITY AS t(tag, n) WHERE s.id IN (2, 4) ORDER BY 1, 3
SELECT s.id, t.tag FROM sales s LEFT JOIN UNNEST(s.tags) AS t(tag) ON true WHERE s.id IN (4, 5, 6) ORDER BY 1, 2
SELECT a.id, b.id FROM sales a, sales b WHERE a.id + 1 = b.id AND a.id < 3 ORDER BY 1
SELECT id FROM sales NATURAL JOIN customers
-- subqueries, held out
SELECT id FROM sales WHERE price = (SELECT max(price) FROM sales)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM sales s WHERE s.customer_id = c.customer_id AND s.qty = 10) ORDER BY name
SELECT id FROM sales WHERE customer_id NOT IN (SELECT customer_id FROM customers WHERE state = 'SP') AND id < 10 ORDER BY id
SELECT id FROM sales WHERE qty > ALL (SELECT qty FROM sales WHERE id < 4) AND id < 12 ORDER BY id
SELECT id FROM sales WHERE qty = ANY (SELECT customer_id FROM customers) AND id < 8 ORDER BY id
SELECT (1, NULL) NOT IN (SELECT 1, 2), (1, 2) IN (SELECT qty, id FROM sales)
SELECT (qty, customer_id) IN (SELECT customer_id, customer_id FROM customers) FROM sales WHERE id < 5 ORDER BY id
WITH t AS (SELECT status, sum(qty) AS q FROM sales GROUP BY status), u AS (SELECT max(q) AS m FROM t) SELECT status FROM t, u WHERE q = m
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x * 2 FROM n WHERE x < 50) SELECT sum(x), count(*) FROM n
SELECT * FROM (SELECT NULL AS a, ARRAY[] AS b, 1 AS c) AS t
SELECT x, y FROM (VALUES (1, 'a'), (2, NULL)) AS t(x, y) ORDER BY x
TABLE customers ORDER BY customer_id LIMIT 2
-- set operations, held out
SELECT status FROM sales WHERE id < 4 UNION SELECT state FROM customers ORDER BY 1
SELECT customer_id FROM sales INTERSECT SELECT customer_id FROM customers WHERE state = 'RJ' ORDER BY 1
SELECT customer_id FROM customers EXCEPT SELECT customer_id FROM sales ORDER BY 1
SELECT qty FROM sales WHERE id < 6 INTERSECT ALL SELECT qty FROM sales WHERE id > 2 AND id < 16 ORDER BY 1
SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2.5, NULL ORDER BY a
SELECT DISTINCT status, flag FROM sales ORDER BY 1, 2 OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY
-- arrays, held out
SELECT ARRAY[1, 2] || ARRAY[3], ARRAY[1, 2] || 3, 0 || ARRAY[1], cardinality(ARRAY[]), ARRAY[ARRAY[1], ARRAY[2, 3]]
SELECT tags, tags[1], element_at(tags, -1), contains(tags, 'y'), array_position(tags, 'z'), array_join(tags, '+') FROM sales WHERE id IN (1, 2) ORDER BY id
SELECT transform(sequence(1, 4), x -> x * x), filter(ARRAY[5, NULL, 7], x -> x > 5), reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10), zip_with(ARRAY[1, 2], ARRAY['a', 'b'], (x, y) -> CAST(x AS varchar) || y)
SELECT array_sort(ARRAY[3, NULL, 1]), array_distinct(ARRAY[1, 1, 2]), array_union(ARRAY[1, 2], ARRAY[2, 3]), array_except(ARRAY[1, 2], ARRAY[2]), array_intersect(ARRAY[1, 2], ARRAY[2, 3]), array_remove(ARRAY[1, 2, 1], 1)
SELECT reduce(ARRAY[1, 2, 3], '', (s, x) -> s || CAST(x AS varchar), s -> s), reduce(ARRAY['a', 'bb'], 0, (s, x) -> s + length(x), s -> s)
SELECT reduce(ARRAY[5, 20, 50], CAST(ROW(0.0, 0) AS ROW(sum double, count integer)), (s, x) -> CAST(ROW(x + s.sum, s.count + 1) AS ROW(sum double, count integer)), s -> IF(s.count = 0, NULL, s.sum / s.count))
SELECT ARRAY[ARRAY[NULL]] = ARRAY[ARRAY[1]], ROW(1, ROW(2, NULL)) = ROW(1, ROW(2, 3)), ARRAY[ROW(1, NULL)] = ARRAY[ROW(2, NULL)], contains(ARRAY[ARRAY[NULL]], ARRAY[1])
SELECT any_match(tags, t -> t = 'z'), all_match(tags, t -> t <> 'q'), none_match(tags, t -> t = 'x'), arrays_overlap(tags, ARRAY['z']) FROM sales WHERE id < 4 ORDER BY id
SELECT ARRAY[1, 2][3]
-- maps and rows, held out
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])['b'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'z'), map_keys(MAP(ARRAY['a'], ARRAY[1])), map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]))
SELECT map_entries(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_from_entries(ARRAY[ROW('k', 1), ROW('l', 2)]), cardinality(MAP(ARRAY[1, 2], ARRAY[3, 4]))
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 5]), (k, v) -> v > 2), transform_values(MAP(ARRAY['a'], ARRAY[2]), (k, v) -> v * 10), transform_keys(MAP(ARRAY['a'], ARRAY[2]), (k, v) -> upper(k))
SELECT ROW(1, 'a'), CAST(ROW(1, 'a') AS ROW(n integer, t varchar)).t, ROW(1, 2)[2], ROW(1, 2) < ROW(1, 3)
SELECT k, v FROM UNNEST(MAP(ARRAY['x', 'y'], ARRAY[1, 2])) AS t(k, v) ORDER BY k
SELECT * FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t(n, c) ORDER BY n
SELECT MAP(ARRAY[1, 1], ARRAY[2, 3])
SELECT split_to_map('a=1;b=2', ';', '='), map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[5]), (k, x, y) -> x + y)
-- json, held out
SELECT json_extract_scalar('{"a": {"b": [1, 2]}}', '$.a.b[1]'), json_extract(JSON '{"a": [1, 2]}', '$.a'), json_array_length('[1, 2, 3]'), json_size('{"x": {"a": 1, "b": 2}}', '$.x')
SELECT CAST(JSON '{"a": 1}' AS map(varchar, integer)), CAST(JSON '[1, 2]' AS array(integer)), CAST(ARRAY[1, NULL] AS json), CAST(MAP(ARRAY['k'], ARRAY[true]) AS json)
SELECT json_value('{"a": "x"}', 'lax $.a'), json_query('{"a": [1, 2]}', 'lax $.a'), json_exists('{"a": 1}', 'lax $.b'), json_object('n' : 1, 'm' : 'x'), json_array(1, 'a', true)
SELECT json_parse('{"a": 1, "b": null}'), json_format(JSON '[1,2]'), is_json_scalar('1'), json_array_contains('[1, 2]', 2), json_array_get('["a", "b"]', 1)
SELECT CAST(ROW(1, 'x') AS json), CAST(JSON '"text"' AS varchar), CAST(JSON '12' AS integer), JSON '{"b":1,"a":2}' = JSON '{"a":2,"b":1}'
-- errors, held out
SELECT id FROM sales WHERE count(*) > 1
SELECT status, count(*) FROM sales
SELECT id + status FROM sales
SELECT CAST(X'41' AS varchar)
SELECT id AS x, qty AS x FROM sales ORDER BY x
SELECT id::varchar FROM sales
SELECT * EXCLUDE (id) FROM sales
SELECT id, qty FROM sales QUALIFY row_number() OVER (ORDER BY id) = 1
SELECT status, count(*) FROM sales GROUP BY ALL
FROM sales
SELECT id FROM sales LIMIT 2 OFFSET 1
SELECT [1, 2]
SELECT {'a': 1}
SELECT 7 // 2
SELECT 2 ** 3
SELECT status ILIKE 'P%' FROM sales
SELECT id == 1 FROM sales
SELECT flag IS TRUE FROM sales
SELECT id FROM sales ORDER BY ALL
SELECT ARRAY[1, 2, 3][1:2]
SELECT id FROM sales UNION ALL BY NAME SELECT qty AS id FROM sales
SELECT COLUMNS('.*id') FROM sales
SELECT regexp_replace('abc', '(', 'x')
SELECT substr('abc')
SELECT id FROM sales GROUP BY status
-- grammar, names and casts that are refused, held out
SELECT id, id FROM sales WHERE id < 2 ORDER BY id
SELECT id AS x, id AS x FROM sales WHERE id < 2 ORDER BY x
SELECT id AS x, qty AS x FROM sales WHERE id < 2 ORDER BY x + 1
SELECT s.id, t.id FROM sales s JOIN sales t ON s.id = t.id WHERE s.id < 2 ORDER BY id
SELECT id AS qty, qty AS y FROM sales WHERE id < 3 ORDER BY qty
SELECT *, id FROM sales WHERE id < 2 ORDER BY id
SELECT id AS x, qty AS x FROM sales WHERE id < 2 UNION ALL SELECT 1, 2 ORDER BY x
SELECT 1 AS id, id AS y FROM sales WHERE id < 2 ORDER BY id
SELECT ARRAY[ARRAY[NULL]] = ARRAY[ARRAY[1]]
SELECT ROW(1, ROW(2, NULL)) = ROW(1, ROW(2, 3))
SELECT ARRAY[ROW(1, NULL)] = ARRAY[ROW(2, NULL)]
SELECT ARRAY[ROW(1, NULL)] = ARRAY[ROW(1, NULL)]
SELECT contains(ARRAY[ARRAY[NULL]], ARRAY[1])
SELECT contains(ARRAY[ARRAY[2]], ARRAY[NULL])
SELECT array_position(ARRAY[ARRAY[NULL]], ARRAY[1])
SELECT array_distinct(ARRAY[ARRAY[NULL], ARRAY[NULL]])
SELECT ARRAY[ARRAY[1], ARRAY[NULL]] = ARRAY[ARRAY[2], ARRAY[NULL]]
SELECT ROW(1, ARRAY[NULL]) = ROW(1, ARRAY[1]), ROW(1, ARRAY[NULL]) = ROW(2, ARRAY[1])
SELECT MAP(ARRAY[1], ARRAY[ARRAY[NULL]]) = MAP(ARRAY[1], ARRAY[ARRAY[1]])
SELECT ARRAY[ARRAY[NULL]] IN (ARRAY[ARRAY[1]])
SELECT ROW(1, NULL) IN (SELECT ROW(1, 2))
SELECT (1, NULL) NOT IN (SELECT 1, 2)
SELECT (1, NULL) IN (SELECT 1, 2)
SELECT (1, 2) NOT IN (SELECT 1, NULL)
SELECT (1, 2) NOT IN (SELECT 3, CAST(NULL AS integer))
SELECT (1, 2) IN (SELECT 3, CAST(NULL AS integer))
SELECT (1, 2) IN (SELECT 1, CAST(NULL AS integer))
SELECT count(*) FROM sales WHERE (qty, customer_id) NOT IN (SELECT customer_id, CAST(NULL AS integer) FROM customers)
SELECT count(*) FROM sales WHERE (id, note) NOT IN (SELECT id, note FROM sales WHERE id < 10)
SELECT id, (id, note) IN (SELECT id, note FROM sales WHERE id < 6) FROM sales WHERE id < 9 ORDER BY id
SELECT json_object('n' : 1, 'm' : 'x', 'a' : 2, 'zz' : 3, 'B' : 1)
SELECT json_array_get('["a", "b"]', 1), json_array_get('[1, {"b": "x"}, null]', 1), json_array_get('[[1]]', 0), json_array_get('[null]', 0), json_array_get('["a"]', -1)
SELECT CAST(json_array_get('["a", "b"]', 1) AS varchar)
SELECT json_array_get(JSON '["b"]', 0)
SELECT repeat('ab', 2), repeat(NULL, 2), repeat(status, 2) FROM sales WHERE id = 1
SELECT repeat('x', 0)
SELECT CAST(1e30 AS bigint)
SELECT CAST(1e10 AS smallint)
SELECT CAST(1e3 AS tinyint)
SELECT CAST(-1e10 AS integer)
SELECT CAST(weight * 1e12 AS integer) FROM sales
SELECT CAST(REAL '1e10' AS integer)
SELECT CAST(1e300 AS real)
SELECT CAST(1e10 AS decimal(5,2))
SELECT CAST(12345.678 AS decimal(5,2))
SELECT TRY_CAST(1e10 AS integer)
SELECT TRY(CAST(1e10 AS integer))
SELECT upper(CAST('ab' AS char(4))) || '|', CAST('ab' AS char(4)) || '|', concat(CAST('ab' AS char(4)), '|'), CAST(CAST('ab' AS char(4)) AS varchar) || '|'
SELECT c, length(c), c = 'ab', c || '|' FROM (SELECT CAST('ab' AS char(4)) AS c)
SELECT CAST('ab' AS char(4)) = 'ab  ', CAST('ab' AS char(4)) IN ('ab'), CAST('ab' AS char(4)) LIKE 'ab', CAST('ab' AS char(4)) LIKE 'ab  '
SELECT CAST(status AS char(2)), count(*) FROM sales GROUP BY CAST(status AS char(2)) ORDER BY 1
SELECT CAST('ab' AS char(4)) = CAST('ab' AS char(6)), max(CAST(status AS char(3))) FROM sales
SELECT coalesce(CAST('a' AS char(3)), 'b'), CASE WHEN true THEN CAST('a' AS char(3)) END
SELECT json_format(CAST('a' AS json)), ARRAY[CAST('a' AS char(3))]
SELECT map_entries(MAP(ARRAY['a'], ARRAY[1]))[1][1], map_entries(MAP(ARRAY['a'], ARRAY[1]))
SELECT e[1] FROM UNNEST(map_entries(MAP(ARRAY['a'], ARRAY[1]))) AS t(e, f)
SELECT transform(map_entries(MAP(ARRAY['a'], ARRAY[1])), e -> e[1])
SELECT zip(ARRAY[1], ARRAY['a']), zip_with(ARRAY[1], ARRAY[2], (x, y) -> ROW(x, y))
SELECT CAST(true AS date)
SELECT CAST(ARRAY[1] AS varchar)
SELECT CAST(MAP() AS varchar)
SELECT CAST(ROW(1) AS varchar)
SELECT CAST('a' AS varbinary)
SELECT CAST(1 AS varbinary)
SELECT CAST(1 AS uuid)
SELECT CAST(1 AS array(integer))
SELECT CAST(true AS integer), CAST(1 AS boolean), CAST(true AS varchar), CAST(2 AS boolean), CAST(1.5 AS boolean), CAST(0e0 AS boolean)
SELECT CAST(DATE '2024-01-01' AS integer)
SELECT CAST(ARRAY[1] AS array(varchar)), CAST(ARRAY['1'] AS array(integer))
SELECT CAST(JSON '1' AS varbinary)
SELECT regexp_replace(note, status, 'x') FROM sales WHERE id < 3
SELECT regexp_replace('abc', pattern, '-') FROM (VALUES 'x*', 'b') AS t(pattern)
SELECT regexp_extract_all('abc', pattern), regexp_split('abc', pattern), regexp_count('abc', pattern) FROM (VALUES 'x*', 'b') AS t(pattern)
SELECT status AS s, count(*) AS n FROM sales GROUP BY status HAVING n > 1
SELECT status, count(*) AS n FROM sales GROUP BY status HAVING n > 16 ORDER BY 1
SELECT id FROM sales WHERE id < 2 ISNULL
SELECT note ISNULL FROM sales
SELECT note NOTNULL FROM sales
SELECT 5 & 3
SELECT 1 << 2
SELECT ~1
SELECT 2 ^ 3
SELECT status ~ 'p' FROM sales
SELECT 'a' ^@ 'a'
SELECT @(-1)
SELECT 'a' SIMILAR TO 'a'
SELECT 'a' GLOB 'a'
SELECT #1 FROM sales
SELECT a: 1
SELECT 1 BETWEEN SYMMETRIC 2 AND 0
SELECT 'a' COLLATE nocase
SELECT sum(qty) FILTER (flag) FROM sales
SELECT (SELECT 1), * FROM sales WHERE id < 1
SELECT status.upper() FROM sales
SELECT [x + 1 FOR x IN ARRAY[1, 2]]
SELECT MAP {'a': 1}
SELECT count() FROM sales
SELECT 1 AS a, UNNEST(ARRAY[1, 2]) AS b
SELECT DATE '2024-01-01' + 1
SELECT 'a' = 1
SELECT 1 = true
SELECT id FROM sales WHERE 'x'
SELECT CAST(1 AS int8), CAST(1 AS text), CAST(1 AS float), CAST(1 AS string), CAST(1 AS hugeint)
SELECT CAST(1 AS int8)
SELECT CAST(1 AS text)
SELECT CAST(1 AS float)
SELECT CAST(1 AS string)
SELECT CAST(1 AS hugeint)
SELECT CAST(1 AS numeric(5,1)), CAST(1 AS dec(5,1)), CAST(1 AS double precision), CAST('a' AS character varying)
SELECT CAST('a' AS bytea)
SELECT ''''
SELECT "a" FROM (SELECT 1 AS a)
SELECT DISTINCT status FROM sales ORDER BY id
SELECT id FROM sales ORDER BY 3
SELECT id FROM sales GROUP BY 2
SELECT id FROM sales GROUP BY 1 HAVING qty > 1
SELECT max(count(*)) FROM sales
SELECT sum(qty) OVER () FROM sales WHERE sum(qty) OVER () > 1
SELECT t.id FROM sales s
SELECT id FROM (SELECT id, id FROM sales)
SELECT * FROM (SELECT 1 AS a) t(x, y)
SELECT 1 UNION SELECT 1, 2
SELECT 1 WHERE 1 = (SELECT 1, 2)
SELECT x FROM (VALUES 1, 'a') AS t(x)
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
SELECT rank() FROM sales
SELECT concat(1, 2)
SELECT year('2024')
SELECT json_parse('{')
SELECT CAST('abc' AS uuid)
SELECT 1 / 0e0, 0e0 / 0e0
SELECT element_at(ARRAY[1], 0)
SELECT ARRAY[1][5]
SELECT from_hex('zz')
SELECT sequence(1, 10, 0)
SELECT sequence(10, 1, 2)
SELECT IF(1, 2, 3)
SELECT CASE 1 WHEN 'a' THEN 1 END
SELECT 9223372036854775808
SELECT 99999999999999999999999999999999999999999
-- decimals, held out
SELECT CAST('123456789012345678.12' AS decimal(20,2)) / CAST('3.00' AS decimal(10,2))
SELECT CAST(x AS decimal(38,2)) / CAST(y AS decimal(38,2)) FROM (VALUES ('123456789012345678901234567890123456.78', '7.03')) AS t(x, y)
SELECT CAST('99999999999999999999999999999999999999' AS decimal(38,0)) / CAST('0.01' AS decimal(3,2))
SELECT CAST('12345678901234567890123456789012345678' AS decimal(38,0)) / CAST('12345678901234567890123456789012345677' AS decimal(38,0))
SELECT CAST('12345678901234567890.123456789012345678' AS decimal(38,18)) / CAST('0.000000000000000003' AS decimal(38,18))
SELECT CAST('1' AS decimal(38,37)) / CAST('3' AS decimal(38,37))
SELECT DECIMAL '1' / DECIMAL '3', DECIMAL '-1.5' / DECIMAL '2', DECIMAL '0.5' / 2, 5 / DECIMAL '0.02', DECIMAL '2.5' / 0.05
SELECT price / qty FROM sales WHERE qty > 0 ORDER BY id
SELECT id, price / 3, price / 7.00, -price / 3, price / id FROM sales WHERE id > 0 ORDER BY id
SELECT price / 0 FROM sales
SELECT price / qty FROM sales
SELECT TRY(price / qty) FROM sales ORDER BY id
SELECT coalesce(TRY(price / qty), -1) FROM sales ORDER BY id
SELECT TRY(coalesce(price / qty, -1)) FROM sales ORDER BY id
SELECT TRY(coalesce(10 / qty, -1)), TRY(coalesce(10 % qty, -1)) FROM sales ORDER BY id
SELECT sum(price) / count(*), sum(price) / sum(qty), avg(price), avg(price) / 3, avg(price / 3) FROM sales
SELECT status, avg(price), avg(DISTINCT price), avg(price) FILTER (WHERE flag), sum(price) / NULLIF(sum(qty), 0) FROM sales GROUP BY status ORDER BY status
SELECT id, avg(price) OVER (PARTITION BY status ORDER BY id ROWS 2 PRECEDING) FROM sales ORDER BY id
SELECT avg(x) FROM (VALUES DECIMAL '123456789012345678901234567890.5', DECIMAL '223456789012345678901234567891.0') AS t(x)
SELECT avg(x) FROM (VALUES DECIMAL '0.1', DECIMAL '0.2') AS t(x)
SELECT avg(x), avg(-x) FROM (VALUES DECIMAL '12345678901234567.85', DECIMAL '12345678901234567.86') AS t(x)
SELECT avg(x) FROM (SELECT CAST(NULL AS decimal(20,2)) AS x) AS t
SELECT avg(price) FROM sales WHERE false
SELECT price / (SELECT max(qty) FROM sales) FROM sales WHERE id = 3
SELECT price / CAST(qty AS double) FROM sales WHERE id = 3
SELECT price / qty / 3 / 7 / 11, price / (qty / 3) FROM sales WHERE id = 3
SELECT (price + 1) / (price * 2), round(price / 3, 1), CAST(price / 3 AS varchar) FROM sales WHERE id = 3
SELECT 100.0 * sum(price) / (SELECT sum(price) FROM sales), 100.00 * count(*) / 7 FROM sales WHERE flag
SELECT DECIMAL '12345678901234567890123456789.123' % DECIMAL '7.5', mod(price, 7) FROM sales WHERE id = 3
SELECT NULL / DECIMAL '3', DECIMAL '3' / NULL
SELECT price / NULL FROM sales WHERE id = 1
SELECT DECIMAL '10' / 0
SELECT DECIMAL '10' / DECIMAL '0.00'
SELECT DECIMAL '10' % 0
SELECT transform(ARRAY[DECIMAL '1.5', DECIMAL '2.5'], x -> x / 3)
SELECT transform(ARRAY[1, 2], x -> x / 3.0)
SELECT x / y FROM (SELECT r.a AS x, r.b AS y FROM (SELECT CAST(ROW(1.50, 0.3) AS ROW(a decimal(10,2), b decimal(10,1))) AS r) AS q) AS t
SELECT avg(r.a) FROM (SELECT CAST(ROW(price) AS ROW(a decimal(18,2))) AS r FROM sales) AS q
SELECT avg(e) FROM UNNEST(ARRAY[1.1, 1.2, 1.25]) AS t(e)
SELECT avg(m['a']), sum(m['a']) / 3 FROM (SELECT MAP(ARRAY['a'], ARRAY[price]) AS m FROM sales) AS t
-- subscripts, held out
SELECT t[9] FROM (SELECT tags AS t FROM sales) AS q
WITH a AS (SELECT tags AS t FROM sales) SELECT t[9] FROM a
SELECT split(status, 'a')[9] FROM sales
SELECT regexp_extract_all(status, 'a')[9] FROM sales
SELECT map_keys(MAP(ARRAY['a'], ARRAY[1]))[2]
SELECT map_values(m)[2] FROM (SELECT MAP(ARRAY['a'], ARRAY[1]) AS m) AS t
SELECT array_agg(id)[100] FROM sales
SELECT x[100] FROM (SELECT array_agg(id) AS x FROM sales) AS t
SELECT m['zz'] FROM (SELECT map_agg(status, id) AS m FROM sales) AS t
SELECT map_agg(status, id)['zz'] FROM sales
SELECT histogram(status)['zz'] FROM sales
SELECT multimap_agg(status, id)['paid'][99] FROM sales
SELECT transform(tags, x -> tags[9]) FROM sales
SELECT transform(ARRAY[ARRAY[1]], x -> x[2])
SELECT transform(ARRAY[MAP(ARRAY['a'], ARRAY[1])], x -> x['b'])
SELECT filter(ARRAY[1, 2], x -> x > 1)[2]
SELECT ARRAY[ARRAY[1, 2], ARRAY[3]][2][2]
SELECT r.a[3] FROM (SELECT CAST(ROW(ARRAY[1, 2]) AS ROW(a array(integer))) AS r) AS t
SELECT r[1][3] FROM (SELECT ROW(ARRAY[1, 2]) AS r) AS t
SELECT e[3] FROM UNNEST(ARRAY[ARRAY[1, 2]]) AS t(e)
SELECT v[3] FROM UNNEST(MAP(ARRAY['a'], ARRAY[ARRAY[1, 2]])) AS t(k, v)
SELECT a[3] FROM UNNEST(ARRAY[ROW(1, ARRAY[1, 2])]) AS t(i, a)
SELECT a[3] FROM UNNEST(ARRAY[1], ARRAY[ARRAY[1, 2]]) AS t(i, a)
SELECT (SELECT tags FROM sales WHERE id = 1)[9]
SELECT (SELECT MAP(ARRAY['a'], ARRAY[1]))['b']
SELECT IF(id > 1, tags, ARRAY['q'])[9] FROM sales
SELECT coalesce(tags, ARRAY['q'])[9] FROM sales
SELECT CASE WHEN flag THEN tags END[9] FROM sales WHERE id = 2
SELECT max_by(tags, id)[9] FROM sales
SELECT lag(tags) OVER (ORDER BY id)[9] FROM sales
SELECT first_value(tags) OVER (ORDER BY id)[9] FROM sales
SELECT reduce(ARRAY[1, 2], ARRAY[0], (s, x) -> s || x, s -> s)[9]
SELECT reduce(ARRAY[1, 2], ARRAY[0], (s, x) -> ARRAY[s[9]], s -> s)
SELECT (tags || 'x')[9] FROM sales
SELECT concat(tags, tags)[9] FROM sales
SELECT array_sort(tags)[9] FROM sales
SELECT slice(tags, 1, 2)[9] FROM sales
SELECT sequence(1, 3)[4]
SELECT sequence(DATE '2024-01-01', DATE '2024-01-03')[4]
SELECT repeat('a', 2)[3]
SELECT zip(ARRAY[1], ARRAY['a'])[2]
SELECT map_entries(MAP(ARRAY['a'], ARRAY[1]))[2]
SELECT map_filter(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v > 5)['a']
SELECT transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v)['b']
SELECT transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> k)['b']
SELECT map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]))['c']
SELECT map_from_entries(ARRAY[ROW('a', ARRAY[1])])['a'][2]
SELECT split_to_map('a:1', ',', ':')['b']
SELECT split_to_multimap('a:1', ',', ':')['a'][2]
SELECT CAST(JSON '[1]' AS array(integer))[2]
SELECT CAST(JSON '{"a": [1]}' AS map(varchar, array(integer)))['a'][2]
SELECT approx_percentile(id, ARRAY[0.5])[2] FROM sales
SELECT max(id, 2)[3] FROM sales
SELECT array_distinct(tags)[9], array_union(tags, tags)[9] FROM sales
SELECT flatten(ARRAY[ARRAY[1]])[2]
SELECT combinations(ARRAY[1, 2], 2)[2]
SELECT ngrams(ARRAY['a', 'b'], 2)[2]
SELECT reverse(tags)[9] FROM sales
SELECT element_at(ARRAY[ARRAY[1]], 1)[2]
SELECT element_at(MAP(ARRAY['a'], ARRAY[ARRAY[1]]), 'a')[2]
SELECT TRY(tags[9]) FROM sales WHERE id < 3
SELECT TRY(coalesce(tags[9], 'x')) FROM sales WHERE id < 3
SELECT coalesce(TRY(tags[9]), 'x') FROM sales WHERE id < 3
SELECT tags[0] FROM sales
SELECT tags[-1] FROM sales
SELECT tags[CAST(id AS integer)] FROM sales WHERE id BETWEEN 1 AND 2
SELECT tags[id + 5] FROM sales
SELECT tags[id] FROM sales WHERE id = 0
SELECT x[2] FROM (VALUES ARRAY[1], ARRAY[1, 2]) AS t(x)
SELECT x[2] FROM (SELECT ARRAY[1] UNION ALL SELECT ARRAY[1, 2]) AS t(x)
SELECT a.x[2] FROM (SELECT ARRAY[1] AS x) AS a JOIN (SELECT 1 AS y) AS b ON true
SELECT x[2] FROM (SELECT ARRAY[1] AS x) AS a JOIN (SELECT ARRAY[1] AS x) AS b USING (x)
WITH RECURSIVE r(a, n) AS (SELECT ARRAY[1], 1 UNION ALL SELECT a || n, n + 1 FROM r WHERE n < 3) SELECT a[9] FROM r
SELECT min(tags)[9] FROM sales
SELECT array_agg(x)[2][5] FROM (VALUES ARRAY[1], ARRAY[2]) AS t(x)
SELECT * FROM (SELECT MAP(ARRAY[1], ARRAY['x']) AS m) AS t WHERE m[2] = 'y'
SELECT m[NULL] FROM (SELECT MAP(ARRAY[1], ARRAY['x']) AS m) AS t
SELECT ARRAY[1, 2][NULL]
SELECT CAST(NULL AS array(integer))[5]
SELECT cardinality((SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])))
SELECT cardinality((SELECT m FROM (SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]) AS m) AS t))
SELECT cardinality(element_at(MAP(ARRAY['a'], ARRAY[MAP(ARRAY['x'], ARRAY[1])]), 'a'))
SELECT cardinality(x) FROM UNNEST(ARRAY[MAP(ARRAY['x'], ARRAY[1])]) AS t(x)
SELECT transform(ARRAY[MAP(ARRAY['x'], ARRAY[1])], m -> cardinality(m))
SELECT x FROM UNNEST(ARRAY[1.5, 2.25]) AS t(x) WHERE x / 3 > 0.6
SELECT zip_with(ARRAY[ARRAY[1]], ARRAY[5], (a, b) -> a[b])
SELECT map_zip_with(MAP(ARRAY[1], ARRAY[ARRAY[1]]), MAP(ARRAY[1], ARRAY[2]), (k, a, b) -> a[b])
SELECT reduce_agg(id, 0, (s, x) -> s + x, (a, b) -> a + b) FROM sales
SELECT EXISTS (SELECT tags[9] FROM sales)
SELECT tags[9] FROM sales WHERE false
SELECT count(*) FROM sales WHERE tags[1] = 'x'
SELECT count(*) FROM sales WHERE cardinality(tags) > 0 AND tags[1] = 'x'
-- small, held out
SELECT sum(x), avg(x), min(x) FROM (VALUES CAST(1.5 AS real), CAST(2.25 AS real)) AS t(x)
SELECT sum(CAST(price AS real)) FROM sales
SELECT sum(CAST(price AS real) * 2), sum(CAST(price AS real) + 1e0), sum(CAST(qty AS real) / 3) FROM sales
SELECT status, sum(CAST(weight AS real)) FILTER (WHERE flag) FROM sales GROUP BY status ORDER BY status
SELECT id, sum(CAST(weight AS real)) OVER (ORDER BY id), avg(CAST(weight AS real)) OVER (ORDER BY id) FROM sales ORDER BY id
SELECT sum(x) / 3, avg(x) + 1, typeof(sum(x)), stddev(x) FROM (VALUES REAL '1.5', REAL '0.1') AS t(x)
SELECT CAST('2026-01-01 23:00:00.5 +05:30' AS timestamp with time zone)
SELECT to_unixtime(CAST(x AS timestamp with time zone)), to_unixtime(TRY_CAST(x AS timestamp with time zone)) FROM (VALUES '2026-01-01 23:00:00.5 +05:30', '2026-01-01 23:00:00 -03:00') AS t(x)
SELECT TRY_CAST(x AS timestamp with time zone) AT TIME ZONE 'UTC' FROM (VALUES '2026-01-01 23:00:00.5 +05:30', '2026-01-01 23:00 +05:30', '2026-01-01 +05:30', 'no') AS t(x)
SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS json), CAST(TIMESTAMP '2024-01-01 10:11:12.345678' AS json), CAST(local_at AS json) FROM sales WHERE id = 1
SELECT CAST(CAST(local_at AS timestamp) AS json), CAST(CAST(local_at AS timestamp(0)) AS json) FROM sales WHERE id = 1
SELECT CAST(ARRAY[TIMESTAMP '2024-01-01 00:00:00'] AS json), CAST(ROW(TIMESTAMP '2024-01-01 00:00:00.5') AS json), CAST(MAP(ARRAY['a'], ARRAY[TIMESTAMP '2024-01-01 00:00:00']) AS json)
SELECT CAST(DATE '2024-01-01' AS json), CAST(1.50 AS json), CAST(1e0 AS json), CAST(ARRAY[1.50, NULL] AS json), CAST(REAL '1.5' AS json)
SELECT CAST(TIME '10:11:12' AS json)
SELECT CAST(day AS json), CAST(price AS json), CAST(weight AS json), CAST(tags AS json), CAST(note AS json), CAST(flag AS json) FROM sales WHERE id < 3 ORDER BY id
SELECT min(t), max(t) FROM (VALUES TIME '10:00:00+02:00', TIME '09:30:00+01:00', TIME '01:00:00-10:00') AS x(t)
SELECT json_array_get('["a", "b"]', 1), json_format(json_array_get('["a"]', 0)), CAST(json_array_get('["a"]', 0) AS varchar)
SELECT json_array_get('["a"]', 0) = JSON '"a"', json_extract_scalar(json_array_get('["a"]', 0), '$'), json_array_get('[1, {"b": "x"}, null]', 1)
SELECT json_extract_scalar(json_array_get('[{"a": "b"}]', 0), '$.a'), json_array_get('["a \" b"]', 0), json_array_get('["é\n"]', 0)
SELECT json_parse(x) FROM (VALUES '{"b":1,"a":{"d":1,"c":[3,{"z":1,"y":2}]}}', '"😀 é \u00e9 \u2028 / \/ \t"', ' [ ] ', '{}', 'true', 'null') AS t(x)
SELECT json_parse('{"a":1} x')
SELECT json_parse('')
SELECT json_parse('{a:1}')
SELECT json_parse('01')
SELECT json_parse('NaN')
SELECT json_parse("x") FROM (VALUES '[1') AS t(x)
SELECT json_parse(x) = JSON '{"a":1,"b":2}' FROM (VALUES '{"b":2, "a":1}') AS t(x)
SELECT json_format(json_parse(x)), CAST(json_parse(x) AS map(varchar, integer)) FROM (VALUES '{"b":2, "a":1}') AS t(x)
SELECT json_extract(json_parse(x), '$.b'), json_extract(x, '$.b'), json_extract_scalar(json_parse(x), '$.b.z') FROM (VALUES '{"b":{"z":1.10,"c":1e-7}, "a":1}') AS t(x)
SELECT json_parse(NULL), json_parse(CAST(NULL AS varchar))
SELECT TRY(json_parse(note)), TRY(json_parse('[' || CAST(id AS varchar) || ']')) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(split_part('a,b', ',', qty)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(from_base(status, 16)), TRY(from_base(CAST(id AS varchar), 10)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(sequence(1, qty, 0)), TRY(width_bucket(price, 0, 10, qty)), TRY(element_at(tags, qty)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(CAST(note AS integer)), TRY(coalesce(CAST(note AS integer), 5)), TRY(CAST(id * 1000 AS varchar(2))), TRY(coalesce(CAST(id * 1000 AS varchar(2)), 'x')) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(bitwise_right_shift(-1, 1))
SELECT TRY(luhn_check(note)), TRY(strpos(note, 'o', qty)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(CAST(json_parse(x) AS varchar)) FROM (VALUES '{"a":1}', '"b"') AS t(x)
SELECT TRY(m['b']), TRY(coalesce(m['b'], 5)) FROM (SELECT MAP(ARRAY['a'], ARRAY[1]) AS m) AS t
SELECT TRY(json_value('{"a":1}', 'strict $.b' ERROR ON ERROR))
SELECT TRY(md5(to_utf8(status))) FROM sales WHERE id < 2
SELECT TRY(TRY(1 / qty) + 1) FROM sales WHERE id < 2 ORDER BY id
SELECT TRY(substr(note, qty)), TRY(upper(note) || 'x') FROM sales WHERE id < 2 ORDER BY id
SELECT TRY(abs(qty / 0)) FROM sales WHERE id < 2
SELECT TRY(max(id) / 0) FROM sales
SELECT TRY(sum(id) / min(qty)) FROM sales
SELECT status, TRY(sum(price) / sum(qty - qty)) FROM sales GROUP BY status ORDER BY status
SELECT TRY(sum(price) / (count(*) - count(*))), TRY(coalesce(sum(qty) / 0, 1)), sum(qty) FROM sales
SELECT id, TRY(sum(qty) OVER (ORDER BY id) / qty) FROM sales WHERE id < 4 ORDER BY id
SELECT TRY(1 / qty), TRY(coalesce(1 / qty, 7)), TRY(1 / qty + 1) FROM sales WHERE id < 3 ORDER BY id
SELECT status FROM sales GROUP BY status HAVING TRY(max(qty) / (min(qty) - min(qty))) IS NULL ORDER BY status
SELECT TRY(id / qty) AS q, count(*), TRY(id / qty + 1) FROM sales WHERE TRY(10 / qty) > 2 GROUP BY TRY(id / qty), TRY(id / qty + 1) ORDER BY 1, 3
SELECT substr(NULL, 0), substr(note, 0), substr(note, -100) FROM sales WHERE id < 2 ORDER BY id
SELECT id, TRY(10 / qty + (SELECT max(qty) FROM sales)) FROM sales WHERE id < 3 ORDER BY id
SELECT transform(ARRAY[0, 1, 2], e -> TRY(coalesce(10 / e, -1)))
SELECT transform(ARRAY[0, 1, 2], e -> TRY(reduce(ARRAY[e, 2], 0, (s, x) -> s + 10 / x, s -> s)))
SELECT id, TRY(CASE WHEN flag THEN 10 / qty ELSE CAST(note AS integer) END), TRY(status IN ('paid', CAST(1 / qty AS varchar))) FROM sales WHERE id < 9 ORDER BY id
EXECUTE IMMEDIATE 'SELECT id, TRY(coalesce(? / qty, -1)) FROM sales WHERE id < ? ORDER BY id' USING 10, 9
SELECT status, TRY(sum(price) / nullif(sum(qty) - sum(qty), 1)), TRY(count(*) / (SELECT 0)) FROM sales GROUP BY status ORDER BY status
SELECT TRY(price / qty), TRY(qty) FROM sales WHERE TRY(coalesce(10 / qty, 0)) > 3 ORDER BY id
SELECT note, TRY(json_parse(substr(note, 6))), TRY(CAST(substr(note, 6) AS integer)), TRY(from_base(substr(note, 6, 1), 5)) FROM sales WHERE id < 12 ORDER BY id
SELECT status, TRY(from_base(status, 29)), TRY(from_base(status, 36)) FROM sales WHERE id < 4 ORDER BY id
SELECT TRY(transform(ARRAY[0, 1], x -> qty / x)), TRY(transform(ARRAY[2, 1], x -> qty / x)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(TRY(sum(qty) / 0) + 1), TRY(coalesce(TRY(max(qty) / 0), 5)) FROM sales
SELECT TRY(CAST('a' AS integer)), TRY(coalesce(1 / 0, 5)), TRY(ARRAY[1][2])
SELECT TRY(s.qty / s.customer_id), count(*) FROM sales AS s GROUP BY TRY(s.qty / s.customer_id) ORDER BY 1
-- numbers, held out
SELECT id, round(weight / 3, 2), truncate(weight * 1.7), mod(id, 4) FROM sales WHERE id BETWEEN 10 AND 14 ORDER BY id
SELECT abs(-7), sign(-2.5), ceiling(2.1), floor(-2.1), power(2, 10), sqrt(2e0)
SELECT CAST(9 AS tinyint) + CAST(9 AS smallint), 7 % -3, -7 / 2, BIGINT '9223372036854775807' / 10
SELECT round(DECIMAL '12.345', 2), round(-2.5), round(3.5e0), truncate(DECIMAL '-9.99', 1)
-- decimals, held out
SELECT status, sum(price) / count(*) AS mean, sum(price * qty) / nullif(sum(qty), 0) AS weighted FROM sales GROUP BY status ORDER BY status
SELECT id, price / (SELECT sum(price) FROM sales) * 100 FROM sales WHERE id < 5 ORDER BY id
SELECT avg(price * DECIMAL '1.075'), avg(DISTINCT price), avg(price) - avg(CAST(qty AS decimal(10,4))) FROM sales
SELECT DECIMAL '98765432109876543210.12345' / DECIMAL '0.00007', DECIMAL '1' / DECIMAL '7.000000000'
SELECT id, price / lag(price) OVER (ORDER BY id) FROM sales WHERE id BETWEEN 3 AND 8 ORDER BY id
SELECT customer_id, CAST(sum(price) / 7 AS decimal(10,4)) FROM sales GROUP BY customer_id HAVING avg(price) > 2 ORDER BY 1
-- text, held out
SELECT upper(substr(status, 1, 1)) || substr(status, 2), length(note), reverse(status) FROM sales WHERE id IN (1, 4) ORDER BY id
SELECT split_part('a|b|c', '|', 2), split_part('a|b', '|', 9), strpos('banana', 'na'), replace('banana', 'na', '-'), lpad('7', 3, '0')
SELECT concat_ws('/', status, note, CAST(qty AS varchar)) FROM sales WHERE id < 3 ORDER BY id
SELECT listagg(status, '+') WITHIN GROUP (ORDER BY id) FROM sales WHERE id < 4
SELECT regexp_replace(note, '(\w+) (\d+)', '$2-$1'), regexp_extract(note, '\d+'), regexp_like(note, '1$') FROM sales WHERE id BETWEEN 20 AND 22 ORDER BY id
SELECT translate('abc', 'ab', 'xy'), starts_with('mesh', 'me'), levenshtein_distance('kitten', 'sitting'), codepoint('é'), chr(233)
-- dates, held out
SELECT day, date_trunc('week', day), day_of_week(day), last_day_of_month(day), day + INTERVAL '1' MONTH FROM sales WHERE id IN (0, 10, 19) ORDER BY id
SELECT date_diff('day', DATE '2024-02-27', DATE '2024-03-01'), date_add('quarter', -1, DATE '2024-05-31'), week(DATE '2024-12-30'), year_of_week(DATE '2024-12-30')
SELECT date_format(local_at, '%Y/%m/%d %H:%i:%s'), format_datetime(local_at, 'yyyy-MM-dd HH:mm'), hour(local_at) FROM sales WHERE id = 9
SELECT extract(YEAR FROM placed_at), date_trunc('month', placed_at), to_unixtime(placed_at) FROM sales WHERE id = 31
SELECT placed_at AT TIME ZONE 'America/New_York', CAST(placed_at AT TIME ZONE 'Asia/Kolkata' AS date) FROM sales WHERE id = 3
SELECT min(local_at), max(placed_at), count(DISTINCT date_trunc('day', local_at)) FROM sales WHERE flag
SELECT CAST(local_at AS json), json_object('at': CAST(day AS varchar)) FROM sales WHERE id = 2
-- arrays, held out
SELECT tags[1], element_at(tags, 3), cardinality(tags), contains(tags, 'y') FROM sales WHERE id IN (1, 2) ORDER BY id
SELECT tags[4] FROM sales WHERE id = 1
SELECT array_join(array_sort(array_distinct(array_agg(status))), ','), array_agg(id ORDER BY id DESC)[1] FROM sales
SELECT zip_with(ARRAY[1, 2], ARRAY[10, 20], (a, b) -> a * b), reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 2)
SELECT filter(sequence(1, 10), x -> x % 3 = 0)[4]
SELECT slice(ARRAY[1, 2, 3, 4], -2, 2), array_position(ARRAY['a', 'b'], 'b'), array_max(ARRAY[1, 5, 3]), arrays_overlap(ARRAY[1], ARRAY[2, 1])
SELECT any_match(tags, t -> t = 'x'), none_match(tags, t -> t = 'q'), transform(tags, t -> upper(t)) FROM sales WHERE id < 3 ORDER BY id
-- maps, held out
SELECT m['b'], element_at(m, 'z'), cardinality(m), map_keys(m) FROM (SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]) AS m) AS t
SELECT m['z'] FROM (SELECT map_agg(status, qty) AS m FROM sales) AS t
SELECT transform_values(MAP(ARRAY['a', 'b'], ARRAY[3, 4]), (k, v) -> v / 2.0), map_filter(MAP(ARRAY[1, 2], ARRAY['x', 'y']), (k, v) -> k > 1)
SELECT k, v FROM UNNEST(MAP(ARRAY['p', 'q'], ARRAY[DECIMAL '1.5', DECIMAL '2.5'])) AS t(k, v) ORDER BY v / 3 DESC
-- rows, held out
SELECT r.a + 1, r.b[2] FROM (SELECT CAST(ROW(1, ARRAY['x', 'y']) AS ROW(a integer, b array(varchar))) AS r) AS t
SELECT r.b[3] FROM (SELECT CAST(ROW(1, ARRAY['x', 'y']) AS ROW(a integer, b array(varchar))) AS r) AS t
SELECT a, b FROM UNNEST(ARRAY[ROW(1, 'x'), ROW(2, 'y')]) AS t(a, b) WHERE a > 1
-- json, held out
SELECT json_parse(j), json_extract(j, '$.b'), json_extract_scalar(j, '$.a') FROM (VALUES '{"b": [1, 2.50], "a": "x"}') AS t(j)
SELECT json_format(json_parse('{"z":1,"a":{"y":2,"b":1e5}}')), json_array_length('[1,2,3]'), json_size('{"a":{"b":1}}', '$.a')
SELECT CAST(json_parse('[1, 2, 3]') AS array(integer))[3], CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json)
SELECT json_query('{"a":[1,2]}', 'lax $.a[0]' WITH WRAPPER), json_value('{"a":"5"}', 'lax $.a' RETURNING integer), json_exists('{"a":1}', 'strict $.a')
-- try and casts, held out
SELECT TRY(CAST(note AS integer)), TRY_CAST(status AS double), TRY(10 / (qty - 3)) FROM sales WHERE id < 3 ORDER BY id
SELECT coalesce(TRY(from_base(note, 36)), -1), TRY(split_part(status, 'i', 0)) FROM sales WHERE id < 3 ORDER BY id
SELECT TRY(coalesce(1 / (qty - qty), 7)), TRY(tags[5]) FROM sales WHERE id = 1
SELECT CAST('2024-02-30' AS date)
SELECT CAST(1.5 AS varchar), CAST(true AS integer), CAST('12' AS bigint) + 1, CAST(2.5 AS integer), CAST(1e10 AS varchar)
-- aggregates, held out
SELECT count(*), count(note), count_if(flag), min_by(id, price), max_by(status, price), bool_or(flag), arbitrary(7) FROM sales
SELECT sum(CAST(weight AS real)), avg(weight), stddev(qty), approx_distinct(status), checksum(NULL) IS NULL FROM sales
SELECT status, sum(qty) FILTER (WHERE flag), array_agg(DISTINCT qty ORDER BY qty) FROM sales WHERE id < 9 GROUP BY status ORDER BY status
SELECT status, flag, sum(qty), grouping(status, flag) FROM sales GROUP BY ROLLUP (status, flag) ORDER BY 1, 2
-- windows, held out
SELECT id, rank() OVER (ORDER BY qty DESC), sum(price) OVER (PARTITION BY status ORDER BY id), ntile(3) OVER (ORDER BY id) FROM sales WHERE id < 8 ORDER BY id
SELECT id, avg(price) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), first_value(note) IGNORE NULLS OVER (ORDER BY id) FROM sales WHERE id < 6 ORDER BY id
-- joins and subqueries, held out
SELECT c.name, count(s.id) FROM customers AS c LEFT JOIN sales AS s ON s.customer_id = c.customer_id GROUP BY c.name ORDER BY c.name
SELECT id FROM sales AS s WHERE price > (SELECT avg(price) FROM sales WHERE status = s.status) ORDER BY id LIMIT 5
SELECT customer_id, name FROM customers WHERE EXISTS (SELECT 1 FROM sales WHERE sales.customer_id = customers.customer_id AND qty > 9) ORDER BY 1
WITH m AS (SELECT status, max(price) AS top FROM sales GROUP BY status) SELECT s.id, m.top FROM sales AS s JOIN m USING (status) WHERE s.price = m.top ORDER BY s.id
SELECT status FROM sales UNION SELECT state FROM customers ORDER BY 1
SELECT customer_id FROM customers EXCEPT SELECT customer_id FROM sales WHERE id < 5 ORDER BY 1
-- errors, held out
SELECT price / 0 FROM sales WHERE id = 1
SELECT status + 1 FROM sales
SELECT id, count(*) FROM sales
