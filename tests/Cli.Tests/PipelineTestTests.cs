namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh pipeline test</c> runs the cases alongside a pipeline without a mesh.</summary>
public sealed class PipelineTestTests : FolderTests
{
    private static readonly string Events = Descriptors.Of("orders.fact_order_events", """
          - { name: order_id, type: UUID, required: true, description: The order }
          - { name: items, type: "ARRAY<STRUCT<category:STRING, quantity:INTEGER, price:DECIMAL(18,2)>>", required: true, description: What was ordered }
          - { name: is_gift, type: BOOLEAN, description: Whether it is a gift }
          - { name: labels, type: "MAP<STRING, DOUBLE>", description: Numbers by name }
          - { name: occurred_at, type: TIMESTAMP, required: true, description: When it happened }
        """);

    private static readonly string Sales = Descriptors.Of("inventory.daily_sales", """
          - { name: sale_date, type: DATE, required: true, description: The local day }
          - { name: category, type: STRING, description: What kind of thing }
          - { name: pieces, type: BIGINT, required: true, description: Pieces }
          - { name: revenue, type: "DECIMAL(18,2)", description: What was sold }
        """, "kind: aggregate\ninputs: [orders.fact_order_events]\n");

    private const string Pipeline = """
        inputs:
          orders.fact_order_events: { by: occurred_at }
        window: { column: sale_date, size: 1 day, zone: America/Sao_Paulo, from: 2016-09-01 }
        run: on_inputs
        """;

    private const string Sql = """
        SELECT CAST(occurred_at AS DATE) AS sale_date, item.category, sum(item.quantity) AS pieces, sum(item.quantity * item.price) AS revenue
        FROM (SELECT occurred_at, unnest(items) AS item FROM orders.fact_order_events)
        GROUP BY ALL
        """;

    private const string Tests = """
        cases:
          - name: A local day
            window: 2018-03-10
            given:
              orders.fact_order_events:
                - { occurred_at: 2018-03-10T02:59:59Z, items: [{ category: toys, quantity: 8, price: 5 }] }
                - { occurred_at: 2018-03-10T03:00:00Z, is_gift: true, labels: { a: 1.5 }, items: [{ category: toys, quantity: 1, price: 5 }, { category: books, quantity: 1, price: 2.50 }] }
                - { occurred_at: 2018-03-11T02:59:59Z, items: [{ quantity: 2 }, { category: toys, quantity: 1, price: 7.25 }] }
                - { occurred_at: 2018-03-11T03:00:00Z, items: [{ category: toys, quantity: 9, price: 5 }] }
            expect:
              - { sale_date: 2018-03-10, pieces: 2 }
              - { sale_date: 2018-03-10, category: toys, pieces: 2, revenue: 12.25 }
              - { sale_date: 2018-03-10, category: books, pieces: 1, revenue: 2.50 }
          - name: No orders
            window: 2018-03-10
            given: { orders.fact_order_events: [] }
            expect: []
        """;

    [Fact]
    public async Task Cases_that_pass_are_a_line_each() => Assert.Equal(
        (0, "./sales/pipeline.tests.yaml:2: passed: inventory.daily_sales: A local day\n./sales/pipeline.tests.yaml:14: passed: inventory.daily_sales: No orders\n", "2 cases, 0 failed.\n"),
        await TestAsync(Tests));

    [Theory]
    [InlineData("sales")]
    [InlineData("sales/pipeline.tests.yaml")]
    public async Task Folder_and_file_name_the_tests(string path)
    {
        await TestAsync(Tests);

        // Of the product's folder alone the columns of its input are not known.
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, environment: null, "pipeline", "test", path, "events");

