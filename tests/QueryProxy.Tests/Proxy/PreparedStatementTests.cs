using System.Net;
using MeshStarter.QueryProxy.Prepared;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Prepared statements by hand, as Trino's clients send them: the session is the client's, and comes with every statement in headers.</summary>
[Collection(ProxyCollection.Name)]
public sealed class PreparedStatementTests(ProxyFixture mesh)
{
    private const string Paid = "SELECT count(*), min(customer_email) FROM orders.orders WHERE status = ? AND total > ?";

    [Fact]
    public async Task Prepared_statement_is_the_clients_and_runs_with_values()
    {
        var session = mesh.Session(mesh.Analyst);
        var prepared = await session.RunAsync($"PREPARE \"paid\" FROM\n{Paid}");
        var added = session.LastHeaders!.GetValues("X-Trino-Added-Prepare").Single();

        Assert.Equal(("", "PREPARE"), (prepared.ErrorName, session.Pages[^1]["updateType"]!.GetValue<string>()));
        Assert.Equal($"paid={Uri.EscapeDataString(Paid)}", added);

        session.Headers["X-Trino-Prepared-Statement"] = added;
        Assert.Equal("[[16,\"****\"]]", (await session.RunAsync("EXECUTE paid USING 'paid', DECIMAL '9.5'")).Data);
        Assert.Equal("[[0,null]]", (await session.RunAsync("EXECUTE paid USING 'x'' OR 1 = 1 --', 0")).Data);
        Assert.Equal("[[0,\"varchar\"],[1,\"decimal(18,2)\"]]", (await session.RunAsync("DESCRIBE INPUT paid")).Data);
        Assert.Equal("[[\"_col0\",\"\",\"\",\"\",\"bigint\",8,false],[\"_col1\",\"\",\"\",\"\",\"varchar\",0,false]]", (await session.RunAsync("DESCRIBE OUTPUT paid")).Data);
        Assert.Null((await session.RunAsync("DEALLOCATE PREPARE paid")).Error);
        Assert.Equal("paid", session.LastHeaders!.GetValues("X-Trino-Deallocated-Prepare").Single());
    }

