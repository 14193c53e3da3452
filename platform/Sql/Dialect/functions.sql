-- Trino's functions as macros of the engine. One macro a line: name(parameters) = body.
-- A query gets those that it uses, and those that these use, under the name trino_<name>; no query can call that name itself. A line that begins
-- with "function" takes the place of Trino's function of the name, and has its types: function name(types) -> type: (parameters) = body. They are
-- what SHOW FUNCTIONS has, and the kind of its values where all its forms have one. "aggregate" in the place of "function" is for a body that calls
-- one; FILTER, DISTINCT and OVER need a row of AggregateFunctions. Other lines are parts of these, or are called by a family of Functions/.
-- error('NAME: message') ends the query with Trino's error NAME; within TRY it is mesh_fail('NAME: message'), which TRY takes. Names with mesh_ are functions
-- of the worker (DialectFunctions). As in Trino, a null argument gives null before any error: test it first. Lambdas' parameters begin with _ so that no column is captured.

-- Operators
-- mesh_quotient has the digits of a quotient of decimals, which get the scale of its type t.
quotient_type(a, b) = (a - b) * 1::TINYINT * 1::TINYINT * 1::TINYINT * 1::TINYINT * 1::TINYINT * 1::TINYINT * 1::TINYINT * 1::TINYINT
scaled(q, t) = cast_to_type(CAST(q AS DECIMAL(38,0)) * trino_unit(CAST(regexp_extract(typeof(t), ',(\d+)', 1) AS INTEGER), t), t)
unit(scale, t) = cast_to_type(lpad('1', scale + 1, '0')[1] || '.' || lpad('1', scale + 1, '0')[2:], t)
divide(a, b, t) = CASE WHEN typeof(t) LIKE 'DECIMAL%' THEN trino_scaled(mesh_quotient(a, b), t) WHEN typeof(t) IN ('DOUBLE', 'FLOAT') THEN cast_to_type(a / b, t) ELSE cast_to_type(trino_divide_integers(a, b), t) END
divide_exact(a, b, t) = trino_scaled(mesh_quotient(a, b), t)
-- NULL by zero is NULL. Where a has a window, a subquery or a macro, it is computed before (…_once): named twice at each level, it would grow in the engine.
divide_integers(a, b) = a // CASE WHEN b = 0 AND a IS NOT NULL THEN error('DIVISION_BY_ZERO: Division by zero') ELSE b END
divide_integers_once(a, b) = list_transform([row(a, b)], lambda _r: trino_divide_integers(_r[1], _r[2]))[1]
mod_once(a, b) = list_transform([row(a, b)], lambda _r: trino_mod(_r[1], _r[2]))[1]
function mod(bigint, bigint) -> bigint, (decimal, decimal) -> decimal, (double, double) -> double: (a, b) = a % CASE WHEN b = 0 AND a IS NOT NULL AND typeof(b) NOT IN ('DOUBLE', 'FLOAT') THEN error('DIVISION_BY_ZERO: Division by zero') ELSE b END
text(x) = CASE WHEN regexp_matches(typeof(x), '^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|DOUBLE|FLOAT|BOOLEAN|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE|TIME|UUID|INTERVAL|DECIMAL\([0-9,]*\))$') THEN error('FUNCTION_NOT_FOUND: The operator || takes text or arrays; write CAST(… AS varchar) for other values') ELSE x END
condition(x) = CASE WHEN typeof(x) NOT IN ('BOOLEAN', '"NULL"') THEN error('TYPE_MISMATCH: A condition must be a boolean') ELSE x END

span(x) = CASE WHEN date_part('year', x) = 0 AND date_part('month', x) = 0 THEN to_microseconds(epoch_us(x)) ELSE x END
spans(l) = list_transform(l, lambda _e: trino_span(_e))

-- Aggregates
avg_type(x) = list_aggregate([x], 'median')
avg_decimal(s, n, t) = trino_scaled(mesh_quotient(s, n), t)
digits(x) = mesh_quotient(CASE WHEN typeof(x) LIKE 'DECIMAL%' THEN x END, 1)
avg_any(a, s, n, t) = CASE WHEN typeof(t) LIKE 'DECIMAL%' THEN trino_scaled(mesh_quotient(s, n), t) ELSE cast_to_type(a, t) END
distinct_bit(x, y) = CASE WHEN x IS NOT NULL THEN CAST(hash(y) % 2097152 AS INTEGER) END
distinct_bits(b) = CASE WHEN b IS NULL THEN 0 WHEN bit_count(b) > 2097139 THEN error('NOT_SUPPORTED: approx_distinct counts up to 25 million values without GROUP BY: write count(DISTINCT …)') ELSE CAST(round(-2097152e0 * ln((2097152 - bit_count(b)) / 2097152e0)) AS BIGINT) END
avg(x) = cast_to_type(avg(x), trino_avg_type(min(x)))
aggregate geometric_mean(double) -> double: (x) = exp(avg(CASE WHEN x = 0 THEN '-Infinity'::DOUBLE ELSE ln(x) END))
firsts(l) = list_transform(l, lambda _e: _e[1])
map_of(entries) = map_from_entries(list_filter(entries, lambda _e, _i: list_position(list_transform(entries, lambda _x: _x[1]), _e[1]) = _i))

