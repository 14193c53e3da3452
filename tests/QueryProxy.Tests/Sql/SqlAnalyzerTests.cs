using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Failures;

namespace MeshStarter.QueryProxy.Tests.Sql;

[Trait("Category", "Quick")]
public sealed class SqlAnalyzerTests(EngineParser engine) : IClassFixture<EngineParser>
{
    [Theory]
    [InlineData("SELECT 1", "")]
    [InlineData("SELECT * FROM orders.orders", "orders.orders")]
    [InlineData("SELECT * FROM mesh.orders.orders o, \"Orders\".\"fact_order_events\"", "mesh.orders.orders Orders.fact_order_events")]
    [InlineData("FROM orders.orders SELECT count(*)", "orders.orders")]
    [InlineData("TABLE orders", "orders")]
    [InlineData("SELECT (SELECT max(total) FROM a.b) FROM c.d WHERE EXISTS (FROM e.f) AND x IN (SELECT y FROM g.h)", "c.d a.b e.f g.h")]
    [InlineData("SELECT * FROM a.b JOIN c.d USING (x) LEFT JOIN (SELECT * FROM e.f) s ON s.x = d.x", "a.b c.d e.f")]
    [InlineData("SELECT * FROM a.b ASOF JOIN c.d ON b.t >= d.t POSITIONAL JOIN e.f SEMI JOIN g.h USING (x) ANTI JOIN i.j USING (x)", "a.b c.d e.f g.h i.j")]
    [InlineData("SELECT * FROM a.b UNION ALL BY NAME SELECT * FROM c.d EXCEPT SELECT * FROM e.f", "a.b c.d e.f")]
    [InlineData("SELECT * FROM a.b LIMIT (SELECT count(*) FROM c.d)", "a.b c.d")]
    [InlineData("SELECT sum(x) FILTER (WHERE y IN (SELECT z FROM c.d)) OVER (PARTITION BY (SELECT 1 FROM e.f)) FROM a.b ORDER BY (SELECT 1 FROM g.h)", "a.b e.f c.d g.h")]
    [InlineData("SELECT * REPLACE ((SELECT 1 FROM c.d) AS x) FROM a.b", "a.b c.d")]
    [InlineData("SELECT list_transform([1], x -> x + (SELECT 1 FROM c.d)) FROM a.b", "a.b c.d")]
    [InlineData("SELECT CASE WHEN EXISTS (FROM a.b) THEN (SELECT 1 FROM c.d) ELSE (SELECT 2 FROM e.f) END", "a.b c.d e.f")]
    [InlineData("SELECT * FROM range((SELECT count(*) FROM a.b)) r, unnest((SELECT list(x) FROM c.d)) u", "a.b c.d")]
    [InlineData("VALUES ((SELECT 1 FROM a.b))", "a.b")]
    [InlineData("SELECT DISTINCT ON ((SELECT 1 FROM c.d)) * FROM a.b", "a.b c.d")]
    [InlineData("SELECT * FROM a.b, LATERAL (SELECT * FROM c.d WHERE d.x = b.x)", "a.b c.d")]
    [InlineData("SELECT * FROM a.b USING SAMPLE 10%", "a.b")]
    [InlineData("SELECT x FROM a.b GROUP BY GROUPING SETS ((x), ROLLUP (y)) HAVING count(*) > (SELECT 1 FROM c.d) QUALIFY row_number() OVER () = 1", "a.b c.d")]
    [InlineData("SELECT COLUMNS('t.*'), COLUMNS(c -> c LIKE 'x%'), * EXCLUDE (q) FROM a.b", "a.b")]
    public void Tables_are_found_wherever_they_are(string sql, string tables)
    {
        var analysis = engine.Analyze(sql);

        Assert.Null(analysis.Refusal);
        Assert.Equal(tables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), analysis.Tables.Select(Name).Order());
    }

    [Theory]
    [InlineData("WITH orders AS (SELECT 1) SELECT * FROM orders", "")]
    [InlineData("WITH orders AS (SELECT 1) SELECT * FROM ORDERS", "")]
    [InlineData("WITH orders AS (SELECT * FROM orders) SELECT * FROM orders", "orders")]
    [InlineData("WITH orders AS (SELECT 1) SELECT * FROM x.orders", "x.orders")]
    [InlineData("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", "b")]
    [InlineData("WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b", "")]
    [InlineData("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a), a", "a")]
    [InlineData("(WITH a AS (SELECT 1) SELECT * FROM a) UNION ALL SELECT * FROM a", "a")]
    [InlineData("WITH a AS (SELECT 1) (SELECT * FROM a) UNION ALL SELECT * FROM a", "")]
    [InlineData("SELECT (WITH a AS (SELECT 1) SELECT * FROM a), * FROM a", "a")]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r", "")]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT n FROM r UNION ALL SELECT n + 1 FROM r) SELECT * FROM r", "r")]
    [InlineData("WITH RECURSIVE r AS (SELECT * FROM r) SELECT * FROM r", "r")]
    [InlineData("WITH \"duckdb_\u017fettings\" AS (SELECT 1) SELECT * FROM duckdb_settings", "duckdb_settings")]
    [InlineData("WITH \"\u212A\" AS (SELECT 1) SELECT * FROM k", "k")]
    public void Cte_names_hide_tables_exactly_where_the_engine_sees_them(string sql, string tables)
    {
        var analysis = engine.Analyze(sql);

        Assert.Null(analysis.Refusal);
        Assert.Equal(tables.Split(' ', StringSplitOptions.RemoveEmptyEntries), analysis.Tables.Select(Name));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM duckdb_settings()", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM query('SELECT 1')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM query_table('a')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM glob('/*')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM parquet_metadata('/x.parquet')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM json_execute_serialized_sql('{}')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM which_secret('x', 's3')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM pragma_table_info('a')", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM test_all_types()", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM histogram('a', x)", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM system.main.range(3)", "NOT_SUPPORTED")]
    [InlineData("WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT 1", "NOT_SUPPORTED")]
    [InlineData("SELECT (SELECT count(*) FROM (SELECT * FROM (FROM read_blob('/etc/passwd'))))", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM a.b WHERE x IN (SELECT content FROM read_text('/etc/passwd'))", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM a.b, LATERAL (SELECT * FROM read_csv(b.x))", "NOT_SUPPORTED")]
    [InlineData("SELECT 1 ORDER BY (SELECT 1 FROM read_csv('/etc/passwd'))", "NOT_SUPPORTED")]
    [InlineData("SELECT 1 LIMIT (SELECT count(*) FROM read_csv('/etc/passwd'))", "NOT_SUPPORTED")]
    [InlineData("SELECT [x FOR x IN (SELECT list(content) FROM read_text('/etc/passwd'))]", "NOT_SUPPORTED")]
    [InlineData("SELECT sum(1) OVER (ORDER BY (SELECT 1 FROM glob('*')))", "NOT_SUPPORTED")]
    [InlineData("SELECT COLUMNS((SELECT list(file) FROM glob('*'))) FROM a.b", "NOT_SUPPORTED")]
    [InlineData("SELECT * REPLACE ((SELECT 1 FROM glob('*')) AS x) FROM a.b", "NOT_SUPPORTED")]
    [InlineData("SELECT getenv('PATH')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT \"getenv\"/**/('PATH')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT GETENV('PATH')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT 'PATH'.getenv()", "SYNTAX_ERROR")]
    [InlineData("SELECT ('PATH').getenv()", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT system.main.getenv('PATH')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT getvariable('x')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT current_setting('home_directory')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT pg_get_viewdef(1)", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT nextval('s')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT error('x')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT stats(x) FROM a.b", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT sleep_ms(100000)", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT write_log('x')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT json_serialize_sql('SELECT 1')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT list_transform(['PATH'], x -> getenv(x))", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT finalize(sum(1) EXPORT_STATE)", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT sum(1) EXPORT_STATE", "NOT_SUPPORTED")]
    [InlineData("SELECT create_sort_key(1, 'ASC')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT __internal_decompress_string(1::UTINYINT)", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT max(x) OVER (PARTITION BY getenv('PATH')) FROM a.b", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT * FROM a.b AT (VERSION => 1)", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM a.b AT (TIMESTAMP => (SELECT 1 FROM read_text('/etc/passwd')))", "NOT_SUPPORTED")]
    [InlineData("PIVOT a.b ON x USING sum(y)", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM a.b PIVOT (sum(y) FOR x IN ('p', 'q'))", "NOT_SUPPORTED")]
    [InlineData("UNPIVOT a.b ON x, y INTO NAME n VALUE v", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM (DESCRIBE a.b)", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM (SHOW DATABASES)", "NOT_SUPPORTED")]
    [InlineData("SUMMARIZE a.b", "NOT_SUPPORTED")]
    [InlineData("SELECT ?", "NOT_SUPPORTED")]
    [InlineData("SELECT $1", "NOT_SUPPORTED")]
    [InlineData("SELECT $name", "NOT_SUPPORTED")]
    [InlineData("SELECT CAST(1 AS secret_type)", "TYPE_MISMATCH")]
    [InlineData("SELECT 1::x.y.z", "TYPE_MISMATCH")]
    [InlineData("SELECT 1; SELECT 2", "NOT_SUPPORTED")]
    [InlineData("COPY (SELECT 1) TO '/tmp/x'", "NOT_SUPPORTED")]
    [InlineData("ATTACH '/tmp/x.db'", "NOT_SUPPORTED")]
    [InlineData("INSTALL httpfs", "NOT_SUPPORTED")]
    [InlineData("LOAD httpfs", "NOT_SUPPORTED")]
    [InlineData("PRAGMA database_list", "NOT_SUPPORTED")]
    [InlineData("SET threads = 1", "NOT_SUPPORTED")]
    [InlineData("CALL duckdb_settings()", "NOT_SUPPORTED")]
    [InlineData("CREATE MACRO x() AS 1", "NOT_SUPPORTED")]
    [InlineData("CREATE TEMP TABLE x AS SELECT 1", "NOT_SUPPORTED")]
    [InlineData("INSERT INTO a.b VALUES (1)", "NOT_SUPPORTED")]
    [InlineData("DELETE FROM a.b", "NOT_SUPPORTED")]
    [InlineData("EXPORT DATABASE '/tmp/x'", "NOT_SUPPORTED")]
    [InlineData("SELECT 1 /* a */; -- b\n ATTACH '/tmp/x'", "NOT_SUPPORTED")]
    [InlineData("", "SYNTAX_ERROR")]
    [InlineData(";", "SYNTAX_ERROR")]
    [InlineData("SELECT 1 FROM a.b.c.d", "SYNTAX_ERROR")]
    public void What_is_not_a_plain_query_over_products_is_refused(string sql, string code)
    {
        var analysis = engine.Analyze(sql);

        Assert.Equal(code, analysis.Refusal?.Code.Name);
        Assert.Equal(TrinoErrorType.UserError, analysis.Refusal!.Code.Type);
    }

    [Theory]
    [InlineData("SELECT x FROM a.b WHERE x = 1 AND y + 1 > abs(2)", false)]
    [InlineData("SELECT upper(x), CAST(y AS UUID) AS z, row(x) FROM a.b WHERE x = 1 GROUP BY x, y ORDER BY 1", false)]
    [InlineData("SELECT x FROM a.b WHERE upper(x) = 'A'", true)]
    [InlineData("SELECT x FROM a.b JOIN c.d ON CAST(b.x AS UUID) = d.y", true)]
    [InlineData("SELECT x FROM a.b WHERE COLUMNS('x.*')::UUID IS NULL", true)]
    [InlineData("SELECT x FROM a.b WHERE row(x) = y", true)]
    [InlineData("SELECT x FROM a.b WHERE ARRAY[x] = y", true)]
    [InlineData("SELECT ARRAY[x] FROM a.b WHERE x = 1", false)]
    [InlineData("SELECT upper(x) AS u FROM a.b WHERE \"U\" = 'A'", true)]
    [InlineData("SELECT upper(x) AS u, count(*) FROM a.b GROUP BY 1 HAVING u = 'A'", true)]
    [InlineData("SELECT u FROM (SELECT upper(x) AS u FROM a.b)", true)]
    [InlineData("WITH c AS (SELECT upper(x) AS u FROM a.b) SELECT u FROM c", true)]
    [InlineData("SELECT (SELECT count(*) FROM c.d WHERE upper(d.x) = 'A') FROM a.b", true)]
    [InlineData("SELECT x FROM a.b UNION SELECT upper(x) FROM c.d", true)]
    public void Values_that_conditions_compute_may_make_them_fail(string sql, bool mayFail)
    {
        var analysis = engine.Analyze(sql);

        Assert.Null(analysis.Refusal);
        Assert.Equal(mayFail, analysis.Names.MayFailByRow);
    }

    [Theory]
    [InlineData("SELECT tags, * FROM a.b WHERE x = 1", false)]
    [InlineData("SELECT tags[1], b FROM a.b GROUP BY x ORDER BY 1", false)]
    [InlineData("SELECT x FROM a.b JOIN c.d USING (x)", false)]
    [InlineData("SELECT x FROM a.b WHERE b.tags = x", true)]
    [InlineData("SELECT x FROM a.b WHERE b = x", true)]
    [InlineData("SELECT x FROM (SELECT x FROM a.b) WHERE unnamed_subquery = x", true)]
    [InlineData("SELECT x FROM (SELECT x FROM a.b) AS c WHERE unnamed_subquery = x", false)]
    [InlineData("SELECT x FROM (SELECT x FROM a.b), (SELECT y FROM c.d) WHERE \"Unnamed_Subquery2\" = x", true)]
    [InlineData("SELECT x FROM a.b JOIN c.d USING (Tags)", true)]
    [InlineData("SELECT x FROM a.b AS t(x, y)", true)]
    [InlineData("SELECT x FROM (SELECT * FROM (SELECT * FROM a.b) WHERE y = 1) AS c WHERE x = 1", false)]
    [InlineData("WITH c AS (SELECT * FROM a.b), d AS (SELECT * FROM c) SELECT * FROM d WHERE x = 1", false)]
    [InlineData("SELECT * FROM (SELECT * FROM a.b ORDER BY tags LIMIT 3) WHERE x = 1 ORDER BY b.tags, b", false)]
    [InlineData("SELECT x FROM a.b ORDER BY tags = x", true)]
    [InlineData("SELECT x FROM (SELECT * FROM a.b) WHERE tags = x", true)]
    [InlineData("SELECT x FROM (SELECT * FROM a.b) AS c(x) WHERE x = 1", true)]
    [InlineData("WITH c(x) AS (SELECT * FROM a.b) SELECT x FROM c WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT *, * FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT b.* FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT * RENAME (y AS x) FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT * REPLACE (y AS x) FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT COLUMNS('(.*)') AS 'x\\1' FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT * FROM a.b JOIN c.d ON b.x = d.x) WHERE x = 1", true)]
    [InlineData("SELECT x FROM (SELECT * FROM a.b UNION ALL SELECT * FROM c.d) WHERE x = 1", true)]
    [InlineData("SELECT x FROM a.b WHERE x IN (SELECT * FROM c.d)", true)]
    [InlineData("SELECT x FROM (SELECT tags AS x FROM a.b) WHERE x = 1", true)]
    [InlineData("SELECT * FROM a.b UNION SELECT * FROM c.d", true)]
    public void Conditions_may_compare_columns_with_parts(string sql, bool mayCompare)
    {
        var analysis = engine.Analyze(sql);

        Assert.Null(analysis.Refusal);
        Assert.Equal(mayCompare, analysis.Names.MayCompare(["tags"]));
    }

    [Fact]
    public void File_name_as_table_is_only_a_name()
    {
        Assert.Equal(new TableReference("", "", "/etc/passwd", 14), Assert.Single(engine.Analyze("SELECT * FROM '/etc/passwd'").Tables));
    }

    [Fact]
    public void Refusal_and_syntax_error_name_line_and_column_of_characters()
    {
        var refusal = engine.Analyze("SELECT 'ä€😀',\n  getenv('PATH')").Refusal!;

        Assert.Equal(new SqlPosition(2, 3), refusal.Position);
        Assert.StartsWith("line 2:3: Function 'getenv' is not available", refusal.Text, StringComparison.Ordinal);

        var error = engine.Analyze("SELECT *, 'ä€😀'\nFROM orders.orders\nWHERE 'ä€😀' x y").Refusal!;

        Assert.Equal(TrinoErrorCode.SyntaxError, error.Code);
        Assert.Equal(new SqlPosition(3, 14), error.Position);
    }

    [Theory]
    [InlineData("(", "1", ")", 10_000)]
    [InlineData("(", "1", ")", 100_000)]
    [InlineData("NOT ", "true", "", 5_000)]
    [InlineData("abs(", "1", ")", 5_000)]
    [InlineData("(SELECT ", "1", ")", 2_000)]
    [InlineData("[", "1", "]", 5_000)]
    [InlineData("CASE WHEN true THEN ", "1", " END", 3_000)]
    public void Deep_nesting_is_refused(string open, string middle, string close, int depth)
    {
        var analysis = engine.Analyze($"SELECT {string.Concat(Enumerable.Repeat(open, depth))}{middle}{string.Concat(Enumerable.Repeat(close, depth))}");

        Assert.Equal(TrinoErrorCode.QueryRejected, analysis.Refusal?.Code);
    }

    [Fact]
    public void Huge_in_list_and_thousands_of_unions_are_understood()
    {
        var analysis = engine.Analyze($"SELECT * FROM a.b WHERE x IN ({string.Join(", ", Enumerable.Range(0, 20_000))})");

        Assert.Null(analysis.Refusal);
        Assert.Single(analysis.Tables);

        var unions = engine.Analyze($"SELECT 1{string.Concat(Enumerable.Repeat(" UNION ALL SELECT x FROM a.b", 5_000))}");

        Assert.Null(unions.Refusal);
        Assert.Equal(5_000, unions.Tables.Count);
    }

    [Fact]
    public void Tree_beyond_all_measure_or_with_an_unknown_member_is_refused()
    {
        var large = new byte[QueryTree.MaxBytes + 1];

        Assert.Equal(TrinoErrorCode.QueryRejected, SqlAnalyzer.Analyze("SELECT 1", large).Refusal?.Code);

        const string Tree = """{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[],"from_table":{"type":"EMPTY","alias":"","sample":null,"query_location":0,"new_in_a_later_engine":true},"where_clause":null,"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,"qualify":null},"named_param_map":[]}]}""";

        var analysis = SqlAnalyzer.Analyze("SELECT 1", System.Text.Encoding.UTF8.GetBytes(Tree));

        Assert.Equal(TrinoErrorCode.NotSupported, analysis.Refusal?.Code);
        Assert.Contains("EMPTY.new_in_a_later_engine", analysis.Refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"error":false,"statements":[{}]}""")]
    [InlineData("""{"error":false,"statements":[{"node":{"type":"SELECT_NODE"},"named_param_map":[]}]}""")]
    [InlineData("not json")]
    public void Tree_of_another_shape_is_refused(string tree)
    {
        Assert.NotNull(SqlAnalyzer.Analyze("SELECT 1", System.Text.Encoding.UTF8.GetBytes(tree)).Refusal);
    }

    private static string Name(TableReference table) =>
        string.Join('.', new[] { table.Catalog, table.Schema, table.Name }.Where(part => part.Length > 0));

    [Theory]
    [InlineData("/buckets/orders/1.parquet")]
    [InlineData("s3://bucket/x")]
    [InlineData("*.parquet")]
    public void Cte_that_is_called_like_a_file_is_refused(string name)
    {
        Assert.Equal(TrinoErrorCode.NotSupported, engine.Analyze($"WITH \"{name}\" AS (SELECT 1) SELECT * FROM \"{name}\"").Refusal?.Code);
    }

    [Fact]
    public void Type_that_is_nested_too_deeply_is_said_to_be() =>
        Assert.Equal(TrinoErrorCode.QueryRejected, EngineFailure.From(
            new EngineError("Binder", "Max expression depth limit of 1000 exceeded. Use \"SET max_expression_depth TO x\" to increase the maximum expression depth."),
            "SELECT 1", [], new QueryOptions()).Code);
}
