using MeshStarter.Cli.Tests.Gate;

namespace MeshStarter.Cli.Tests.Checking;

/// <summary><c>mesh check</c> binds SQL of examples, checks and pipelines to columns and types, and reads sources, with the place of each fault.</summary>
public sealed class CheckSqlTests : FolderTests
{
    private static readonly string Orders = Descriptors.Of("orders.orders", """
          - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: total, type: "DECIMAL(18,2)", description: What it costs }
          - { name: purchased_at, type: TIMESTAMP, description: When it was bought }
        """, "key: [order_id]\n");

    [Theory]
    [InlineData("SELECT order_id FROM orders.orders WHERE totl > 7", 46, "\"totl\"", "Did you mean total?")]
    [InlineData("SELECT o.totel FROM orders.orders AS o", 14, "\"totel\"", "Did you mean total?")]
    [InlineData("SELECT sum(purchased_at) FROM orders.orders", 3, "sum", null)]
    [InlineData("SELECT total + purchased_at FROM orders.orders", 3, "+", null)]
    [InlineData("SELECT summ(total) FROM orders.orders", 12, "summ", null)]
    [InlineData("SELECT total FROM orders.orders GROUP BY order_id", 12, "total", null)]
    [InlineData("SELECT total FROM", 3, "", null)]
    [InlineData("SELECT total + 1e400 FROM orders.orders", 3, "beyond what a DOUBLE holds", null)]
    public async Task Example_that_a_reader_could_not_run_is_an_error_at_the_name(string sql, int column, string part, string? fix)
    {
        Write(Orders, $"examples:\n  - {sql}");

        var finding = Assert.Single(await CheckAsync());

        Assert.Equal(("example.sql", "error", "examples[0]", 14, column), (finding.Rule, finding.Severity, finding.Key, finding.Line, finding.Column));
        Assert.Contains(part, finding.Message, StringComparison.Ordinal);
        Assert.Equal(fix ?? finding.Fix, finding.Fix);
    }