    // The answer has fewer columns than the statement.
    [Theory]
    [InlineData("DESCRIBE INPUT intervals", 0)]
    [InlineData("DESCRIBE OUTPUT intervals", 8)]
    [InlineData("EXPLAIN SELECT 1 AS a, INTERVAL '2' MONTH AS b", 1)]
    [InlineData("EXPLAIN (TYPE VALIDATE) SELECT 1 AS a, INTERVAL '2' MONTH AS b", 1)]
    [InlineData("EXPLAIN ANALYZE SELECT 1 AS a, INTERVAL '2' MONTH AS b", 1)]
    public async Task Statement_with_months_in_a_later_column_is_described(string about, int rows)
    {
        var session = mesh.Session(mesh.Analyst);
        session.Headers["X-Trino-Prepared-Statement"] = $"intervals={Uri.EscapeDataString("SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e, 6 AS f, 7 AS g, INTERVAL '2' MONTH AS h")}";

        var answer = await session.RunAsync(about);

        Assert.Equal(("", rows), (answer.Message, answer.Rows.Count));
    }

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 5", "[[5]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT extract(year FROM ?), substring(? FROM ? FOR ?), position(? IN ?)' USING DATE '2026-01-31', 'abcdef', 2, 3, 'b', 'abc'", "[[2026,\"bcd\",2]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT sum(x) OVER w FROM (SELECT ? AS x) WINDOW w AS (PARTITION BY ?) LIMIT ?' USING 7, 1, 3", "[[7]]")]
    [InlineData("EXECUTE IMMEDIATE 'SHOW SCHEMAS LIKE ''o%'''", "[[\"orders\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_type = ''BASE TABLE'' ORDER BY 1' USING 'orders'", "[[\"filtered\"],[\"orders\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE order_id = ?' USING UUID 'cfcd2084-95d5-65ef-66e7-dff9f98764da'", "[[1]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE purchased_at < ?' USING TIMESTAMP '2018-01-01 01:00:00 Europe/Berlin'", "[[0]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE estimated_delivery IN (?, ?)' USING DATE '2018-01-10', DATE '2018-01-11'", "[[2]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS integer) + 1' USING '41'", "[[42]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?[2], ? IS NULL' USING ARRAY['a', 'b'], NULL", "[[\"b\",true]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders FOR VERSION AS OF ''main'' WHERE status = ?' USING 'paid'", "[[333]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?, ?, ?, ?' USING CAST(1 AS bigint), DATE '2024-01-01' + INTERVAL '1' DAY, ARRAY[1,2], -1, 'a' || 'b'", "[[1,\"2024-01-02\",[1,2],-1,\"ab\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT typeof(?), typeof(?), typeof(?), typeof(?)' USING 1 + 1, 7 / 2 * 1.50, CAST(1 AS bigint) + 1, 1e0 * 2", "[[\"integer\",\"decimal(13,2)\",\"bigint\",\"double\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? + 1, ? < ?' USING 7 / 2, TIMESTAMP '2026-01-31 12:00:00.25' - INTERVAL '1' HOUR, TIMESTAMP '2026-01-31 11:00:01'", "[[4,true]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING TIMESTAMP '2026-01-31 12:00:00 Europe/Berlin' + INTERVAL '1' DAY", "[[\"2026-02-01 12:00:00.000000 Europe/Berlin\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?, ?' USING X'00' || X'aa', transform(ARRAY[1, 2], x -> x * 2), NULLIF(1, 1)", "[[\"AKo=\",[2,4],null]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT TIMESTAMP ''2026-01-31 00:00:00'' + ?, ?' USING INTERVAL '1' DAY + INTERVAL '90' MINUTE, upper('ä; -- ? $1')", "[[\"2026-02-01 01:30:00.000000\",\"Ä; -- ? $1\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE status = ? AND total > ?' USING lower('PAID'), 9 + 0.5", "[[16]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?, ?' USING CAST(1.239 AS decimal(10,2)), CAST(1.5 AS decimal), ARRAY[CAST(1.239 AS decimal(10,2))]", "[[\"1.24\",\"2\",[\"1.24\"]]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ? || ''.'', ?' USING CAST('abcdef' AS varchar(3)), CAST('a' AS char(3)), CAST('ab' AS char)", "[[\"abc\",\"a  .\",\"a\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING CAST('2026-01-31 12:00:00.123456' AS timestamp), CAST('2026-01-31 12:00:00.123456' AS timestamp(6))", "[[\"2026-01-31 12:00:00.123\",\"2026-01-31 12:00:00.123456\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?, ?, ?, ?' USING CAST(DECIMAL '9007199254740993' AS bigint), CAST(-9007199254740992.50 AS bigint), CAST(9007199254740992.49 AS bigint), CAST(0.05 AS integer), CAST(DOUBLE '1.5' AS integer)", "[[9007199254740993,-9007199254740993,9007199254740992,0,2]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, typeof(?), ?, ?' USING CAST('2026-01-31' AS date), CAST('400' AS integer), nan(), ARRAY[DOUBLE '0.1', -infinity(), NULL]", "[[\"2026-01-31\",\"integer\",\"NaN\",[0.1,\"-Infinity\",null]]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? IS NULL' USING ROW(nan(), TIMESTAMP '2026-01-31 12:00:00 +02:00')", "[[false]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT contains(?, TIMESTAMP ''2026-01-31 10:00:00 UTC''), ?' USING ARRAY[TIMESTAMP '2026-01-31 12:00:00 +02:00'], ARRAY[INTERVAL '1' YEAR]", "[[true,[\"1-0\"]]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING CAST('abc' AS json), JSON '{ \"b\": 1.50, \"a\": 2 }'", "[[\"\\\"abc\\\"\",\"{\\\"a\\\":2,\\\"b\\\":1.5}\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? AS \"größe\" -- ö' USING 1", "[[1]]")]
    [InlineData("EXPLAIN (TYPE VALIDATE) EXECUTE IMMEDIATE 'SELECT ? + 1' USING 1 + 1", "[[true]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, element_at(?, ''b'')' USING ROW(1, 'x'), MAP(ARRAY['a', 'b'], ARRAY[1, 2])", """[[[1,"x"],2]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT a, b FROM UNNEST(?) AS t(a, b) ORDER BY a' USING ARRAY[ROW(2, 'y'), ROW(1, 'x')]", """[[1,"x"],[2,"y"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING MAP(ARRAY['a'], ARRAY[ARRAY[1]]), CAST(ROW(1, 2) AS ROW(x integer, y bigint))", """[[{"a":[1]},[1,2]]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING ARRAY[ARRAY[1], ARRAY[1.5, 2.25], NULL], ARRAY[ARRAY[1], ARRAY[5000000000]]", """[[[["1.00"],["1.50","2.25"],null],[[1],[5000000000]]]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?, ?' USING ARRAY[ARRAY[], ARRAY[NULL], ARRAY['a']], MAP(ARRAY['a', 'b'], ARRAY[ARRAY[1], ARRAY[2.5]]), ARRAY[ARRAY[NULL], ARRAY[]]", """[[[[],[null],["a"]],{"a":["1.0"],"b":["2.5"]},[[null],[]]]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT DATE ''2024-01-31'' + ?, DATE ''2024-01-31'' - INTERVAL ''1'' DAY * ?, ? / 2' USING INTERVAL '1' MONTH, 2, INTERVAL '1' DAY", """[["2024-02-29","2024-01-29","0 12:00:00.000"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT TIMESTAMP ''2024-03-15 12:00:00 Europe/Berlin'' + ?, sequence(DATE ''2024-01-31'', DATE ''2024-03-31'', ?)' USING INTERVAL '1' MONTH, INTERVAL '1' MONTH", """[["2024-04-15 12:00:00.000000 Europe/Berlin",["2024-01-31","2024-02-29","2024-03-31"]]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS integer), CAST(? AS bigint), CAST(? AS decimal(10,2)), CAST(? AS varchar), CAST(? AS varchar)' USING 2.5e0, 0.5e0, 1.005e0, REAL '1.1', 12345678.5e0", """[[3,1,"1.01","1.1E0","1.23456785E7"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS varchar), ? > 1, nan() = ?, CAST(x AS varchar) FROM (SELECT ? AS x) AS t' USING -0.25, nan(), nan(), 0.5", """[["-0.25",false,false,"0.5"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS integer), CAST(? AS date), CAST(? AS boolean), CAST(? AS double), TRY_CAST(? AS integer), TRY_CAST(? AS date)' USING ' 12 ', '2026-01-31', 'T', 'Infinity', '1.5', '2026/01/31'", """[[12,"2026-01-31",true,"Infinity",null,null]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) > 1 FROM orders.orders GROUP BY total > ? HAVING total > ?' USING 9, 9", "[[true]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, typeof(?), typeof(?), JSON_EXTRACT(?, ''$.a'')' USING TIMESTAMP '2026-01-31 12:00:00 UTC+05:30', CAST(NULL AS bigint), JSON '[]', JSON '{\"a\": 1}'", "[[\"2026-01-31 12:00:00.000000 +05:30\",\"bigint\",\"json\",\"1\"]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT date_format(?, ?), at_timezone(?, ?), round(?)' USING DATE '2026-01-31', '%Y', TIMESTAMP '2026-01-31 12:00:00 UTC', 'Europe/Berlin', REAL '2.5'", "[[\"2026\",\"2026-01-31 13:00:00.000000 Europe/Berlin\",3.0]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 2-?, transform(?, x -> x + ?), 10 / ?' USING -1, transform(ARRAY[1], x -> x), 1 + 1, 2 + 3", "[[3,[3],2]]")]
    public async Task Values_take_the_places_of_parameters_in_the_order_of_the_text(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT CAST('ab' AS char(4)) AS c, INTERVAL '1' MONTH AS m, NULL AS n, ARRAY[] AS a, ARRAY[CAST('a' AS char(3))], MAP(), DECIMAL '1.50', TIMESTAMP '2026-01-31 12:00:00 Europe/Berlin'")]
    [InlineData("SELECT * FROM (SELECT NULL AS a, 1 AS b) AS t")]
    [InlineData("SELECT o, total, max(purchased_at) FROM orders.orders o GROUP BY o, total")]
    [InlineData("DESCRIBE orders.orders")]
    [InlineData("EXPLAIN SELECT NULL")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    [InlineData("EXPLAIN (TYPE VALIDATE) SELECT 'x'")]
    public async Task Description_has_the_columns_of_the_execution(string sql)
    {
        var session = mesh.Session(mesh.Analyst, each => each.Headers["X-Trino-Prepared-Statement"] = $"q={Uri.EscapeDataString(sql)}");

        var described = await session.RunAsync("DESCRIBE OUTPUT q");
        var executed = await session.RunAsync("EXECUTE q");

        Assert.Equal(("", ""), (described.Message, executed.Message));
        Assert.Equal(
            executed.Columns.Select(column => (column!["name"]!.GetValue<string>(), column["type"]!.GetValue<string>().Replace(", ", ",", StringComparison.Ordinal).ToLowerInvariant())),
            described.Rows.Select(row => (row[0]!.GetValue<string>(), row[4]!.GetValue<string>().Replace(", ", ",", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("EXECUTE nothing", "NOT_FOUND", "Prepared statement not found: nothing. Send PREPARE nothing FROM statement first")]
    [InlineData("DEALLOCATE PREPARE nothing", "NOT_FOUND", "Prepared statement not found: nothing.")]
    [InlineData("DESCRIBE OUTPUT nothing", "NOT_FOUND", "Prepared statement not found: nothing.")]
    [InlineData("SELECT ?", "INVALID_PARAMETER_USAGE", "Incorrect number of parameters: expected 1 but found 0")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING 1", "INVALID_PARAMETER_USAGE", "Incorrect number of parameters: expected 2 but found 1")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1' USING 1", "INVALID_PARAMETER_USAGE", "expected 0 but found 1")]
    [InlineData("EXECUTE IMMEDIATE 'SHOW TABLES FROM orders' USING 1", "INVALID_PARAMETER_USAGE", "expected 0 but found 1")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1 FROM orders.orders WHERE total = ?' USING 'x'", "TYPE_MISMATCH", "line 1:41: Values of types decimal and varchar cannot be compared. Write a CAST of one of them.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1 FROM orders.orders WHERE status = ?' USING 1", "TYPE_MISMATCH", "line 1:42: Values of types varchar and integer cannot be compared. Write a CAST of one of them.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1' USING (SELECT customer_email FROM orders.orders LIMIT 1)", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 FROM orders.orders", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 + (SELECT 1)", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 + 1 AS x", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING (SELECT x FROM hidden.vault)", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1) FROM (orders.orders", "NOT_SUPPORTED", "A value was expected here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 + 1; DROP TABLE x", "NOT_SUPPORTED", "Only a SELECT runs here")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING unnest(ARRAY[1, 2])", "SYNTAX_ERROR", "UNNEST is a table")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING getenv('PATH')", "FUNCTION_NOT_FOUND", "getenv")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 + ?", "INVALID_PARAMETER_USAGE", "expected 1 but found 0")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING status", "EXPRESSION_NOT_CONSTANT", "Constant expression cannot contain column references")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING *", "EXPRESSION_NOT_CONSTANT", "Constant expression cannot contain column references")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE status = ?' USING lower(status)", "EXPRESSION_NOT_CONSTANT", "Constant expression cannot contain column references")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?[3]' USING ARRAY[1, 2]", "INVALID_FUNCTION_ARGUMENT", "Array subscript must be less than or equal")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1 = ?' USING CAST(NULL AS date)", "TYPE_MISMATCH", "line 1:10: Values of types integer and date cannot be compared.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?,\n x' USING 'a long text'", "COLUMN_NOT_FOUND", "line 2:2: ")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1 / 0", "DIVISION_BY_ZERO", "")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING MAP(ARRAY[1], ARRAY[])", "INVALID_FUNCTION_ARGUMENT", "The map key list does not align with the map value list.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING DATE 'x'", "INVALID_LITERAL", "line 1:8: 'x' is not a valid DATE literal")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING CAST('x' AS date)", "INVALID_CAST_ARGUMENT", "invalid date field format: \"x\"")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS integer)' USING '1.5'", "INVALID_CAST_ARGUMENT", "Cannot cast '1.5")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS boolean)' USING 'yes'", "INVALID_CAST_ARGUMENT", "yes")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT CAST(? AS date)' USING '2026-01-31 10:00:00'", "INVALID_CAST_ARGUMENT", "2026-01-31 10:00:00")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING CAST(400 AS tinyint)", "NUMERIC_VALUE_OUT_OF_RANGE", "400")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING CAST('400' AS tinyint)", "INVALID_CAST_ARGUMENT", "Cannot cast '400'")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING CAST(1 AS date)", "TYPE_MISMATCH", "Cannot cast integer to date")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING ARRAY[1, 'x']", "TYPE_MISMATCH", "Values of types integer and varchar")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 12345678901234567890", "SYNTAX_ERROR", "line 1:36: Invalid numeric literal")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1 FROM orders.orders WHERE total = ?' USING 'x' || 'y'", "TYPE_MISMATCH", "line 1:41: Values of types decimal and varchar cannot be compared.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT order_id FROM orders.orders LIMIT ?' USING NULL", "INVALID_ARGUMENTS", "Parameter 1 is NULL, and LIMIT takes a whole number of rows.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT order_id FROM orders.orders OFFSET ? ROWS FETCH FIRST ? ROWS ONLY' USING CAST(NULL AS bigint), 1", "INVALID_ARGUMENTS", "Parameter 1 is NULL, and OFFSET takes a whole number of rows.")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT order_id FROM orders.orders LIMIT ?' USING 2.5", "TYPE_MISMATCH", "Parameter 1 is of type decimal, and LIMIT takes a whole number of rows.")]
    [InlineData("EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''SELECT 1'''", "NOT_SUPPORTED", "Invalid statement type for prepared statement: EXECUTE")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT customer_email FROM hidden.vault WHERE x = ?' USING 1", "SCHEMA_NOT_FOUND", "Schema 'hidden' does not exist")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT * FROM payments.ledger WHERE entry_id = ?' USING 1", "PERMISSION_DENIED", "Access Denied")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT * FROM read_text(?)' USING '/etc/passwd'", "NOT_SUPPORTED", "read_text() may not be in FROM")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT $1' USING 1", "NOT_SUPPORTED", "Parameters are written as ?")]
    [InlineData("PREPARE x FROM SELEC 1", "SYNTAX_ERROR", "line 1:16")]
    [InlineData("PREPARE x FROM PREPARE y FROM SELECT 1", "NOT_SUPPORTED", "Invalid statement type for prepared statement: PREPARE")]
    [InlineData("PREPARE x FROM SELECT getenv('PATH')", "FUNCTION_NOT_FOUND", "getenv")]
    [InlineData("PREPARE x", "SYNTAX_ERROR", "PREPARE name FROM statement")]
    [InlineData("DEALLOCATE nothing", "SYNTAX_ERROR", "DEALLOCATE PREPARE name")]
    [InlineData("EXECUTE IMMEDIATE 5", "SYNTAX_ERROR", "EXECUTE IMMEDIATE 'statement'")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT order_id FROM orders.orders WHERE status LIKE ? ESCAPE ?' USING 'p\\', '\\'", "INVALID_FUNCTION_ARGUMENT", "Escape character must be followed by")]
    public async Task Bad_input_has_trinos_error_and_a_next_step(string sql, string error, string message)
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync(sql);

        Assert.Equal(error, answer.ErrorName);
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_nested_50_levels_deep_are_read_and_bound_and_deeper_ones_are_refused()
    {
        var session = mesh.Session(mesh.Analyst);
        foreach (var (levels, error) in new[] { (26, ""), (50, ""), (51, "NOT_SUPPORTED") })
        {
            var rows = $"{new string('[', levels)}1{new string(']', levels)}";
            var array = rows.Replace("[", "ARRAY[", StringComparison.Ordinal);
            foreach (var sql in new[] { $"SELECT {array}", $"EXECUTE IMMEDIATE 'SELECT ?' USING {array}", $"EXECUTE IMMEDIATE 'SELECT ?' USING slice({array}, 1, 1)" })
            {
                var answer = await session.RunAsync(sql);

                Assert.Equal((error, error.Length > 0 ? "[]" : $"[[{rows}]]"), (answer.ErrorName ?? "", answer.Data));
                Assert.Contains(error.Length > 0 ? "nested more than 50 levels deep" : "", answer.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("EXPLAIN EXECUTE p", "EXECUTE p", "EXECUTE")]
    [InlineData("EXPLAIN ANALYZE VERBOSE EXECUTE p", "EXECUTE p", "EXECUTE")]
    [InlineData("EXPLAIN (TYPE VALIDATE) EXECUTE IMMEDIATE 'SELECT 1'", "DESCRIBE OUTPUT p", "EXECUTE")]
    [InlineData("DESCRIBE OUTPUT p", "DESCRIBE OUTPUT p", "DESCRIBE")]
    [InlineData("DESC INPUT p", "EXPLAIN EXECUTE p", "DESCRIBE")]
    [InlineData("EXPLAIN DESCRIBE OUTPUT p", "EXECUTE p", "DESCRIBE")]
    [InlineData("EXECUTE p", "EXECUTE IMMEDIATE 'EXPLAIN EXECUTE p'", "EXECUTE")]
    [InlineData("EXPLAIN EXECUTE p", "PREPARE q FROM EXPLAIN EXECUTE p", "EXECUTE")]
    public async Task Statement_that_names_itself_is_refused_and_the_proxy_answers_on(string prepared, string sql, string kind)
    {
        var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Prepared-Statement"] = $"p={Uri.EscapeDataString(prepared)}");
        var answer = await session.RunAsync(sql);

        Assert.Equal(("NOT_SUPPORTED", $"Invalid statement type for prepared statement: {kind}"), (answer.ErrorName, answer.Message));
        Assert.Null((await session.RunAsync("DEALLOCATE PREPARE p")).Error);
        Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
    }

    [Theory]
    [InlineData("EXPLAIN EXECUTE p USING 5", "Output[columnNames = [")]
    [InlineData("EXPLAIN ANALYZE EXECUTE p USING 5", "Output: 1 rows")]
    [InlineData("EXECUTE IMMEDIATE 'EXPLAIN SELECT ? AS n' USING 5", "Output[columnNames = [")]
    public async Task Execution_is_explained(string sql, string part)
    {
        var answer = await mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Prepared-Statement"] = $"p={Uri.EscapeDataString("SELECT ? AS n")}").RunAsync(sql);

        Assert.Equal("", answer.Message);
        Assert.Contains(part, answer.Rows[0][0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Null_has_the_type_unknown()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("EXECUTE IMMEDIATE 'SELECT NULL, ?, ARRAY[], coalesce(NULL, 1), ?, ?, ?' USING NULL, ARRAY[NULL], MAP(ARRAY[], ARRAY[]), MAP(ARRAY['a'], ARRAY[NULL])");

        Assert.Equal(["unknown", "unknown", "array(unknown)", "integer", "array(unknown)", "map(unknown, unknown)", "map(varchar, unknown)"], answer.Columns.Select(column => column!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Long_statement_comes_back_compressed_and_runs()
    {
        var session = mesh.Session(mesh.Analyst);
        var text = $"SELECT count(*) FROM range(100) AS r(x) WHERE x IN ({string.Join(", ", Enumerable.Range(0, 10_000))}) AND x < ?";
        Assert.Null((await session.RunAsync($"PREPARE long FROM {text}")).Error);
        var added = session.LastHeaders!.GetValues("X-Trino-Added-Prepare").Single();

        Assert.True(added.Length < text.Length);
        session.Headers["X-Trino-Prepared-Statement"] = added;
        Assert.Equal("[[50]]", (await session.RunAsync("EXECUTE long USING 50")).Data);
    }

    [Fact]
    public async Task Statement_that_no_header_holds_is_too_large_and_runs_at_once_and_one_of_ten_megabytes_is_too_large()
    {
        var random = string.Concat(Enumerable.Range(0, 2_000).Select(i => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))));
        var answer = await mesh.Session(mesh.Analyst).RunAsync($"PREPARE big FROM SELECT length('{random}')");

        Assert.Equal("QUERY_TEXT_TOO_LARGE", answer.ErrorName);
        Assert.Contains("EXECUTE IMMEDIATE", answer.Message, StringComparison.Ordinal);
        Assert.Equal("[[128000]]", (await mesh.Session(mesh.Analyst).RunAsync($"EXECUTE IMMEDIATE 'SELECT length(''{random}'')'")).Data);

        var larger = await mesh.Session(mesh.Analyst).RunAsync($"PREPARE big FROM SELECT '{new string('x', 10_000_000)}'");

        Assert.Equal("QUERY_TEXT_TOO_LARGE", larger.ErrorName);
        Assert.Contains("exceeds the maximum length (200000)", larger.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q=%24brotli%3A!", "NOT_FOUND")]
    [InlineData("q=SELECT%201%00%2C%202", "SYNTAX_ERROR")]
    [InlineData("q=%FF", "SYNTAX_ERROR")]
    [InlineData("q", "NOT_FOUND")]
    [InlineData("=SELECT 1", "NOT_FOUND")]
    public async Task Damaged_header_is_the_clients_mistake(string header, string error)
    {
        var answer = await mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Prepared-Statement"] = header).RunAsync("EXECUTE q");

        Assert.Equal(error, answer.ErrorName);
    }

    [Fact]
    public async Task Short_header_with_a_long_text_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var brotli = new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            await brotli.WriteAsync(new byte[50_000_000]);
        }

        var header = $"q={Uri.EscapeDataString($"$brotli:{Convert.ToBase64String(packed.ToArray())}")}";
        var answer = await mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Prepared-Statement"] = header).RunAsync("EXECUTE q");

        Assert.Equal("QUERY_TEXT_TOO_LARGE", answer.ErrorName);
    }

    [Fact]
    public async Task Execution_is_decided_and_recorded_as_any_query()
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("EXECUTE IMMEDIATE 'SELECT count(*) FROM orders.orders WHERE customer_email = ?' USING 'paid'");
        await mesh.RecordAsync(session.Id);

        var record = Assert.Single(mesh.Services.Audit, record => record.CorrelationId == session.Id && record.Action == "read");
        Assert.Equal(("orders.orders", true), (record.Product?.ToString(), record.Permit));
        Assert.Equal(["customer_email"], record.MaskedColumns);
    }

    [Fact]
    public async Task Values_come_with_a_query_that_needs_no_session()
    {
        using var answer = await mesh.AskAsync("EXECUTE IMMEDIATE 'SELECT count(*) AS n FROM orders.orders WHERE status = ?' USING 'paid'");

        Assert.Equal((HttpStatusCode.OK, "{\"n\":333}\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public void Header_holds_any_name_and_text()
    {
        var header = PreparedStatements.Encode("a,b=c", "SELECT 'ä, +%'");

        Assert.DoesNotContain(',', header);
        Assert.Equal("SELECT 'ä, +%'", PreparedStatements.Find([header], "a,b=c", 100));
    }
}