        Assert.Equal((0, "2 cases, 0 failed.\n"), (exitCode, errors));
        Assert.StartsWith("sales/pipeline.tests.yaml:2: passed: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_name_of_an_input_with_two_major_versions_is_one_that_the_pipeline_fits()
    {
        Folder.Write("events2/data-product.yaml", Events.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal).Replace("is_gift", "gift", StringComparison.Ordinal));

        var (exitCode, _, errors) = await TestAsync(Tests);
        var (misread, output, _) = await TestAsync(Tests, sql: Sql.Replace("sum(item.quantity) ", "sum(item.quantities) ", StringComparison.Ordinal));

        Assert.Equal((0, "2 cases, 0 failed.\n", 2), (exitCode, errors, misread));
        Assert.StartsWith("./sales/pipeline.sql:1: sql.bind: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_that_fails_names_the_rows_that_are_missing_and_extra_or_its_error()
    {
        var (exitCode, output, errors) = await TestAsync(Tests.Replace("category: books, pieces: 1, revenue: 2.50", "category: books, pieces: 1, revenue: 3", StringComparison.Ordinal));

        Assert.Equal((1, "2 cases, 1 failed.\n"), (exitCode, errors));
        Assert.Equal(
            """
            ./sales/pipeline.tests.yaml:2: failed: inventory.daily_sales: A local day
              missing: {"sale_date":"2018-03-10","category":"books","pieces":1,"revenue":"3.00"}
              extra: {"sale_date":"2018-03-10","category":"books","pieces":1,"revenue":"2.50"}
            ./sales/pipeline.tests.yaml:14: passed: inventory.daily_sales: No orders

            """.ReplaceLineEndings("\n"),
            output);

        var twice = Sql.Replace("GROUP BY ALL", "GROUP BY ALL UNION ALL SELECT DATE '2018-03-10', 'toys', 2, 12.25", StringComparison.Ordinal);

        (exitCode, output, _) = await TestAsync(Tests, sql: twice);

        Assert.Equal(1, exitCode);
        Assert.Contains("A local day\n  extra: {\"sale_date\":\"2018-03-10\",\"category\":\"toys\",\"pieces\":2,\"revenue\":\"12.25\"}\n", output, StringComparison.Ordinal);

        (exitCode, output, errors) = await TestAsync(Tests, sql: Sql.Replace("sum(item.quantity) AS pieces", "CAST(max(item.category) AS BIGINT) AS pieces", StringComparison.Ordinal));

        Assert.Equal((1, "2 cases, 1 failed.\n"), (exitCode, errors));
        Assert.Contains("A local day\n  error: Conversion Error: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_that_a_run_would_quarantine_fails_the_case()
    {
        var (exitCode, output, _) = await TestAsync(
            """
            cases:
              - name: Rows of another day
                window: 2018-03-10
                expect: [{ sale_date: 2018-03-11, pieces: 1 }]
              - name: Rows without pieces
                window: 2018-03-11
                expect: [{ sale_date: 2018-03-11, pieces: 1 }, { sale_date: 2018-03-11 }]
            """,
            sql: "SELECT DATE '2018-03-11' AS sale_date, CAST(NULL AS VARCHAR) AS category, n AS pieces, CAST(NULL AS DECIMAL(18,2)) AS revenue\nFROM (VALUES (1), (CASE WHEN $window_start = DATE '2018-03-11' THEN NULL ELSE 1 END)) AS each(n) LEFT JOIN orders.fact_order_events ON true GROUP BY ALL");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
            ./sales/pipeline.tests.yaml:2: failed: inventory.daily_sales: Rows of another day
              outside of the window 2018-03-10, so that a run is quarantined: {"sale_date":"2018-03-11","category":null,"pieces":1,"revenue":null}
            ./sales/pipeline.tests.yaml:5: failed: inventory.daily_sales: Rows without pieces
              without the required pieces, so that a run is quarantined: {"sale_date":"2018-03-11","category":null,"pieces":null,"revenue":null}

            """.ReplaceLineEndings("\n"),
            output);
    }

    [Fact]
    public async Task Pipeline_without_windows_has_cases_without_one()
    {
        const string Totals = "cases:\n  - name: All\n    given: { orders.fact_order_events: [{ occurred_at: 2018-03-10T12:00:00+02:00, items: [{ quantity: 2 }] }] }\n    expect: [{ sale_date: 2018-03-10, pieces: 2 }]";
        const string Table = "inputs: { orders.fact_order_events: {} }\nrun: every 15 minutes";

        Assert.Equal((0, "./sales/pipeline.tests.yaml:2: passed: inventory.daily_sales: All\n"), First(await TestAsync(Totals, Table)));
        Assert.Equal(
            (2, "./sales/pipeline.tests.yaml:3: cases[0].window: case.window: The pipeline has no windows. Fix: Remove window.\n"),
            First(await TestAsync(Totals.Replace("    given", "    window: 2018-03-10\n    given", StringComparison.Ordinal), Table)));
    }

    [Theory]
    [InlineData("orders.fact_order_events:\n        -", "orders.fact_order_event:\n        -", 5, "cases[0].given.orders.fact_order_event: input.unknown: \"orders.fact_order_event\" is no input of the pipeline. Fix: Did you mean orders.fact_order_events?")]
    [InlineData("is_gift: true", "is_gif: true", 7, "cases[0].given.orders.fact_order_events[1].is_gif: column.unknown: orders.fact_order_events has no column \"is_gif\". Fix: Did you mean is_gift?")]
    [InlineData("is_gift: true", "is_gift: 1", 7, "cases[0].given.orders.fact_order_events[1].is_gift: value.type: is_gift is BOOLEAN, which \"1\" is not. Fix: Write true or false.")]
    [InlineData("labels: { a: 1.5 }", "labels: 1.5", 7, "cases[0].given.orders.fact_order_events[1].labels: value.type: labels is MAP<STRING, DOUBLE>, which \"1.5\" is not. Fix: Write a mapping such as { key: … }.")]
    [InlineData("quantity: 8", "quantity: 8.5", 6, "cases[0].given.orders.fact_order_events[0].items[0].quantity: value.type: quantity is INTEGER, which \"8.5\" is not. Fix: Write a whole number of 32 bits.")]
    [InlineData("quantity: 8", "quantities: 8", 6, "cases[0].given.orders.fact_order_events[0].items[0].quantities: column.unknown: items has no column \"quantities\". Fix: Did you mean quantity?")]
    [InlineData("2018-03-10T02:59:59Z", "2018-03-10", 6, "cases[0].given.orders.fact_order_events[0].occurred_at: value.type: occurred_at is TIMESTAMP, which \"2018-03-10\" is not. Fix: Write an instant with its zone such as 2026-01-31T06:00:00Z.")]
    [InlineData("revenue: 12.25", "revenue: 12.255", 12, "cases[0].expect[1].revenue: value.type: revenue is DECIMAL(18,2), which \"12.255\" is not. Fix: Write a number with up to 2 decimals that DECIMAL(18,2) holds.")]
    [InlineData("name: No orders", "name: A local day", 14, "cases[1].name: case.name: There is another case \"A local day\". Fix: Give it a name of its own.")]
    [InlineData("    window: 2018-03-10\n    given:\n", "    given:\n", 2, "cases[0].window: key.missing: The key window is missing. Fix: Write a local day or time in it, such as 2016-09-01, or its start in UTC, such as 2016-09-01T03:00Z. The first one is 2016-09-01.")]
    [InlineData("window: 2018-03-10\n    given:\n", "window: 2012-03-10\n    given:\n", 3, "cases[0].window: case.window: \"2012-03-10\" is no window of the pipeline. Fix: Write a local day or time in it, such as 2016-09-01, or its start in UTC, such as 2016-09-01T03:00Z. The first one is 2016-09-01.")]
    [InlineData("expect: []", "expected: []", 14, "cases[1].expect: key.missing: The key expect is missing. Fix: Write the rows of inventory.daily_sales that a run computes, or [] for none.")]
    public async Task Fault_of_the_file_has_its_line_and_a_fix(string good, string bad, int line, string fault)
    {
        var tests = Tests.Replace("\r", "", StringComparison.Ordinal).Replace(good, bad, StringComparison.Ordinal);

        var (exitCode, output, errors) = await TestAsync(tests);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"./sales/pipeline.tests.yaml:{line}: {fault}\n", output, StringComparison.Ordinal);
        Assert.StartsWith("0 cases, 0 failed, ", errors, StringComparison.Ordinal);
        Assert.Contains($"./sales/pipeline.tests.yaml:{line}: {fault}\n", (await CheckAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_of_the_pipeline_or_an_input_without_a_descriptor_is_reported_in_place_of_its_cases()
    {
        var (exitCode, output, _) = await TestAsync(Tests, sql: Sql.Replace("item.category", "item.kind", StringComparison.Ordinal));

        Assert.Equal(2, exitCode);
        Assert.StartsWith("./sales/pipeline.sql:1: sql.bind: ", output, StringComparison.Ordinal);

        await TestAsync(Tests);

        (exitCode, output, _) = await MeshCommand.RunAsync(Folder.Path, environment: null, "pipeline", "test", "sales");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("sales/pipeline.yaml:1: inputs.orders.fact_order_events: input.columns: The columns of orders.fact_order_events are not known here. Fix: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Class_is_tested_in_code()
    {
        Assert.Equal(
            (2, "./sales/pipeline.tests.yaml:1: tests.class: A class computes the rows of inventory.daily_sales, and these tests run a SELECT. Fix: Test the class in C#, in the Tests folder of its domain.\n"),
            First(await TestAsync(Tests, sql: null)));
        File.Delete(Path.Combine(Folder.Path, "sales/pipeline.tests.yaml"));

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Folder.Path, environment: null, "pipeline", "test");

        Assert.Equal(2, exitCode);
        Assert.Equal("./sales/pipeline.yaml: a class computes the rows of inventory.daily_sales; its tests are in C#.\npath: there is no pipeline.tests.yaml alongside a data-product.yaml in ..\n", errors);
    }

    private static (int ExitCode, string Output) First((int ExitCode, string Output, string Errors) result) => (result.ExitCode, result.Output);

    private Task<(int ExitCode, string Output, string Errors)> CheckAsync() =>
        MeshCommand.RunAsync(Folder.Path, environment: null, "check", ".", "--policies", Path.Combine(AppContext.BaseDirectory, "mesh.yaml"));

    private Task<(int ExitCode, string Output, string Errors)> TestAsync(string tests, string pipeline = Pipeline, string? sql = Sql)
    {
        foreach (var (file, text) in (ReadOnlySpan<(string, string?)>)
            [("events/data-product.yaml", Events), ("sales/data-product.yaml", Sales), ("sales/pipeline.yaml", pipeline), ("sales/pipeline.sql", sql), ("sales/pipeline.tests.yaml", tests)])
        {
            Folder.Write(file, text);
        }

        return MeshCommand.RunAsync(Folder.Path, environment: null, "pipeline", "test");
    }
}
