using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Pipelines;

namespace MeshStarter.Lake.Tests.Pipelines;

public sealed class PipelineSqlTests
{
    private const string Good = """
        -- The day's sales; $window_start is its date.
        WITH placed AS (SELECT * FROM orders.fact_order_events WHERE event_type = 'placed')
        SELECT $window_start AS sale_date,
               category,
               count(*) AS orders,
               sum(total) AS revenue
        FROM placed
        JOIN inventory."stock_levels@2" AS stock USING (product_id)
        GROUP BY category;
        """;

    private static readonly DataProductDescriptor Product = Descriptor("""
        name: inventory.daily_sales
        owner: inventory-team@company.com
        schema:
          - { name: sale_date, type: DATE, required: true }
          - { name: category, type: STRING }
          - { name: orders, type: BIGINT, required: true }
          - { name: revenue, type: "DECIMAL(18,2)", required: true }
        """);

    private static readonly Dictionary<string, DataProductDescriptor> Inputs = new(StringComparer.Ordinal)
    {
        ["orders.fact_order_events"] = Descriptor("""
            name: orders.fact_order_events
            owner: orders-team@company.com
            schema:
              - { name: product_id, type: UUID }
              - { name: event_type, type: STRING }
              - { name: total, type: "DECIMAL(18,2)" }
              - { name: items, type: "ARRAY<STRUCT<quantity:INTEGER>>" }
              - { name: occurred_at, type: TIMESTAMP }
            """),
        ["inventory.stock_levels@2"] = Descriptor("""
            name: inventory.stock_levels
            owner: inventory-team@company.com
            schema:
              - { name: product_id, type: UUID }
              - { name: category, type: STRING }
            """),
    };

    [Fact]
    public void Select_over_its_inputs_has_no_issue() => Assert.Empty(Check(Good));