    [Theory]
    [InlineData("DELETE FROM orders.orders")]
    [InlineData("DELETE FROM orders.orders WHERE order_id = ?")]
    [InlineData("INSERT INTO orders.orders (total) VALUES (1)")]
    [InlineData("UPDATE orders.orders SET total = 1")]
    [InlineData("CREATE TABLE orders.others (total BIGINT)")]
    [InlineData("DROP TABLE orders.orders")]
    [InlineData("MERGE INTO orders.orders o USING orders.orders n ON o.order_id = n.order_id WHEN MATCHED THEN DELETE")]
    [InlineData("CALL kill_query()")]
    [InlineData("EXPORT orders.orders", "syntax error")]
    public async Task Example_that_changes_what_it_names_is_refused_as_by_the_query_proxy(string sql, string message = "Only a SELECT runs here: products change through their domain's publisher")
    {
        Write(Orders, $"examples:\n  - {sql}");

        var finding = Assert.Single(await CheckAsync());

        Assert.Equal(("example.sql", "error", "examples[0]", 14), (finding.Rule, finding.Severity, finding.Key, finding.Line));
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT date_trunc('month', purchased_at) AS month, sum(total) FROM orders.orders GROUP BY 1 ORDER BY 1")]
    [InlineData("SELECT approx_distinct(order_id), max_by(order_id, total) FROM mesh.orders.orders")]
    [InlineData("WITH days AS (SELECT CAST(purchased_at AS date) AS day, total FROM orders.orders) SELECT day, sum(total) / 2 FROM days GROUP BY day")]
    [InlineData("SELECT total FROM orders.\"orders@1\" FOR VERSION AS OF 7")]
    [InlineData("SELECT * FROM orders.orders o JOIN elsewhere.things t ON o.order_id = t.order_id WHERE t.misspelt = 1")]
    [InlineData("SELECT * FROM orders.\"orders$snapshots\"")]
    [InlineData("SHOW COLUMNS FROM orders.orders")]
    [InlineData("/* Its columns. */ DESCRIBE orders.orders")]
    [InlineData("EXPLAIN SELECT total FROM orders.orders")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT total FROM orders.orders WHERE total > ?' USING 7")]
    [InlineData("SELECT 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' || 'a' FROM orders.orders")]
    [InlineData("SELECT total FROM orders.orders WHERE order_id = ?")]
    [InlineData("SELECT json_format(CAST(total AS json)), total / 3 FROM orders.orders")]
    public async Task Example_that_runs_or_of_which_nothing_is_known_is_none(string sql)
    {
        Write(Orders, $"examples:\n  - '{sql.Replace("'", "''", StringComparison.Ordinal)}'");

        Assert.Empty(await CheckAsync());
    }

    [Fact]
    public async Task Misspelt_column_of_a_check_is_at_its_line_in_the_block()
    {
        Write(Orders.Replace(
            "quality: { freshness_sla: \"5 minutes\", completeness: \"99.9%\" }",
            "quality:\n  freshness_sla: 5 minutes\n  completeness: 99.9%\n  checks:\n    - not_null: [order_id]\n    - sql: |\n        SELECT * FROM this\n        WHERE totl < 0\n    - sql: SELECT * FROM this WHERE order_id + 1 > 0", StringComparison.Ordinal));

        var findings = await CheckAsync();

        Assert.Equal(
            [("check.broken", "quality.checks[1].sql", 17, 15, "Did you mean total?"), ("check.broken", "quality.checks[2].sql", 18, 7, "Correct it: the product is not registered as long as it cannot be run.")],
            findings.Select(finding => (finding.Rule, finding.Key, finding.Line, finding.Column, finding.Fix)));
    }

    [Fact]
    public async Task Product_of_another_repository_is_known_by_the_copy_of_its_contract()
    {
        Write(Orders.Replace("orders.orders", "billing.invoices", StringComparison.Ordinal), "examples:\n  - SELECT event_type, totl FROM orders.events", "domains/Billing/Products/Invoices");
        Folder.Write("domains/Billing/Consumes/orders.events.avsc", """
            { "type": "record", "name": "OrderPlaced", "fields": [
              { "name": "event_type", "type": "string" },
              { "name": "total", "type": ["null", { "type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2 }] } ] }
            """);

        var finding = Assert.Single(await CheckAsync());

        Assert.Equal(("example.sql", "warning", 14, 24), (finding.Rule, finding.Severity, finding.Line, finding.Column));
        Assert.Contains("mesh contract", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_is_validated_against_its_product()
    {
        Write(Orders);
        Folder.Write("domains/Orders/Products/Orders/source.yaml", "name: crm\nkind: postgres\ntable: orders\ncolumns: { order_id: id, totl: total }\n");

        var findings = await CheckAsync();

        Assert.Equal(
            [("domains/Orders/Products/Orders/source.yaml", "table.form", "table", 3, 1), ("domains/Orders/Products/Orders/source.yaml", "key.unknown", "columns.totl", 4, 26)],
            findings.Select(finding => (finding.File, finding.Rule, finding.Key, finding.Line, finding.Column)));
        Assert.All(findings, finding => Assert.NotEmpty(finding.Fix));
    }

    [Fact]
    public async Task Misspelt_column_of_a_pipeline_is_at_its_name()
    {
        Write(Orders);
        Write(Orders.Replace("orders.orders", "orders.days", StringComparison.Ordinal).Replace("version: 1.0.0", "version: 1.0.0\nkind: aggregate\ninputs: [orders.orders]", StringComparison.Ordinal), folder: "domains/Orders/Products/Days");
        Folder.Write("domains/Orders/Products/Days/pipeline.yaml", "inputs: { orders.orders: { triggers: all } }\nrun: on_inputs\n");
        Folder.Write("domains/Orders/Products/Days/pipeline.sql", "SELECT order_id,\n       totl AS total, purchased_at\nFROM orders.orders\n");

        var finding = Assert.Single(await CheckAsync(), finding => finding.File.EndsWith(".sql", StringComparison.Ordinal));

        Assert.Equal(("sql.bind", 2, 8, "Did you mean total?"), (finding.Rule, finding.Line, finding.Column, finding.Fix));
    }

    [Theory]
    [InlineData("totl", "Did you mean total?")]
    [InlineData("state", "Name one of order_id, total, purchased_at.")]
    public async Task Column_that_a_referential_check_misnames_is_one_of_the_other_product(string column, string fix)
    {
        Write(Orders);
        Write(Orders.Replace("orders.orders", "orders.lines", StringComparison.Ordinal).Replace("completeness: \"99.9%\" }", $"completeness: \"99.9%\", checks: [{{ referential: {{ column: total, to: orders.orders.{column} }} }}] }}", StringComparison.Ordinal), folder: "domains/Orders/Products/Lines");

        var finding = Assert.Single(await CheckAsync());

        Assert.Equal(
            ("check.broken", "quality.checks[0].referential", $"The check cannot be run: orders.orders has no column \"{column}\".", fix),
            (finding.Rule, finding.Key, finding.Message, finding.Fix));
    }

    [Fact]
    public async Task Summary_has_the_verdict_the_changes_and_nothing_that_is_markdown_of_the_descriptor()
    {
        Folder.Write("before/data-product.yaml", ContractEdit.Before);
        Folder.Write("now/data-product.yaml", ContractEdit.Before.Replace("freshness_sla: 5 minutes", "freshness_sla: 10 minutes", StringComparison.Ordinal));
        Folder.Write("worse/data-product.yaml", "name: \"<img src=x>|[a](b)\"\n");

        await MeshCommand.RunAsync(Folder.Path, null, "check", "now", "--against", "before", "--summary", "summary.md");
        await MeshCommand.RunAsync(Folder.Path, null, "check", "worse", "--summary", "summary.md");
        var refused = await MeshCommand.RunAsync(Folder.Path, null, "check", "now", "--summary", "no/such/summary.md");

        var summary = await File.ReadAllTextAsync(Path.Combine(Folder.Path, "summary.md"));
        Assert.StartsWith(
            """
            ## mesh check: failed

            1 checked, 1 error, 0 warnings.

            ### Changes

            | place | term | impact | change | least version |
            |---|---|---|---|---|
            | now/data-product.yaml:15 | quality.freshness\_sla | breaking | The promise was 5 minutes and is 10 minutes.
            """.ReplaceLineEndings("\n"),
            summary,
            StringComparison.Ordinal);
        Assert.Equal(2, summary.Split("## mesh check: failed").Length - 1);
        Assert.DoesNotContain("<img", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("[a](b)", summary, StringComparison.Ordinal);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("--summary: ", refused.Errors, StringComparison.Ordinal);
    }

    private void Write(string descriptor, string? examples = null, string folder = "domains/Orders/Products/Orders") => Folder.Write(
        $"{folder}/data-product.yaml", examples is null ? descriptor : descriptor.Replace("examples: [\"SELECT 1\"]\n", "", StringComparison.Ordinal) + $"\n{examples}\n");

    private async Task<IReadOnlyList<WrittenFinding>> CheckAsync()
    {
        var (_, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "check", "domains", "--format", "json");
        Assert.Contains("checked", errors, StringComparison.Ordinal);
        return WrittenFinding.Read(output);
    }
}