-- Numbers
function truncate(decimal) -> decimal, (decimal, bigint) -> decimal, (double) -> double: (x) = trunc(x), (x, n) = trunc(x, n)
truncate_at(x, n) = cast_to_type(trunc(x, n), x)
round_at(x, n) = CASE WHEN typeof(x) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT') THEN cast_to_type(round(TRY_CAST(CAST(x AS VARCHAR) AS HUGEINT), n), x - x) ELSE cast_to_type(round(cast_to_type(x, x - x), n), x - x) END
function sign(bigint) -> bigint, (decimal) -> decimal, (double) -> double: (x) = cast_to_type(sign(x), x)
ln(x) = CASE WHEN x < 0 THEN 'NaN'::DOUBLE WHEN x = 0 THEN '-Infinity'::DOUBLE ELSE ln(x) END
function log(double, double) -> double: (b, x) = trino_ln(x) / trino_ln(b)
function e() -> double: () = exp(1)
function infinity() -> double: () = 'Infinity'::DOUBLE
function nan() -> double: () = 'NaN'::DOUBLE
function width_bucket(double, array(double)) -> bigint, (double, double, double, bigint) -> bigint: (x, bins) = CASE WHEN x IS NULL THEN NULL WHEN len(bins) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: Bins cannot be an empty array') WHEN isnan(CAST(x AS DOUBLE)) THEN error('INVALID_FUNCTION_ARGUMENT: Operand cannot be NaN') ELSE len(list_filter(bins, lambda _e: _e <= x)) END, (x, low, high, n) = CASE WHEN x IS NOT NULL AND low IS NOT NULL AND high IS NOT NULL AND n IS NOT NULL THEN trino_equal_bucket(CAST(x AS DOUBLE), CAST(low AS DOUBLE), CAST(high AS DOUBLE), CAST(n AS BIGINT)) END
equal_bucket(x, low, high, n) = CASE WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: bucketCount must be greater than 0') WHEN isnan(x) THEN error('INVALID_FUNCTION_ARGUMENT: operand must not be NaN') WHEN NOT isfinite(low) OR NOT isfinite(high) THEN error('INVALID_FUNCTION_ARGUMENT: bounds must be finite') WHEN low = high THEN error('INVALID_FUNCTION_ARGUMENT: bounds cannot equal each other') WHEN low < high THEN trino_bucket(x, low, high, n) ELSE n + 1 - trino_bucket(x, high, low, n) END
bucket(x, low, high, n) = CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(trunc(n * (x - low) / (high - low) + 1) AS BIGINT) END
function to_base(bigint, bigint) -> varchar: (x, radix) = CASE WHEN x IS NOT NULL THEN trino_base_text(CAST(x AS BIGINT), trino_radix(radix)) END
-- In two parts: the least number has no opposite. The engine may call to_base with values of branches of a CASE that are not taken.
base_text(x, radix) = CASE WHEN x < 0 THEN '-' ELSE '' END || regexp_replace(lower(to_base(abs(x // radix), CAST(radix AS INTEGER)) || to_base(abs(x % radix), CAST(radix AS INTEGER))), '^0(.)', '\1')
function from_base(varchar, bigint) -> bigint: (s, radix) = CASE WHEN s IS NOT NULL AND radix IS NOT NULL THEN CAST(trino_base_digits(regexp_replace(lower(s), '^[+-]', ''), trino_radix(radix), CASE WHEN s LIKE '-%' THEN -1 ELSE 1 END) AS BIGINT) END
radix(r) = CASE WHEN r NOT BETWEEN 2 AND 36 THEN error('INVALID_FUNCTION_ARGUMENT: Radix must be between 2 and 36') ELSE r END
base_digits(s, radix, sign) = CASE WHEN s = '' THEN error('INVALID_FUNCTION_ARGUMENT: Not a valid base number') ELSE list_reduce(list_transform(string_split(s, ''), lambda _e: CASE WHEN strpos('0123456789abcdefghijklmnopqrstuvwxyz'[1:radix], _e) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: Not a valid base number') ELSE strpos('0123456789abcdefghijklmnopqrstuvwxyz', _e)::HUGEINT - 1 END), lambda _a, _b: trino_base_number(_a * radix + sign * _b), 0::HUGEINT) END
base_number(x) = CASE WHEN x NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN error('INVALID_FUNCTION_ARGUMENT: Not a valid base number') ELSE x END
function bitwise_and(bigint, bigint) -> bigint: (a, b) = CAST(a AS BIGINT) & CAST(b AS BIGINT)
function bitwise_or(bigint, bigint) -> bigint: (a, b) = CAST(a AS BIGINT) | CAST(b AS BIGINT)
function bitwise_xor(bigint, bigint) -> bigint: (a, b) = xor(CAST(a AS BIGINT), CAST(b AS BIGINT))
function bitwise_not(bigint) -> bigint: (a) = ~CAST(a AS BIGINT)
function bitwise_left_shift(bigint, bigint) -> bigint: (a, n) = cast_to_type(CAST(a & -1 AS BIT) << CAST(n AS INTEGER), a)
function bitwise_right_shift_arithmetic(bigint, bigint) -> bigint: (a, n) = cast_to_type(CAST(a & -1 AS BIGINT) >> CASE WHEN n > 63 THEN 63 ELSE n END, a)
function bitwise_right_shift(bigint, bigint) -> bigint: (a, n) = cast_to_type(CASE WHEN a >= 0 OR n = 0 THEN a >> n WHEN n < trino_bits(a) THEN (CAST(a AS HUGEINT) + (CAST(1 AS HUGEINT) << trino_bits(a))) >> n WHEN a < 0 AND n IS NOT NULL THEN 0 END, a)
bits(x) = CASE typeof(x) WHEN 'TINYINT' THEN 8 WHEN 'SMALLINT' THEN 16 WHEN 'INTEGER' THEN 32 ELSE 64 END
function bit_count(bigint, bigint) -> bigint: (a, bits) = CASE WHEN a IS NOT NULL THEN trino_bits_of(CAST(a AS BIGINT), bits) END
bits_of(a, bits) = CASE WHEN bits NOT BETWEEN 2 AND 64 THEN error('INVALID_FUNCTION_ARGUMENT: Bits specified in bit_count must be between 2 and 64') WHEN a >> (bits - 1) NOT IN (0, -1) THEN error('INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified') ELSE bit_count(a) - (a < 0)::BIGINT * (64 - bits) END
function rand() -> double, (bigint) -> bigint, (bigint, bigint) -> bigint: (n) = CASE WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: bound must be positive') ELSE cast_to_type(floor(random() * n), n) END, (low, high) = CASE WHEN low >= high THEN error('INVALID_FUNCTION_ARGUMENT: start value must be less than stop value') ELSE cast_to_type(low + floor(random() * (high - low)), low) END
-- The engine compares bytes. Other letters than those of ASCII get a byte each; there are 127 of them.
letters(a, b) = CASE WHEN strlen(a) + strlen(b) > length(a) + length(b) THEN list_distinct(regexp_extract_all(a || b, '(?s).')) ELSE [] END
bytes_of(s, letters) = CASE WHEN len(letters) = 0 THEN s WHEN len(letters) > 127 THEN error('INVALID_FUNCTION_ARGUMENT: Both texts together have more than 127 different characters: compare shorter parts of them') ELSE translate(s, array_to_string(letters, ''), array_to_string(list_transform(generate_series(1, len(letters)), lambda _i: chr(CAST(_i AS INTEGER))), '')) END
function levenshtein_distance(varchar, varchar) -> bigint: (a, b) = levenshtein(trino_bytes_of(a, trino_letters(a, b)), trino_bytes_of(b, trino_letters(a, b)))
-- The engine's hamming takes no empty text.
function hamming_distance(varchar, varchar) -> bigint: (a, b) = CASE WHEN length(a) <> length(b) THEN error('INVALID_FUNCTION_ARGUMENT: The input strings to hamming_distance function must have the same length') ELSE hamming(trino_bytes_of(a, trino_letters(a, b)) || '.', trino_bytes_of(b, trino_letters(a, b)) || '.') END

-- Text
substr(s, start) = CASE WHEN s IS NULL OR start IS NULL THEN NULL WHEN start = 0 OR start < -length(s) THEN '' ELSE substring(s, start) END, (s, start, n) = CASE WHEN s IS NULL OR start IS NULL OR n IS NULL THEN NULL WHEN start = 0 OR start < -length(s) OR n < 0 THEN '' ELSE substring(s, start, n) END
-- Bytes by their two hexadecimal digits each.
substr_bytes(b, start) = unhex(trino_substr(hex(b), trino_digits_at(start))), (b, start, n) = unhex(trino_substr(hex(b), trino_digits_at(start), CAST(n AS BIGINT) * 2))
digits_at(start) = CAST(start AS BIGINT) * 2 - (start > 0)::BIGINT
like_pattern(p, e) = CASE WHEN length(e) <> 1 THEN error('INVALID_FUNCTION_ARGUMENT: Escape string must be a single character') WHEN contains(replace(replace(replace(p, e || e, ''), e || '%', ''), e || '_', ''), e) THEN error('INVALID_FUNCTION_ARGUMENT: Escape character must be followed by ''%'', ''_'' or the escape character itself') ELSE p END
upper(s) = replace(upper(replace(s, 'ß', chr(57344))), chr(57344), 'ß')
replace_2(s, search) = replace(s, search, '')
replace_any(s, search, r) = CASE WHEN search = '' THEN regexp_replace(s, '', replace(r, '\', '\\'), 'g') ELSE replace(s, search, r) END
split_limit(s, d, n) = CASE WHEN s IS NULL OR d IS NULL OR n IS NULL THEN NULL WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: Limit must be positive') WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(string_split(s, d)[1:n - 1], trino_joined(string_split(s, d)[n:], d)) END
-- The engine's array_to_string takes no delimiter of a column.
joined_items(d, l) = CASE WHEN d IS NOT NULL THEN trino_joined(list_filter(l, lambda _e: _e IS NOT NULL), d) END
joined(l, d) = array_to_string(list_transform(l, lambda _e, _i: CASE WHEN _i = 1 THEN _e ELSE d || _e END), '')
function split_part(varchar, varchar, bigint) -> varchar: (s, d, i) = CASE WHEN i <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero') WHEN d IS NOT NULL THEN string_split(s, d)[i] END
pairs(s, entry, pair) = CASE WHEN entry IS NOT NULL AND pair IS NOT NULL THEN list_transform(list_filter(string_split(s, entry), lambda _e, _i: _e <> '' OR _i < len(string_split(s, entry))), lambda _e: CASE WHEN len(string_split(_e, pair)) <> 2 THEN error('INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry') ELSE row(string_split(_e, pair)[1], string_split(_e, pair)[2]) END) END
function split_to_map(varchar, varchar, varchar) -> map(varchar, varchar): (s, entry, pair) = map_from_entries(trino_pairs(s, entry, pair))
function regexp_extract(varchar, varchar) -> varchar, (varchar, varchar, bigint) -> varchar: (s, p) = regexp_extract_all(s, p)[1], (s, p, g) = regexp_extract_all(s, p, CAST(g AS INTEGER))[1]
function regexp_replace(varchar, varchar) -> varchar, (varchar, varchar, varchar) -> varchar: (s, p) = regexp_replace(s, p, '', 'g'), (s, p, r) = regexp_replace(s, p, regexp_replace(r, '\$(\d)', '\\\1', 'g'), 'g')
some(p) = CASE WHEN regexp_full_match('', p) THEN error('NOT_SUPPORTED: A pattern that matches the empty text finds other places here. Write one that does not: + in place of *, for example.') ELSE p END
function regexp_split(varchar, varchar) -> array(varchar): (s, p) = CASE WHEN s IS NULL OR p IS NULL THEN NULL WHEN regexp_matches(replace(p, '[^', ''), '\^|\\[AbB]') THEN trino_regexp_split_between(s, p) ELSE string_split_regex(s, p) END
-- The engine's finds ^ and \b at the beginning of each rest again. A whole match that is its own part has an empty text between two parts.
regexp_split_between(s, p) = trino_split_parts(s, regexp_extract_all(s, '([\s\S]*?)(?:' || p || ')', 1), regexp_extract_all(s, '[\s\S]*?(?:' || p || ')'))
split_parts(s, parts, matches) = CASE WHEN len(list_filter(parts, lambda _p, _i: _p = matches[_i])) > 0 THEN error('NOT_SUPPORTED: A pattern that matches the empty text finds other places here. Write one that does not: + in place of *, for example.') ELSE list_append(parts, substring(s, length(array_to_string(matches, '')) + 1)) END
function regexp_count(varchar, varchar) -> bigint: (s, p) = len(regexp_extract_all(s, trino_some(p)))
regexp_replace_all(s, p, r) = array_to_string(list_transform(regexp_split_to_array(s, p), lambda _p: regexp_replace(_p, '', r, 'g')), '')
function regexp_position(varchar, varchar) -> integer, (varchar, varchar, bigint) -> integer, (varchar, varchar, bigint, bigint) -> integer: (s, p) = CASE WHEN NOT regexp_matches(s, p) THEN -1 ELSE CAST(length(regexp_extract(s, '^([\s\S]*?)(?:' || p || ')', 1)) + 1 AS INTEGER) END, (s, p, start) = CASE WHEN s IS NOT NULL AND p IS NOT NULL AND start IS NOT NULL THEN trino_regexp_place(s, '^([\s\S]{' || trino_before(start, 'start position') || ',}?)(?:' || p || ')') END, (s, p, start, n) = CASE WHEN s IS NOT NULL AND p IS NOT NULL AND start IS NOT NULL AND n IS NOT NULL THEN trino_regexp_place(s, '^([\s\S]{' || trino_before(start, 'start position') || ',}?(?:(?:' || p || ')[\s\S]*?){' || trino_before(n, 'occurrence') || '})(?:' || p || ')') END
before(n, what) = CASE WHEN n < 1 THEN error('INVALID_FUNCTION_ARGUMENT: ' || what || ' cannot be smaller than 1') ELSE n - 1 END
regexp_place(s, p) = CASE WHEN NOT regexp_matches(s, p) THEN -1 ELSE CAST(length(regexp_extract(s, p, 1)) + 1 AS INTEGER) END
function from_utf8(varbinary) -> varchar: (b) = list_transform([b], lambda _b: coalesce(try(decode(_b)), mesh_utf8(hex(_b))))[1]
function from_hex(varchar) -> varbinary: (s) = CASE WHEN length(s) % 2 = 1 THEN error('INVALID_FUNCTION_ARGUMENT: from_hex takes two digits for each byte') ELSE from_hex(s) END
function to_base64url(varbinary) -> varchar: (b) = replace(replace(base64(b), '+', '-'), '/', '_')
function from_base64url(varchar) -> varbinary: (s) = trino_from_base64(replace(replace(s, '-', '+'), '_', '/'))
-- The engine reads no text without its = at the end.
function from_base64(varchar) -> varbinary: (s) = from_base64(s || repeat('=', (4 - length(s) % 4) % 4))
function md5(varbinary) -> varbinary: (b) = CASE WHEN typeof(b) = 'BLOB' THEN unhex(md5(b)) ELSE error('FUNCTION_NOT_FOUND: md5 takes varbinary: write md5(to_utf8(…)), or to_hex of it for text') END
function sha1(varbinary) -> varbinary: (b) = CASE WHEN typeof(b) = 'BLOB' THEN unhex(sha1(b)) ELSE error('FUNCTION_NOT_FOUND: sha1 takes varbinary: write sha1(to_utf8(…)), or to_hex of it for text') END
function sha256(varbinary) -> varbinary: (b) = CASE WHEN typeof(b) = 'BLOB' THEN unhex(sha256(b)) ELSE error('FUNCTION_NOT_FOUND: sha256 takes varbinary: write sha256(to_utf8(…)), or to_hex of it for text') END
function to_big_endian_64(bigint) -> varbinary: (x) = unhex(lpad(hex(CAST(x AS BIGINT)), 16, '0'))
url(u) = CASE WHEN NOT regexp_matches(u, '[\x00-\x20\x7f"<>\\^`{|}]|%(?:.?$|[^0-9A-Fa-f]|.[^0-9A-Fa-f])') THEN u END
function url_extract_protocol(varchar) -> varchar: (u) = coalesce(regexp_extract(trino_url(u), '^([A-Za-z][A-Za-z0-9+.-]*):', 1), trino_url(u))
function url_extract_host(varchar) -> varchar: (u) = regexp_extract(trino_url(u), '^[^:/?#]+://(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)', 1)
function url_extract_port(varchar) -> bigint: (u) = CAST(TRY_CAST(nullif(regexp_extract(trino_url(u), '^[^:/?#]+://(?:[^/?#@]*@)?(?:\[[^\]/?#]*\]|[^/?#:]*):(\d+)(?:[/?#]|$)', 1), '') AS INTEGER) AS BIGINT)
function url_extract_path(varchar) -> varchar: (u) = url_decode(regexp_extract(trino_url(u), '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)', 1))
function url_extract_query(varchar) -> varchar: (u) = url_decode(regexp_extract(trino_url(u), '^[^?#]*\?([^#]*)', 1))
function url_extract_fragment(varchar) -> varchar: (u) = url_decode(regexp_extract(trino_url(u), '#(.*)$', 1))
function url_extract_parameter(varchar, varchar) -> varchar: (u, p) = CASE WHEN regexp_matches(regexp_extract(trino_url(u), '^[^?#]*\?([^#]*)', 1), '(?:^|&)' || regexp_escape(p) || '(?:=|&|$)') THEN trino_url_decode(regexp_extract(regexp_extract(trino_url(u), '^[^?#]*\?([^#]*)', 1), '(?:^|&)' || regexp_escape(p) || '=([^&]*)', 1)) END
function url_encode(varchar) -> varchar: (s) = replace(replace(replace(url_encode(s), '%20', '+'), '~', '%7E'), '%2A', '*')
function url_decode(varchar) -> varchar: (s) = url_decode(replace(s, '+', ' '))
function format_number(double) -> varchar: (x) = list_transform(list_transform([CAST(x AS DOUBLE)], lambda _x: CASE WHEN isnan(_x) THEN 0 WHEN _x IS NOT NULL THEN trunc(greatest(least(_x, 9223372036854775807e0), -9223372036854775808e0)) END), lambda _x: trino_thousands(_x))[1]
thousands(x) = CASE WHEN abs(x) < 1e3 THEN trino_short(x) WHEN abs(x) < 1e6 THEN trino_short(x / 1e3) || 'K' WHEN abs(x) < 1e9 THEN trino_short(x / 1e3 / 1e3) || 'M' WHEN abs(x) < 1e12 THEN trino_short(x / 1e3 / 1e3 / 1e3) || 'B' WHEN abs(x) < 1e15 THEN trino_short(x / 1e3 / 1e3 / 1e3 / 1e3) || 'T' ELSE trino_short(x / 1e3 / 1e3 / 1e3 / 1e3 / 1e3) || 'Q' END
-- format: Java's texts. t is the text of a number, d that of its rounded amount, null where it has more than 38 digits: then it has no more digits behind its point than n.
java_text(x) = CASE WHEN x IS NULL THEN 'null' WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN trino_java_double(TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)) WHEN typeof(x) LIKE 'DECIMAL%' THEN trino_text_of_fraction(x) ELSE CAST(x AS VARCHAR) END
java_double(x) = CASE WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CAST(x AS VARCHAR) ELSE trino_text_of_double(x) END
java_fixed(t, d, n, grouped, sign, width) = CASE WHEN t IS NULL THEN left('null', n) WHEN regexp_matches(t, '[a-z]$') THEN trino_java_text(CAST(t AS DOUBLE)) ELSE trino_zeros(CASE WHEN t LIKE '-%' THEN '-' ELSE sign END, trino_grouped(coalesce(d, trino_long(string_split(ltrim(t, '-'), 'e'), n)), grouped), width) END
zeros(sign, digits, width) = sign || lpad(digits, CAST(greatest(length(digits), width - length(sign)) AS INTEGER), '0')
grouped(d, flag) = CASE WHEN flag THEN ltrim(reverse(regexp_replace(reverse(string_split(d, '.')[1]), '(\d\d\d)', '\1,', 'g')), ',') || regexp_extract(d, '\..*$') ELSE d END
long(parts, n) = CASE WHEN len(parts) > 1 THEN rpad(replace(parts[1], '.', ''), CAST(parts[2] AS INTEGER) + 1, '0') ELSE string_split(parts[1], '.')[1] END || CASE WHEN n = 0 THEN '' WHEN len(parts) > 1 THEN '.' || repeat('0', n) ELSE '.' || rpad(coalesce(string_split(parts[1], '.')[2], ''), n, '0') END
-- Halves are rounded up: all that are exact in binary are multiples of 1/8.
short(x) = regexp_replace(printf(CASE WHEN x < 10 THEN '%.2f' WHEN x < 100 THEN '%.1f' ELSE '%.0f' END, x + CASE WHEN x * 8 = trunc(x * 8) THEN sign(x) * 0.001e0 ELSE 0 END), '\.0+$|(\.\d*?)0+$', '\1')
reverse_bytes(b) = unhex(array_to_string(list_reverse(regexp_extract_all(hex(b), '..')), ''))
reverse_text(s) = CASE WHEN strlen(s) = length(s) THEN reverse(s) ELSE array_to_string(list_reverse(regexp_extract_all(s, '(?s).')), '') END
function soundex(varchar) -> varchar: (s) = trino_soundex_code(upper(replace(regexp_replace(s, '\P{L}|[\x{10000}-\x{10FFFF}]', '', 'g'), 'ß', 'ss')))
soundex_code(w) = trino_soundex_text(w[1], trino_soundex_digits(string_split(translate(w[1] || regexp_replace(w[2:], '[HW]', '', 'g'), 'AEIOUYHWBFPVCGJKQSXZDTLMNR', '00000000111122222222334556'), '')))
soundex_digits(l) = array_to_string(list_filter(l, lambda _e, _i: _i > 1 AND _e <> '0' AND _e <> l[_i - 1])[1:3], '')
soundex_text(first, digits) = CASE WHEN NOT regexp_full_match(first || digits, '([A-Z]\d*)?') THEN error('INVALID_FUNCTION_ARGUMENT: soundex takes letters from A to Z: write soundex(strip_accents(…))') WHEN first = '' THEN '' ELSE first || rpad(digits, 3, '0') END
function luhn_check(varchar) -> boolean: (s) = CASE WHEN s = '' THEN false WHEN NOT regexp_full_match(s, '\d+') THEN error('INVALID_FUNCTION_ARGUMENT: Input contains non-digit characters') ELSE list_sum(list_transform(string_split(reverse(s), ''), lambda _e, _i: CASE WHEN _i % 2 = 1 THEN _e::INTEGER ELSE (_e::INTEGER * 2) // 10 + (_e::INTEGER * 2) % 10 END)) % 10 = 0 END

-- Casts of text: what the engine reads beside Trino's forms is made a text that it refuses too
whole(x VARCHAR) = regexp_replace(x, '^.*[^0-9+\s-].*$', '\0 is not a whole number', 's'), (x) = x
truth(x VARCHAR) = CASE WHEN lower(x) IN ('t', 'true', '1', 'f', 'false', '0') THEN x ELSE x || ' is not a boolean' END, (x) = x
double(x VARCHAR) = regexp_replace(x, '^(.*_.*|\s*[+-]?(?:n[aA][nN]|NA[nN]|Nan|i[nN][fF].*|IN.*|InF.*|Inf)\s*)$', '\1 is not a number', 's'), (x) = x
decimal(x VARCHAR) = regexp_replace(x, '^.*[\s_].*$', '\0 is not a decimal', 's'), (x) = CASE CAST(x AS VARCHAR) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE CAST(x AS VARCHAR) END
day(x VARCHAR) = CASE WHEN regexp_matches(x, '^\s*-?\d{1,6}-\d{1,2}-\d{1,2}\s*$') THEN x ELSE 'not a date: ' || x END, (x) = x
moment(x VARCHAR) = CASE WHEN regexp_matches(x, '^\s*-?\d{4,6}-\d{1,2}-\d{1,2}(?:(?:\s+|T)\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?\s*$') THEN x ELSE 'not a timestamp: ' || x END, (x) = x
fit(t, n) = CASE WHEN length(t) > n THEN error('INVALID_CAST_ARGUMENT: The value is longer than the varchar that it is cast to: write a longer one, or varchar') ELSE t END
fit_or_null(t, n) = CASE WHEN length(t) <= n THEN t END
cut(x, n) = CASE WHEN typeof(x) = 'VARCHAR' THEN substring(CAST(x AS VARCHAR), 1, n) ELSE trino_fit(CASE WHEN typeof(x) = 'JSON' THEN trino_json_text(TRY_CAST(CAST(x AS VARCHAR) AS JSON)) ELSE trino_text_of_item(x) END, n) END
cut_or_null(x, n) = CASE WHEN typeof(x) = 'VARCHAR' THEN substring(CAST(x AS VARCHAR), 1, n) ELSE trino_fit_or_null(trino_text_or_null_of_value(x), n) END

-- JSON
json_whole(j) = CASE WHEN json_type(j) = 'DOUBLE' THEN to_json(round(CAST(j AS DOUBLE))) ELSE j END
json_of_double(x) = CASE WHEN isfinite(x) THEN CAST(to_json(x) AS VARCHAR) WHEN isnan(x) THEN '"NaN"' WHEN x > 0 THEN '"Infinity"' WHEN x < 0 THEN '"-Infinity"' END
-- A real has the digits of its text: as a double it has more.
json_of_number(x) = json(trino_json_of_double(CAST(CAST(x AS VARCHAR) AS DOUBLE)))
json_of_numbers(l) = to_json(list_transform(l, lambda _e: trino_json_of_number(_e)))
json_of_map(m) = to_json(map_from_entries(list_sort(map_entries(m))))
json_text(j) = CASE WHEN json_type(j) IN ('ARRAY', 'OBJECT') THEN error('INVALID_CAST_ARGUMENT: Arrays and objects of JSON cannot be cast to varchar: write json_format(…)') ELSE json_extract_string(j, '$') END
json_text_or_null(j) = CASE WHEN json_type(j) NOT IN ('ARRAY', 'OBJECT') THEN json_extract_string(j, '$') END
function json_parse(varchar) -> json: (s) = mesh_json(s)
function json_format(json) -> varchar: (j) = CAST(j AS VARCHAR)
function json_extract(json, varchar) -> json: (j, p) = CASE WHEN json_valid(j) THEN json_extract(j, p) END
function json_extract_scalar(json, varchar) -> varchar: (j, p) = CASE WHEN json_valid(j) AND json_type(j, p) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(j, p) END
function json_array_length(json) -> bigint: (j) = CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT) END
function json_array_get(json, bigint) -> json: (j, i) = CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN json_extract(j, '$[' || i || ']') END
function json_array_contains(json, bigint) -> boolean, (json, boolean) -> boolean, (json, double) -> boolean, (json, varchar) -> boolean: (j, x) = CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN list_contains(CAST(j AS JSON)::JSON[], to_json(x)) END
function json_size(json, varchar) -> bigint: (j, p) = CASE WHEN json_valid(j) THEN CASE json_type(j, p) WHEN 'ARRAY' THEN CAST(json_array_length(j, p) AS BIGINT) WHEN 'OBJECT' THEN CAST(len(json_keys(j, p)) AS BIGINT) ELSE CASE WHEN json_exists(j, p) THEN 0 END END END
function is_json_scalar(json) -> boolean: (j) = json_type(j) NOT IN ('ARRAY', 'OBJECT')

-- Dates and times
units_millisecond(n) = to_milliseconds(n)
units_second(n) = to_seconds(n)
units_minute(n) = to_minutes(n)
units_hour(n) = to_hours(n)
units_day(n) = to_days(CAST(n AS INTEGER))
units_week(n) = to_days(CAST(n * 7 AS INTEGER))
units_month(n) = to_months(CAST(n AS INTEGER))
units_quarter(n) = to_months(CAST(n * 3 AS INTEGER))
units_year(n) = to_years(CAST(n AS INTEGER))
units_or_null(u, n) = CASE lower(u) WHEN 'millisecond' THEN trino_units_millisecond(n) WHEN 'second' THEN trino_units_second(n) WHEN 'minute' THEN trino_units_minute(n) WHEN 'hour' THEN trino_units_hour(n) WHEN 'day' THEN trino_units_day(n) WHEN 'week' THEN trino_units_week(n) WHEN 'month' THEN trino_units_month(n) WHEN 'quarter' THEN trino_units_quarter(n) WHEN 'year' THEN trino_units_year(n) END
units(u, n) = CASE WHEN lower(u) NOT IN ('millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year') THEN error('INVALID_FUNCTION_ARGUMENT: The unit is not a valid date field') ELSE trino_units_or_null(u, n) END
function date_add(varchar, bigint, date) -> date, (varchar, bigint, timestamp) -> timestamp: (u, n, x) = cast_to_type(x + trino_units(CASE WHEN typeof(x) = 'TIME' AND x IS NOT NULL AND n IS NOT NULL AND lower(u) IN ('day', 'week', 'month', 'quarter', 'year') THEN error('INVALID_FUNCTION_ARGUMENT: A time has no days, weeks, months, quarters and years') ELSE u END, n), x)
date_plus(t, d) = list_transform([t], lambda _t: CASE WHEN CAST(_t AS TIME) <> TIME '00:00:00' THEN error('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date') ELSE cast_to_type(_t, d) END)[1]
milliseconds(i) = CAST(floor((epoch_us(i) + 500) / 1000) AS BIGINT)
months(i) = CAST(datepart('year', i) * 12 + datepart('month', i) AS BIGINT)
interval_of_months(n) = to_months(CAST(floor(n + 0.5) AS INTEGER))
interval_day(i) = trino_milliseconds(i) // 86400000
interval_hour(i) = trino_milliseconds(i) // 3600000 % 24
interval_minute(i) = trino_milliseconds(i) // 60000 % 60
interval_second(i) = trino_milliseconds(i) // 1000 % 60
interval_millisecond(i) = trino_milliseconds(i) % 1000
next_century(t) = CASE WHEN year(t) = 1969 THEN t + INTERVAL 100 YEAR ELSE t END
date_trunc(u, x) = cast_to_type(date_trunc(u, x), x)
date_trunc_of_time(u, x) = CAST(date_trunc(u, DATE '1970-01-01' + x) AS TIME)
text_of_timestamp(x, n) = list_transform([strftime(x, '%Y-%m-%d %H:%M:%S.%f')], lambda _s: left(_s, length(_s) - CASE WHEN n = 0 THEN 7 WHEN n > 0 THEN 6 - n WHEN _s LIKE '%000' THEN 3 ELSE 0 END))[1]
rounded_timestamp(t, n) = CASE n WHEN 3 THEN CAST(CAST(t AS TIMESTAMP_MS) AS TIMESTAMP) ELSE make_timestamp(CAST(floor((epoch_us(t) + 5 * 10 ** (5 - n)) / 10 ** (6 - n)) * 10 ** (6 - n) AS BIGINT)) END
rounded_instant(x, n) = timezone('UTC', trino_rounded_timestamp(timezone('UTC', x), n))
instant_in_milliseconds(x) = make_timestamptz(epoch_us(x) - (epoch_us(x) % 1000 + 1000) % 1000)
text_of_instant(x, zone, name, n) = trino_text_of_timestamp(timezone(zone, x), n) || name
text_of_interval(i) = CASE WHEN datepart('year', i) <> 0 OR datepart('month', i) <> 0 THEN trino_text_of_months(trino_months(i)) ELSE trino_text_of_milliseconds(trino_milliseconds(i)) END
text_of_months(m) = printf('%s%d-%d', CASE WHEN m < 0 THEN '-' ELSE '' END, abs(m) // 12, abs(m) % 12)
text_of_milliseconds(m) = printf('%s%d %02d:%02d:%02d.%03d', CASE WHEN m < 0 THEN '-' ELSE '' END, abs(m) // 86400000, (abs(m) // 3600000) % 24, (abs(m) // 60000) % 60, (abs(m) // 1000) % 60, abs(m) % 1000)
java_timestamp(t) = strftime(t, '%Y-%m-%dT%H:%M') || CASE WHEN epoch_us(t) % 60000000 = 0 THEN '' WHEN epoch_us(t) % 1000000 = 0 THEN strftime(t, ':%S') WHEN epoch_us(t) % 1000 = 0 THEN strftime(t, ':%S.%g') ELSE strftime(t, ':%S.%f') END
java_instant(x) = trino_java_timestamp(timezone('UTC', x)) || 'Z[UTC]'
text_of_clock(x) = regexp_replace(x, '([+-]\d\d)$', '\1:00')

-- The clocks of zones. Of an hour that a clock shows twice a time is in the first, or where the value that it comes from was.
local(x, zone) = timezone(zone, CAST(x AS TIMESTAMPTZ))
instant(x, zone) = list_transform([CAST(x AS TIMESTAMP)], lambda _t: CASE WHEN timezone(zone, timezone(zone, _t) - INTERVAL 1 HOUR) = _t THEN timezone(zone, _t) - INTERVAL 1 HOUR ELSE timezone(zone, _t) END)[1]
as_instant(x, zone) = CASE typeof(x) WHEN 'TIMESTAMP WITH TIME ZONE' THEN CAST(x AS TIMESTAMPTZ) WHEN 'VARCHAR' THEN trino_instant_of_text(CAST(x AS VARCHAR), zone) ELSE trino_instant(x, zone) END
instant_of_text(x, zone) = CASE WHEN regexp_matches(x, '(?:[A-Za-z/_]|:\d\d[0-9.]* *[+-]\d\d?(?::?\d\d)?)\s*$') THEN CAST(x AS TIMESTAMPTZ) ELSE trino_instant(x, zone) END
instant_of_text_or_null(x, zone) = CASE WHEN regexp_matches(x, '(?:[A-Za-z/_]|:\d\d[0-9.]* *[+-]\d\d?(?::?\d\d)?)\s*$') THEN TRY_CAST(x AS TIMESTAMPTZ) ELSE trino_instant(TRY_CAST(x AS TIMESTAMP), zone) END
text_with_offset(x) = CASE WHEN regexp_matches(x, '(?: |:\d\d)[+-]\d\d?(?::?\d\d)?\s*$') THEN regexp_replace(regexp_replace(regexp_replace(x, '\s*([+-]\d\d?(?::?\d\d)?)\s*$', '\1'), '^(\s*\d+-\d+-\d+[ T]\d\d?:\d\d)([+-])', '\1:00\2'), '^(\s*\d+-\d+-\d+)([+-]\d\d?(?::?\d\d)?)$', '\1 00:00:00\2') ELSE x END
utc_text(x, is_utc) = CASE WHEN regexp_matches(x, '^\s*\d+-\d+-\d+') AND NOT regexp_matches(x, '(?:[^A-Za-z_][zZ]|UTC|GMT|:\d\d[0-9.]* *[+-]00(?::?00)?)\s*$') AND (is_utc = 0 OR regexp_matches(x, '(?:[A-Za-z_]|:\d\d[0-9.]* *[+-]\d\d?(?::?\d\d)?)\s*$')) THEN error('NOT_SUPPORTED: The text of a time has another zone than UTC, which cannot be kept here: write (…) AT TIME ZONE ''UTC'', or the zone that is meant, around the value') ELSE x END
back(x, t, zone) = list_transform([x + (t - timezone(zone, x))], lambda _x: CASE WHEN timezone(zone, _x) = t THEN _x ELSE trino_instant(t, zone) END)[1]
plus_at(x, i, zone) = list_transform([CAST(x AS TIMESTAMPTZ)], lambda _i: trino_back(_i, timezone(zone, _i) + i, zone))[1]
date_add_at(u, n, x, zone) = trino_plus_at(x, trino_units(u, n), zone)
date_trunc_at(u, x, zone) = list_transform([CAST(x AS TIMESTAMPTZ)], lambda _i: CASE WHEN u IN ('hour', 'minute', 'second', 'millisecond') THEN _i - (timezone(zone, _i) - date_trunc(u, timezone(zone, _i))) ELSE trino_back(_i, date_trunc(u, timezone(zone, _i)), zone) END)[1]
date_diff_at(u, a, b, zone) = date_sub(u, timezone(zone, CAST(a AS TIMESTAMPTZ)), timezone(zone, CAST(b AS TIMESTAMPTZ)))
offset_minutes(x, zone) = CAST(epoch(timezone(zone, x)) - epoch(x) AS BIGINT) // 60
timezone_hour_at(x, zone) = trino_offset_minutes(x, zone) // 60
timezone_minute_at(x, zone) = trino_offset_minutes(x, zone) % 60
offset_text(x, zone) = CASE WHEN trino_offset_minutes(x, zone) < 0 THEN '-' ELSE '+' END || printf('%02d:%02d', abs(trino_offset_minutes(x, zone)) // 60, abs(trino_offset_minutes(x, zone)) % 60)
iso8601_at(x, zone, n) = replace(trino_text_of_timestamp(timezone(zone, x), n), ' ', 'T') || CASE WHEN trino_offset_minutes(x, zone) = 0 THEN 'Z' ELSE trino_offset_text(x, zone) END
iso8601_of_timestamp(x, n) = replace(trino_text_of_timestamp(x, n), ' ', 'T')
format_at(x, zone, f) = replace(replace(strftime(timezone(zone, x), f), chr(1), trino_offset_text(x, zone)), chr(2), replace(trino_offset_text(x, zone), ':', ''))
if_value(x, v) = CASE WHEN x IS NOT NULL THEN v END
named_type(x, name) = CASE WHEN typeof(x) <> '' THEN name END
offset_time(t) = (CAST(timetz_byte_comparable(t) // 16777216 AS BIGINT) + 28801000000) % 86400000000
current_clock(zone) = CAST(CAST(CAST(timezone(zone, now()) AS TIME) AS VARCHAR) || trino_offset_text(now(), zone) AS TIMETZ)
function millisecond(timestamp) -> bigint: (x) = millisecond(x) % 1000
function from_unixtime(double) -> timestamp(3) with time zone, (double, varchar) -> timestamp(3) with time zone: (x) = make_timestamptz(CAST(floor(CAST(x AS DOUBLE) * 1000 + 0.5) AS BIGINT) * 1000), (x, zone) = make_timestamptz(CAST(floor(CAST(x AS DOUBLE) * 1000 + 0.5) AS BIGINT) * 1000)
function from_unixtime_nanos(bigint) -> timestamp(9) with time zone: (x) = to_timestamp(0) + to_microseconds(x // 1000)
function to_unixtime(timestamp) -> double: (x) = CAST(epoch(x) AS DOUBLE)
function to_iso8601(date) -> varchar, (timestamp) -> varchar: (x) = CASE typeof(x) WHEN 'DATE' THEN strftime(x, '%Y-%m-%d') ELSE replace(strftime(make_timestamp(epoch_us(x)), '%Y-%m-%dT%H:%M:%S.%g'), '.000', '') || CASE WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN 'Z' ELSE '' END END
function to_milliseconds(interval day to second) -> bigint: (i) = trino_milliseconds(i)
function with_timezone(timestamp, varchar) -> timestamp with time zone: (x, zone) = trino_instant(x, zone)
function human_readable_seconds(double) -> varchar: (x) = trino_readable_seconds(CAST(round(abs(x)) AS BIGINT))
readable_seconds(x) = CASE WHEN x IS NOT NULL THEN array_to_string(list_filter([CASE WHEN x >= 604800 THEN trino_counted(x // 604800, 'week') END, CASE WHEN x % 604800 >= 86400 THEN trino_counted(x % 604800 // 86400, 'day') END, CASE WHEN x % 86400 >= 3600 THEN trino_counted(x % 86400 // 3600, 'hour') END, CASE WHEN x % 3600 >= 60 THEN trino_counted(x % 3600 // 60, 'minute') END, CASE WHEN x % 60 > 0 OR x = 0 THEN trino_counted(x % 60, 'second') END], lambda _e: _e IS NOT NULL), ', ') END
counted(n, noun) = n || ' ' || noun || CASE WHEN n = 1 THEN '' ELSE 's' END

-- Arrays and maps
function sequence(bigint, bigint) -> array(bigint), (bigint, bigint, bigint) -> array(bigint), (date, date) -> array(date): (a, b) = generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END), (a, b, step) = generate_series(a, b, trino_step(a, b, step, 0))
step(a, b, step, zero) = CASE WHEN step = zero THEN error('INVALID_FUNCTION_ARGUMENT: step must not be zero') WHEN (step > zero AND b < a) OR (step < zero AND b > a) THEN error('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start') ELSE step END
sequence_dates(a, b) = cast_to_type(generate_series(a, b, CASE WHEN a <= b THEN INTERVAL 1 DAY ELSE INTERVAL '-1' DAY END), [a]), (a, b, step) = cast_to_type(generate_series(a, b, trino_step(a, b, step, INTERVAL 0 DAY)), [a])
sequence_months(a, b, step) = list_transform([trino_step(a, b, year(step) * 12 + month(step), 0)], lambda _m: list_filter(list_transform(generate_series(0, abs(date_diff('month', a, b)) // abs(_m) + 1), lambda _i: cast_to_type(a + to_months(CAST(_i * _m AS INTEGER)), a)), lambda _d: CASE WHEN _m > 0 THEN _d <= b ELSE _d >= b END))[1]
function contains(array(T), T) -> boolean: (l, x) = CASE WHEN x IS NULL OR l IS NULL THEN NULL WHEN list_contains(l, x) THEN true WHEN len(l) > list_count(l) THEN NULL ELSE false END
function array_distinct(array(E)) -> array(E): (l) = list_filter(l, lambda _e, _i: list_position(l, _e) = _i)
function array_sort(array(E)) -> array(E), (array(T), function(T, T, integer)) -> array(T): (l) = list_sort(l, 'ASC', 'NULLS LAST')
function array_max(array(T)) -> T: (l) = CASE WHEN len(l) > list_count(l) THEN NULL WHEN typeof(l) IN ('DOUBLE[]', 'FLOAT[]') THEN coalesce(list_max(list_filter(l, lambda _e: CAST(_e AS VARCHAR) <> 'nan')), list_max(l)) ELSE list_max(l) END
function array_min(array(T)) -> T: (l) = CASE WHEN len(l) > list_count(l) THEN NULL ELSE list_min(l) END
function array_position(array(T), T) -> bigint: (l, x) = CASE WHEN l IS NULL OR x IS NULL THEN NULL ELSE CAST(coalesce(list_position(l, x), 0) AS BIGINT) END
function array_remove(array(E), E) -> array(E): (l, x) = CASE WHEN x IS NOT NULL THEN list_filter(l, lambda _e: _e IS NULL OR _e <> x) END
function array_union(array(E), array(E)) -> array(E): (a, b) = CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_filter(list_concat(a, b), lambda _e, _i: list_position(list_concat(a, b), _e) = _i) END
function array_intersect(array(E), array(E)) -> array(E): (a, b) = CASE WHEN b IS NOT NULL THEN list_filter(a, lambda _e, _i: list_position(b, _e) IS NOT NULL AND list_position(a, _e) = _i) END
function array_except(array(E), array(E)) -> array(E): (a, b) = CASE WHEN b IS NOT NULL THEN list_filter(a, lambda _e, _i: list_position(b, _e) IS NULL AND list_position(a, _e) = _i) END
function array_join(array(T), varchar) -> varchar, (array(T), varchar, varchar) -> varchar: (l, d) = CASE WHEN d IS NOT NULL THEN trino_joined(list_transform(list_filter(l, lambda _e: _e IS NOT NULL), lambda _e: trino_text_of_item(_e)), d) END, (l, d, missing) = CASE WHEN d IS NOT NULL AND missing IS NOT NULL THEN trino_joined(list_transform(l, lambda _e: coalesce(trino_text_of_item(_e), missing)), d) END
text_of_item(x) = CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN trino_text_of_double(TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)) WHEN typeof(x) LIKE 'DECIMAL%' THEN trino_text_of_fraction(x) WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN strftime(timezone('UTC', TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)), '%Y-%m-%d %H:%M:%S.%f UTC') WHEN typeof(x) = 'TIMESTAMP' THEN strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f') ELSE CAST(x AS VARCHAR) END
text_of_value(x) = CASE WHEN typeof(x) = 'JSON' THEN trino_json_text(TRY_CAST(CAST(x AS VARCHAR) AS JSON)) WHEN typeof(x) LIKE '%]' OR typeof(x) LIKE 'STRUCT(%' OR typeof(x) LIKE 'MAP(%' OR typeof(x) = 'BLOB' THEN error('TYPE_MISMATCH: Cannot cast ' || trino_type_name(typeof(x)) || ' to varchar') ELSE trino_text_of_item(x) END
text_or_null_of_value(x) = CASE WHEN typeof(x) = 'JSON' THEN trino_json_text_or_null(TRY_CAST(CAST(x AS VARCHAR) AS JSON)) ELSE trino_text_of_item(x) END
function slice(array(E), bigint, bigint) -> array(E): (l, start, n) = CASE WHEN l IS NULL OR start IS NULL THEN NULL WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0') WHEN start = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') WHEN start < -len(l) THEN list_slice(l, 1, 0) WHEN start < 0 THEN list_slice(l, len(l) + start + 1, len(l) + start + n) ELSE list_slice(l, start, start + n - 1) END
array_equals(a, b) = list_transform([row(a, b)], lambda _r: CASE WHEN _r[1] IS NULL OR _r[2] IS NULL THEN NULL WHEN len(_r[1]) <> len(_r[2]) THEN false ELSE trino_all_of(list_transform(list_zip(_r[1], _r[2]), lambda _e: _e[1] = _e[2])) END)[1]
map_equals(a, b) = list_transform([row(list_sort(map_entries(a)), list_sort(map_entries(b)))], lambda _r: CASE WHEN _r[1] IS NULL OR _r[2] IS NULL THEN NULL WHEN list_transform(_r[1], lambda _k: _k.key) <> list_transform(_r[2], lambda _k: _k.key) THEN false ELSE trino_all_of(list_transform(list_zip(_r[1], _r[2]), lambda _e: _e[1].value = _e[2].value)) END)[1]
function arrays_overlap(array(E), array(E)) -> boolean: (a, b) = list_transform([row(a, b)], lambda _r: CASE WHEN _r[1] IS NULL OR _r[2] IS NULL THEN NULL WHEN list_has_any(_r[1], _r[2]) THEN true WHEN (len(_r[1]) > list_count(_r[1]) AND len(_r[2]) > 0) OR (len(_r[2]) > list_count(_r[2]) AND len(_r[1]) > 0) THEN NULL ELSE false END)[1]
function trim_array(array(E), bigint) -> array(E): (l, n) = CASE WHEN l IS NULL THEN NULL WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: size must not be negative') WHEN n > len(l) THEN error('INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality') ELSE list_slice(l, 1, len(l) - n) END
function contains_sequence(array(T), array(T)) -> boolean: (l, s) = CASE WHEN l IS NOT NULL AND s IS NOT NULL THEN len(s) = 0 OR coalesce(list_bool_or(list_transform(generate_series(1, len(l) - len(s) + 1), lambda _i: list_slice(l, _i, _i + len(s) - 1) = s)), false) END
function ngrams(array(T), bigint) -> array(array(T)): (l, n) = CASE WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: N must be positive') WHEN len(l) <= n THEN [l] ELSE list_transform(generate_series(1, len(l) - n + 1), lambda _i: list_slice(l, _i, _i + n - 1)) END
any_of(flags) = list_transform([flags], lambda _f: CASE WHEN _f IS NULL THEN NULL WHEN list_contains(_f, true) THEN true WHEN len(_f) > list_count(_f) THEN NULL ELSE false END)[1]
all_of(flags) = list_transform([flags], lambda _f: CASE WHEN _f IS NULL THEN NULL WHEN list_contains(_f, false) THEN false WHEN len(_f) > list_count(_f) THEN NULL ELSE true END)[1]
repeat_element(x, n) = CASE WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be greater than or equal to 0') WHEN n IS NOT NULL THEN list_resize([x], n, x) END
item_or_null(l, i) = CASE WHEN i = 0 AND l IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') ELSE l[i] END
subscript(l, i) = CASE WHEN i = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') WHEN i < 0 THEN error('INVALID_FUNCTION_ARGUMENT: Array subscript is negative') WHEN i > len(l) THEN error('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length') ELSE l[i] END
map_key(m, k) = CASE WHEN m IS NOT NULL AND NOT map_contains(m, k) THEN error('INVALID_FUNCTION_ARGUMENT: Key not present in map') ELSE m[k] END
aggregate histogram(T) -> map(T, bigint): (x) = CASE WHEN count(x) > 0 THEN map(map_keys(histogram(x)), list_transform(map_values(histogram(x)), lambda _e: CAST(_e AS BIGINT))) END
function array_histogram(array(T)) -> map(T, bigint): (l) = trino_counts(list_filter(l, lambda _e: _e IS NOT NULL))
counts(l) = map(trino_array_distinct(l), list_transform(trino_array_distinct(l), lambda _k: len(list_filter(l, lambda _e: _e = _k))))
function dot_product(array(double), array(double)) -> double: (a, b) = list_inner_product(CAST(a AS DOUBLE[]), CAST(b AS DOUBLE[]))
function euclidean_distance(array(double), array(double)) -> double: (a, b) = list_distance(CAST(a AS DOUBLE[]), CAST(b AS DOUBLE[]))
function typeof(T) -> varchar: (x) = trino_type_name(typeof(x))
type_name(t) = regexp_replace(regexp_replace(regexp_replace(regexp_replace(replace(replace(replace(replace(replace(replace(lower(t), '"null"', 'unknown'), 'hugeint', 'bigint'), 'float', 'real'), 'blob', 'varbinary'), 'timestamp with time zone', 'timestamp(6) with time zone'), 'struct(', 'row('), '^([a-z]+(?:\([^\[\]]*\))?(?: [a-z ]+)?)\[\]$', 'array(\1)'), '^([a-z]+(?:\([^\[\]]*\))?)\[\]\[\]$', 'array(array(\1))'), '^timestamp$', 'timestamp(6)'), '^time$', 'time(6)')

-- More of them
text_of_fraction(x) = regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.')
text_of_double(x) = CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN x = 0 THEN replace(CAST(x AS VARCHAR), '0.0', '0E0') ELSE trino_scientific(x, rtrim(ltrim(regexp_replace(string_split(CAST(x AS VARCHAR), 'e')[1], '[-.]', '', 'g'), '0'), '0')) END
exponent(parts) = CASE WHEN len(parts) > 1 THEN CAST(parts[2] AS INTEGER) WHEN parts[1] LIKE '0.%' THEN length(ltrim(parts[1], '0.')) + 1 - length(parts[1]) ELSE length(string_split(parts[1], '.')[1]) - 1 END
scientific(x, digits) = CASE WHEN x < 0 THEN '-' ELSE '' END || digits[1] || '.' || CASE WHEN length(digits) > 1 THEN digits[2:] ELSE '0' END || 'E' || trino_exponent(string_split(ltrim(CAST(x AS VARCHAR), '-'), 'e'))
strpos_nth(places, n) = CASE WHEN places IS NULL OR n IS NULL THEN NULL WHEN n <> 0 THEN coalesce(places[n], 0) ELSE error('INVALID_FUNCTION_ARGUMENT: ''instance'' must not be 0.') END
strpos(s, part, n) = CASE WHEN s IS NOT NULL AND part = '' AND n <> 0 THEN 1 ELSE trino_strpos_nth(CASE WHEN part IS NOT NULL THEN list_filter(generate_series(1, length(s)), lambda _i: substring(s, _i, length(part)) = part) END, n) END
multimap_of(entries) = map(trino_array_distinct(list_transform(entries, lambda _e: _e[1])), list_transform(trino_array_distinct(list_transform(entries, lambda _e: _e[1])), lambda _k: list_transform(list_filter(entries, lambda _e: _e[1] = _k), lambda _e: _e[2])))
aggregate map_union(map(K, V)) -> map(K, V): (m) = CASE WHEN count(m) > 0 THEN trino_map_of(list_transform(flatten(array_agg(map_entries(m))), lambda _e: row(_e.key, _e.value))) END
function from_big_endian_64(varbinary) -> bigint: (b) = CASE WHEN octet_length(b) <> 8 THEN error('INVALID_FUNCTION_ARGUMENT: expected 8-byte input') ELSE CAST(CAST(b AS BIT) AS BIGINT) END
aggregate skewness(double) -> double: (x) = skewness(x) * (count(x) - 2) / sqrt(count(x) * (count(x) - 1))
is_behind(c) = coalesce(c > 0, false)
is_not_behind(c) = coalesce(c <= 0, true)
is_value(x) = x IS NOT NULL
function split_to_multimap(varchar, varchar, varchar) -> map(varchar, array(varchar)): (s, entry, pair) = trino_multimap_of(trino_pairs(s, entry, pair))
function combinations(array(T), integer) -> array(array(T)): (l, n) = list_filter(list_reduce(list_transform(l, lambda _x: [[_x]]), lambda _a, _x: list_concat(_a, list_transform(list_filter(_a, lambda _c: len(_c) < n), lambda _c: list_concat(_c, _x[1]))), [list_slice(l, 1, 0)]), lambda _c: len(_c) = n)
function shuffle(array(E)) -> array(E): (l) = list_transform(list_sort(list_transform(l, lambda _x: row(random(), _x))), lambda _r: _r[2])
function cosine_similarity(array(double), array(double)) -> double: (a, b) = list_cosine_similarity(CAST(a AS DOUBLE[]), CAST(b AS DOUBLE[]))

-- SQL/JSON: what a path finds is a list of JSON; the list is NULL where the path fails
path_start(j) = CASE WHEN json_valid(j) THEN [json(j)] END
path_elements(e) = CASE WHEN json_type(e) = 'ARRAY' THEN CAST(e AS JSON)::JSON[] ELSE [e] END
path_items(l) = flatten(list_transform(l, lambda _e: trino_path_elements(_e)))
path_items_strict(l) = CASE WHEN list_bool_and(list_transform(l, lambda _e: json_type(_e) = 'ARRAY')) THEN trino_path_items(l) END
path_member(l, p) = list_filter(list_transform(trino_path_items(l), lambda _e: CASE WHEN json_type(_e) = 'OBJECT' THEN json_extract(_e, p) END), lambda _e: _e IS NOT NULL)
path_member_strict(l, p) = CASE WHEN coalesce(list_bool_and(list_transform(l, lambda _e: json_type(_e) = 'OBJECT' AND json_exists(_e, p))), true) THEN list_transform(l, lambda _e: json_extract(_e, p)) END
path_members(l) = flatten(list_transform(trino_path_items(l), lambda _e: CASE WHEN json_type(_e) = 'OBJECT' THEN json_extract(_e, '$.*') ELSE [] END))
path_place(i, n) = CASE WHEN i < 0 THEN greatest(n + i + 1, 0) ELSE i + 1 END
path_range(l, a, b) = flatten(list_transform(l, lambda _e: list_slice(trino_path_elements(_e), trino_path_place(a, len(trino_path_elements(_e))), trino_path_place(b, len(trino_path_elements(_e))))))
path_range_strict(l, a, b) = CASE WHEN list_bool_and(list_transform(l, lambda _e: json_type(_e) = 'ARRAY' AND trino_path_place(a, len(trino_path_elements(_e))) > 0 AND trino_path_place(b, len(trino_path_elements(_e))) BETWEEN trino_path_place(a, len(trino_path_elements(_e))) AND len(trino_path_elements(_e)))) THEN trino_path_range(l, a, b) END
path_size(l) = list_transform(l, lambda _e: to_json(CASE WHEN json_type(_e) = 'ARRAY' THEN json_array_length(_e) ELSE 1 END))
path_type(l) = list_transform(l, lambda _e: to_json(CASE json_type(_e) WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'object' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END))
path_is_numeric(e) = json_type(e) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT')
path_number(e) = TRY_CAST(json_extract_string(e, '$') AS DOUBLE)
path_abs(l) = CASE WHEN list_bool_and(list_transform(l, lambda _e: trino_path_is_numeric(_e))) THEN list_transform(l, lambda _e: json(ltrim(CAST(_e AS VARCHAR), '-'))) END
path_floor(l) = CASE WHEN list_bool_and(list_transform(l, lambda _e: trino_path_is_numeric(_e))) THEN list_transform(l, lambda _e: to_json(CAST(floor(trino_path_number(_e)) AS BIGINT))) END
path_ceiling(l) = CASE WHEN list_bool_and(list_transform(l, lambda _e: trino_path_is_numeric(_e))) THEN list_transform(l, lambda _e: to_json(CAST(ceil(trino_path_number(_e)) AS BIGINT))) END
path_double(l) = CASE WHEN list_bool_and(list_transform(l, lambda _e: trino_path_number(_e) IS NOT NULL)) THEN list_transform(l, lambda _e: to_json(trino_path_number(_e))) END
path_not(b) = NOT coalesce(b, false)
path_found(l) = coalesce(len(l), 0) > 0
path_holds(a, op, b) = CASE op WHEN '==' THEN a = b WHEN '<>' THEN a <> b WHEN '<' THEN a < b WHEN '<=' THEN a <= b WHEN '>' THEN a > b ELSE a >= b END
path_is_number(l, op, x) = coalesce(list_bool_or(list_transform(l, lambda _e: trino_path_is_numeric(_e) AND trino_path_holds(trino_path_number(_e), op, x))), false)
path_is_text(l, op, x) = coalesce(list_bool_or(list_transform(l, lambda _e: json_type(_e) = 'VARCHAR' AND CASE op WHEN 'starts with' THEN starts_with(json_extract_string(_e, '$'), x) WHEN 'like_regex' THEN regexp_matches(json_extract_string(_e, '$'), x) ELSE trino_path_holds(json_extract_string(_e, '$'), op, x) END)), false)
path_is_value(l, op, x) = coalesce(list_bool_or(list_transform(l, lambda _e: CASE WHEN trino_path_is_numeric(_e) AND trino_path_is_numeric(x) THEN trino_path_holds(trino_path_number(_e), op, trino_path_number(x)) ELSE json_type(_e) = json_type(x) AND trino_path_holds(json_extract_string(_e, '$'), op, json_extract_string(x, '$')) END)), false)
path_finds_none(j) = error('JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found no items')
path_fails(j) = CASE WHEN json_valid(j) THEN error('PATH_EVALUATION_ERROR: path evaluation failed') ELSE error('JSON_INPUT_CONVERSION_ERROR: conversion to JSON failed') END
json_found(j, l, failed) = CASE WHEN j IS NULL THEN NULL WHEN l IS NULL THEN failed ELSE len(l) > 0 END
json_choice(state, v, empty_is, error_is) = CASE state WHEN 'value' THEN v WHEN 'empty' THEN empty_is WHEN 'error' THEN error_is END
json_value_state(j, l) = CASE WHEN j IS NULL THEN 'null' WHEN l IS NULL OR len(l) > 1 THEN 'error' WHEN len(l) = 0 THEN 'empty' WHEN json_type(l[1]) IN ('ARRAY', 'OBJECT') THEN 'error' ELSE 'value' END
json_value_text(l) = CASE WHEN json_type(l[1]) <> 'NULL' THEN json_extract_string(l[1], '$') END
json_or(v, text, failed) = CASE WHEN v IS NULL AND text IS NOT NULL THEN failed ELSE v END
json_query_state(j, l) = CASE WHEN j IS NULL THEN 'null' WHEN l IS NULL OR len(l) > 1 THEN 'error' WHEN len(l) = 0 THEN 'empty' ELSE 'value' END
json_wrapped_state(j, l) = CASE WHEN j IS NULL THEN 'null' WHEN l IS NULL THEN 'error' WHEN len(l) = 0 THEN 'empty' ELSE 'value' END
json_first(l) = CAST(l[1] AS VARCHAR)
json_unquoted(l) = CASE WHEN json_type(l[1]) = 'VARCHAR' THEN json_extract_string(l[1], '$') ELSE CAST(l[1] AS VARCHAR) END
json_wrapped(l) = CAST(to_json(l) AS VARCHAR)
json_wrapped_if(l) = CASE WHEN len(l) = 1 AND json_type(l[1]) IN ('ARRAY', 'OBJECT') THEN CAST(l[1] AS VARCHAR) ELSE CAST(to_json(l) AS VARCHAR) END
json_entry(k, v) = struct_pack(k := k, v := CASE WHEN v IS NOT NULL THEN CASE WHEN typeof(v) LIKE 'DECIMAL%' THEN CAST(v AS VARCHAR) WHEN typeof(v) IN ('DOUBLE', 'FLOAT') THEN trino_json_of_double(TRY_CAST(CAST(v AS VARCHAR) AS DOUBLE)) ELSE CAST(to_json(v) AS VARCHAR) END END)
json_object_of_all(l) = '{' || array_to_string(list_transform(l, lambda _e: CAST(to_json(_e.k) AS VARCHAR) || ':' || coalesce(_e.v, 'null')), ',') || '}'
json_object_of_some(l) = trino_json_object_of_all(list_filter(l, lambda _e: _e.v IS NOT NULL))
json_array_of_all(l) = '[' || array_to_string(list_transform(l, lambda _e: coalesce(_e.v, 'null')), ',') || ']'
json_array_of_some(l) = trino_json_array_of_all(list_filter(l, lambda _e: _e.v IS NOT NULL))