    [Theory]
    [InlineData("count(*) AS orders", "count(* AS orders", "5: sql.refused: It cannot be parsed: ")]
    [InlineData("-- The day's sales; $window_start is its date.", "", "")]
    [InlineData("GROUP BY category;", "GROUP BY category; SELECT 1", "sql.refused: Only one statement")]
    [InlineData("FROM placed", "FROM read_csv('/etc/passwd')", "sql.refused: read_csv() may not be in FROM")]
    [InlineData("FROM placed", "FROM '/etc/passwd'", "7: sql.table: \"/etc/passwd\" is no input of the pipeline.")]
    [InlineData("category,", "getenv('HOME') AS category,", "4: sql.refused: Function 'getenv' is not available here.")]
    [InlineData("FROM placed", "FROM orders.orders", "7: sql.table: \"orders.orders\" is no input of the pipeline. Fix: Name one of orders.fact_order_events, inventory.\"stock_levels@2\", or add an input to pipeline.yaml.")]
    [InlineData("FROM orders.fact_order_events", "FROM fact_order_events", "2: sql.table: \"fact_order_events\" is no input of the pipeline. Fix: Did you mean orders.fact_order_events?")]
    [InlineData("inventory.\"stock_levels@2\"", "inventory.stock_levels", "8: sql.table: \"inventory.stock_levels\" is no input of the pipeline. Fix: Did you mean inventory.\"stock_levels@2\"?")]
    [InlineData("FROM orders.fact_order_events", "FROM orders.fact_order_events AT (VERSION => 1)", "2: sql.refused: AT (…) is not supported.")]
    [InlineData("$window_start AS", "$window_begin AS", "3: sql.parameter: There is no parameter \"$window_begin\".")]
    [InlineData("$window_start AS", "$1 AS", "3: sql.parameter: There is no parameter \"$1\".")]
    [InlineData("$window_start AS", "? AS", "3: sql.parameter: There is no parameter \"?\".")]
    [InlineData("sum(total)", "sum(totals)", "6: sql.bind: Binder Error: Referenced column \"totals\" not found")]
    [InlineData("category,", "'x' AS category, 1 / 'a' AS bad,", "sql.")]
    [InlineData("AS sale_date", "AS sales_date", "3: sql.missing: The SELECT lacks sale_date (DATE), a column of inventory.daily_sales.", "3: sql.extra: inventory.daily_sales has no column \"sales_date\". Fix: Did you mean sale_date?")]
    [InlineData("$window_start AS", "CAST($window_start AS TIMESTAMP) AS", "3: sql.type: sale_date is TIMESTAMP_NTZ, and inventory.daily_sales declares DATE. Fix: Write CAST(… AS DATE) AS sale_date.")]
    [InlineData("sum(total)", "avg(total)", "6: sql.type: revenue is DOUBLE, and inventory.daily_sales declares DECIMAL(18,2).")]
    [InlineData("sum(total)", "max(occurred_at) - min(occurred_at)", "6: sql.type: revenue is INTERVAL, and inventory.daily_sales declares DECIMAL(18,2).")]
    [InlineData("category,", "NULL AS category,", "4: sql.type: category is INTEGER, and inventory.daily_sales declares STRING. Fix: Write CAST(… AS VARCHAR) AS category.")]
    [InlineData("category,", "", "3: sql.missing: The SELECT lacks category (STRING), a column of inventory.daily_sales. Fix: Select it, or CAST(NULL AS VARCHAR) AS category.")]
    [InlineData("count(*)", "sum(unnested.quantity)", "5: sql.bind: ")]
    [InlineData("AS sale_date", "AS größe", "sql.characters: It has a quote without an end, or characters outside of quotes")]
    [InlineData("SELECT $window_start", "SELECT 'a' || \"", "sql.characters: It has a quote without an end")]
    public void Fault_has_its_line(string good, string bad, params string[] expected)
    {
        var issues = Check(Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.Equal(expected is [""] ? 0 : expected.Length, issues.Count);
        Assert.All(issues.Zip(expected), pair => Assert.Contains(pair.Second, pair.First.ToString(), StringComparison.Ordinal));
        Assert.All(issues, issue => Assert.StartsWith("pipeline.sql:", issue.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DOUBLE", "Write CAST(… AS VARCHAR) AS note.")]
    [InlineData(null, "Write CAST(… AS VARCHAR) AS note.")]
    [InlineData("STRING", "Declare note as STRING, or emit its rows in place of a pipeline: the engine has STRING for both types.")]
    public void No_cast_is_the_fix_where_the_engine_has_one_type_for_both(string? given, string fix) =>
        Assert.Equal(fix, PipelineBinding.FixOf(given is null ? null : ColumnType.Parse(given), new ColumnDefinition { Name = "note", Type = PrimitiveType.Text }));

    [Theory]
    [InlineData("INSERT INTO orders.orders VALUES (1)")]
    [InlineData("COPY (SELECT 1) TO '/tmp/x'")]
    [InlineData("ATTACH 'x.db'")]
    [InlineData("")]
    public void Only_a_select_is_taken(string sql) => Assert.Equal("sql.refused", Assert.Single(Check(sql)).Rule);

    [Fact]
    public void Bounds_without_a_window_are_refused()
    {
        var issue = Assert.Single(Check(Good, window: null));
        Assert.StartsWith("pipeline.sql:3: sql.window: $window_start is the bound of a window, and the pipeline has none.", issue.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_is_not_read_is_a_warning()
    {
        var issue = Assert.Single(Check("SELECT $window_start AS sale_date, 'all' AS category, count(*) AS orders, sum(total) AS revenue FROM orders.fact_order_events"));
        Assert.Equal(("sql.input", IssueSeverity.Warning), (issue.Rule, issue.Severity));
        Assert.Contains("inventory.stock_levels@2", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_over_unknown_inputs_is_read_and_not_bound() =>
        Assert.Empty(PipelineSql.Check(Good.Replace("sum(total)", "sum(totals)", StringComparison.Ordinal), "pipeline.sql", Terms(_ => null), TimeProvider.System, default));

    [Fact]
    public void Dates_of_instants_are_those_of_the_zone()
    {
        var sql = "SELECT CAST(occurred_at AS DATE) AS sale_date, stock.category, count(*) AS orders, sum(total) AS revenue FROM orders.fact_order_events JOIN inventory.\"stock_levels@2\" AS stock USING (product_id) WHERE occurred_at >= $window_start AND occurred_at < $window_end GROUP BY ALL";
        Assert.Empty(Check(sql));
    }

    [Theory]
    [InlineData("SELECT $window_start, '$window_end' -- $window_end", "SELECT CAST('2017-10-15' AS DATE), '$window_end' -- $window_end")]
    [InlineData("SELECT $WINDOW_END::DATE", "SELECT CAST('2017-10-16' AS DATE)::DATE")]
    [InlineData("SELECT \"$window_end\", $$ $window_end $$", "SELECT \"$window_end\", $$ $window_end $$")]
    public void Bounds_are_written_where_parameters_are(string sql, string expected) =>
        Assert.Equal(expected, WindowParameters.Set(sql, new DateOnly(2017, 10, 15), new DateOnly(2017, 10, 16)));

    [Fact]
    public void Bounds_have_the_type_of_the_column()
    {
        Assert.Equal(
            "CAST('2017-10-15 03:00:00.000000+00' AS TIMESTAMPTZ)",
            WindowParameters.Set("$window_start", new DateTimeOffset(2017, 10, 15, 0, 0, 0, TimeSpan.FromHours(-3)), new DateTimeOffset(2017, 10, 16, 0, 0, 0, TimeSpan.FromHours(-2))));
        Assert.Equal("CAST('2017-10-16 00:00:00.000000' AS TIMESTAMP)", WindowParameters.Set("$window_end", new DateTime(2017, 10, 15), new DateTime(2017, 10, 16)));
        Assert.Throws<ArgumentException>(() => WindowParameters.Set("$window_end", 1, 2));
    }

    private static IReadOnlyList<DescriptorIssue> Check(string sql, string? window = "DATE") => PipelineSql.Check(sql, "pipeline.sql", Terms(input => Inputs[input.ToString()].Schema, window), TimeProvider.System, default);

    private static PipelineSqlTerms Terms(Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns, string? window = "DATE") =>
        new(Product, [.. Inputs.Keys.Select(ProductReference.Parse)], columns, window is null ? null : ColumnType.Parse(window), "America/Sao_Paulo");

    private static DataProductDescriptor Descriptor(string yaml) => DescriptorReader.Read(yaml, "data-product.yaml").Descriptor!;
}
