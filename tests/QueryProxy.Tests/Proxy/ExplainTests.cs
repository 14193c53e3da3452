using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Products;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>EXPLAIN shows what the reader wrote and what was applied, and nothing of rows.</summary>
[Collection(ProxyCollection.Name)]
public sealed class ExplainTests(ProxyFixture mesh)
{
    private const string Sql =
        "WITH big AS (SELECT * FROM orders.filtered WHERE total > 9.125) SELECT b.status, count(*) AS n FROM big b JOIN payments.grown g ON g.id = length(b.status) WHERE customer_email <> 'secret' GROUP BY 1 HAVING count(*) > 77 ORDER BY n LIMIT 3";

    [Fact]
    public async Task Text_has_steps_masks_and_filters_and_no_value()
    {
        var text = await PlanAsync($"EXPLAIN {Sql}");

        Assert.StartsWith("Trino version: 476\nOutput[columnNames = [status, n]]\n└─ Limit[]\n   └─ Sort[orderBy = [n]]\n      └─ Filter[columns = []]\n         └─ Aggregate[keys = [status], functions = [count_star]]\n            └─ Filter[columns = [customer_email]]\n               └─ InnerJoin[criteria = [g.id, b.status]]\n                  ├─ Filter[columns = [total]]\n                  │  └─ TableScan[table = mesh:orders:filtered]\n", text, StringComparison.Ordinal);
        Assert.Contains("customer_email is masked by personal-data-is-masked", text, StringComparison.Ordinal);
        Assert.Contains("rows are filtered by test-analysts-see-two-states", text, StringComparison.Ordinal);
        foreach (var hidden in new[] { "9.125", "77", "secret", "SP", "RJ", ".parquet", "****", "1000", "500" })
        {
            Assert.DoesNotContain(hidden, Regex.Replace(text, "snapshot [0-9]+", ""), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("SELECT status AS s, count(*) FROM orders.filtered GROUP BY 1 ORDER BY 2 DESC, s", "[count_star, s]", "[s]")]
    [InlineData("SELECT upper(status), total FROM orders.filtered GROUP BY 1, total ORDER BY 1", "[upper]", "[upper, total]")]
    [InlineData("SELECT id FROM payments.grown UNION SELECT id FROM payments.grown ORDER BY 1", "[id]", null)]
    [InlineData("SELECT * FROM payments.grown ORDER BY 1", "[]", null)]
    public async Task Places_of_the_result_are_shown_as_its_columns(string sql, string ordered, string? grouped)
    {
        var text = await PlanAsync($"EXPLAIN {sql}");

        Assert.Contains($"Sort[orderBy = {ordered}]", text, StringComparison.Ordinal);
        Assert.Equal(grouped, Regex.Match(text, "Aggregate\\[keys = (\\[[^]]*\\]),") is { Success: true } keys ? keys.Groups[1].Value : null);
    }

    [Fact]
    public async Task Facts_are_those_of_the_table_that_is_named()
    {
        foreach (var (name, version, isDefault) in new[] { ("inventory.filtered", "1.0.0", true), ("inventory.listed", "1.2.0", false), ("inventory.listed", "2.1.0", true) })
        {
            await mesh.PublishAsync(TestProducts.Major(name, [TestProducts.Column("id", "BIGINT")], ProductVersion.Parse(version), isDefault), "SELECT 1 AS id");
        }

        var text = await PlanAsync(
            "EXPLAIN SELECT count(*) FROM orders.filtered CROSS JOIN filtered CROSS JOIN listed CROSS JOIN \"listed@1\" CROSS JOIN listed FOR VERSION AS OF 'main'", "inventory");

        Assert.Equal(
            ["mesh:orders:filtered 1.0.0 1", "mesh:inventory:filtered 1.0.0 0", "mesh:inventory:listed 2.1.0 0", "mesh:inventory:listed 1.2.0 0", "mesh:inventory:listed 2.1.0 0"],
            text.Split("TableScan[table = ")[1..].Select(scan =>
                $"{scan[..scan.IndexOf(']', StringComparison.Ordinal)]} {Regex.Match(scan, "version ([0-9.]+),").Groups[1].Value} {Regex.Count(scan, "rows are filtered")}"));
    }

    [Theory]
    [InlineData("SELECT id FROM payments.grown WHERE id IN (SELECT length(customer_email) FROM orders.filtered)")]
    [InlineData("SELECT id, (SELECT max(customer_email) FROM orders.filtered) AS email FROM payments.grown")]
    [InlineData("SELECT id, count(*) FROM payments.grown GROUP BY id HAVING count(*) < (SELECT count(customer_email) FROM orders.filtered)")]
    [InlineData("SELECT id FROM payments.grown LIMIT (SELECT count(customer_email) FROM orders.filtered)")]
    [InlineData("SELECT g.id FROM payments.grown g JOIN (VALUES ((SELECT max(length(customer_email)) FROM orders.filtered))) AS v(n) ON v.n = g.id")]
    [InlineData("SELECT g.id FROM payments.grown g JOIN payments.grown h ON g.id = h.id AND EXISTS (SELECT customer_email FROM orders.filtered)")]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT id FROM payments.grown UNION ALL SELECT n + 1 FROM r JOIN orders.filtered ON length(customer_email) = n) SELECT n FROM r")]
    public async Task Products_of_subqueries_and_recursions_are_shown(string sql)
    {
        var text = await PlanAsync($"EXPLAIN {sql}");

        Assert.Contains("TableScan[table = mesh:payments:grown]", text, StringComparison.Ordinal);
        Assert.Contains("TableScan[table = mesh:orders:filtered]", text, StringComparison.Ordinal);
        Assert.Contains("customer_email is masked by personal-data-is-masked", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_same_tree_and_io_names_the_tables_without_bounds_or_estimates()
    {
        var logical = JsonNode.Parse(await PlanAsync($"EXPLAIN (TYPE LOGICAL, FORMAT JSON) {Sql}"))!;
        var distributed = JsonNode.Parse(await PlanAsync($"EXPLAIN (FORMAT JSON) {Sql}"))!;

        Assert.Equal("Output", logical["name"]!.GetValue<string>());
        Assert.Equal("[status, n]", logical["descriptor"]!["columnNames"]!.GetValue<string>());
        Assert.Equal(logical.ToJsonString(), distributed["0"]!.ToJsonString());

        var io = JsonNode.Parse(await PlanAsync($"EXPLAIN (TYPE IO) {Sql}"))!;

        Assert.Equal(["orders.filtered", "payments.grown"], io["inputTableColumnInfos"]!.AsArray().Select(table => $"{table!["table"]!["schemaTable"]!["schema"]}.{table["table"]!["schemaTable"]!["table"]}").Order(StringComparer.Ordinal));
        Assert.All(io["inputTableColumnInfos"]!.AsArray(), table => Assert.Empty(table!["constraint"]!["columnConstraints"]!.AsArray()));
        Assert.Equal("NaN", io["estimate"]!["outputRowCount"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("EXPLAIN (TYPE VALIDATE) SELECT status FROM orders.orders WHERE total > 1")]
    [InlineData("EXPLAIN (TYPE VALIDATE) SHOW TABLES FROM orders")]
    [InlineData("EXECUTE IMMEDIATE 'EXPLAIN (TYPE VALIDATE) SELECT status FROM orders.orders WHERE total > ?' USING 1.5")]
    public async Task Statement_that_would_run_is_valid(string sql) => Assert.Equal("[[true]]", (await mesh.Session(mesh.Analyst).RunAsync(sql)).Data);

    [Fact]
    public async Task Analyze_runs_the_query_and_reports_rows_of_its_answer_only_and_a_plan_of_many_steps_is_shown()
    {
        var text = await PlanAsync("EXPLAIN ANALYZE SELECT DISTINCT customer_state FROM orders.filtered");

        Assert.Matches("Execution: [0-9.]+ms, Output: 2 rows\n$", text);

        var sql = string.Join(" UNION ALL ", Enumerable.Repeat("SELECT 1 AS x", 300));

        Assert.Equal(300, Regex.Count(await PlanAsync($"EXPLAIN {sql}"), "Values"));
    }

    [Theory]
    [InlineData("EXPLAIN SELECT nothing FROM orders.orders", "COLUMN_NOT_FOUND")]
    [InlineData("EXPLAIN SELECT * FROM hidden.vault", "SCHEMA_NOT_FOUND")]
    [InlineData("EXPLAIN (TYPE IO) SELECT * FROM payments.ledger", "PERMISSION_DENIED")]
    [InlineData("EXPLAIN SELECT getenv('x')", "FUNCTION_NOT_FOUND")]
    [InlineData("EXPLAIN (FORMAT XML) SELECT 1", "SYNTAX_ERROR")]
    [InlineData("EXPLAIN ANALYZE (TYPE IO) SELECT 1", "SYNTAX_ERROR")]
    [InlineData("EXPLAIN", "SYNTAX_ERROR")]
    [InlineData("EXPLAIN START TRANSACTION", "NOT_SUPPORTED")]
    [InlineData("EXPLAIN INSERT INTO orders.orders VALUES (1)", "NOT_SUPPORTED")]
    public async Task What_would_not_run_is_refused(string sql, string error) => Assert.Equal(error, (await mesh.Session(mesh.Analyst).RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("EXPLAIN")]
    [InlineData("EXPLAIN ANALYZE")]
    [InlineData("EXPLAIN (FORMAT JSON)")]
    [InlineData("EXPLAIN (FORMAT GRAPHVIZ)")]
    public async Task Plan_that_no_memory_holds_is_refused(string explain)
    {
        // Each query of WITH has the steps of the one before it twice.
        var queries = Enumerable.Range(1, 40).Select(i => $"q{i} AS (SELECT 1 AS x FROM q{i - 1} a, q{i - 1} b)");
        var answer = await mesh.Session(mesh.Analyst).RunAsync($"{explain} WITH q0 AS (SELECT 1 AS x), {string.Join(", ", queries)} SELECT x FROM q40");

        Assert.Equal("QUERY_REJECTED", answer.ErrorName);
        Assert.Contains("The plan is longer than 4 MiB", answer.Message, StringComparison.Ordinal);
    }

    private async Task<string> PlanAsync(string sql, string? schema = null)
    {
        var answer = await mesh.Session(mesh.Analyst, schema is null ? null : session => session.Headers["X-Trino-Schema"] = schema).RunAsync(sql);
        Assert.Equal("", answer.Message);
        Assert.Equal("Query Plan", Assert.Single(answer.Columns)!["name"]!.GetValue<string>());
        return Assert.Single(answer.Rows)[0]!.GetValue<string>();
    }
}
