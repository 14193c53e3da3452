namespace MeshStarter.Cli.Tests;

public sealed class CheckPipelineTests : FolderTests
{
    private static readonly string Events = Descriptors.Of("orders.fact_order_events", """
          - { name: total, type: "DECIMAL(18,2)", required: true, description: Items and freight }
          - { name: occurred_at, type: TIMESTAMP, required: true, description: When it happened }
        """);

    private static readonly string Sales = Descriptors.Of("inventory.daily_sales", """
          - { name: sale_date, type: DATE, required: true, description: The local day }
          - { name: revenue, type: "DECIMAL(18,2)", required: true, description: What was sold }
        """, "kind: aggregate\ninputs: [orders.fact_order_events]\n");

    private const string Pipeline = """
        inputs:
          orders.fact_order_events: { by: occurred_at }
        window: { column: sale_date, size: 1 day, zone: America/Sao_Paulo, from: 2016-09-01 }
        run: on_inputs
        """;

    private const string Sql = """
        SELECT $window_start AS sale_date,
               sum(total) AS revenue
        FROM orders.fact_order_events
        HAVING count(*) > 0
        """;

    [Fact]
    public async Task Faults_of_file_and_select_have_their_lines_and_a_good_pipeline_has_none()
    {
        Assert.Equal((0, "", "2 checked, 0 errors.\n"), await CheckAsync(Pipeline, Sql));

        var (exitCode, output, errors) = await CheckAsync(Pipeline.Replace("Sao_Paulo", "SaoPaulo", StringComparison.Ordinal).Replace("occurred_at", "occured_at", StringComparison.Ordinal), Sql);

        Assert.Equal((1, "2 checked, 2 errors.\n"), (exitCode, errors));
        Assert.Equal(
            """
            ./sales/pipeline.yaml:2: inputs.orders.fact_order_events.by: column.unknown: orders.fact_order_events has no column "occured_at". Fix: Did you mean occurred_at?
            ./sales/pipeline.yaml:3: window.zone: zone.unknown: "America/SaoPaulo" is not a time zone. Fix: Did you mean America/Sao_Paulo?

            """.ReplaceLineEndings("\n"),
            output);

        (exitCode, output, errors) = await CheckAsync(Pipeline, Sql.Replace("sum(total)", "avg(total)", StringComparison.Ordinal));

        Assert.Equal((1, "2 checked, 1 error.\n"), (exitCode, errors));
        Assert.Equal("./sales/pipeline.sql:2: sql.type: revenue is DOUBLE, and inventory.daily_sales declares DECIMAL(18,2). Fix: Write CAST(… AS DECIMAL(18,2)) AS revenue.\n", output);
    }

    [Fact]
    public async Task Input_or_major_version_that_does_not_exist_is_an_error()
    {
        var (_, major, _) = await CheckAsync(Pipeline.Replace("fact_order_events:", "fact_order_events@2:", StringComparison.Ordinal), sql: null);

        Assert.Equal("./sales/pipeline.yaml:2: inputs.orders.fact_order_events@2: input.unknown: orders.fact_order_events has no major version 2. Fix: Name orders.fact_order_events@1.\n", major);

        Folder.Write("sales/data-product.yaml", Sales.Replace("[orders.fact_order_events]", "[orders.order_events]", StringComparison.Ordinal));

        var (exitCode, output, _) = await CheckAsync(Pipeline.Replace("fact_order_events", "order_events", StringComparison.Ordinal), sql: null);

        Assert.Equal(1, exitCode);
        Assert.Contains("./sales/pipeline.yaml:2: inputs.orders.order_events: input.unknown: There is no product orders.order_events. Fix: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum(total)", null)]
    [InlineData("sum(amount)", null)]
    [InlineData("sum(totl)", "Referenced column \"totl\" not found")]
    [InlineData("sum(total + amount)", "Referenced column \"total\" not found")]
    public async Task Plain_name_of_an_input_with_two_major_versions_may_mean_either(string sum, string? fault)
    {
        Folder.Write("events2/data-product.yaml", Events.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal).Replace("name: total", "name: amount", StringComparison.Ordinal));

        var (exitCode, output, _) = await CheckAsync(Pipeline, Sql.Replace("sum(total)", sum, StringComparison.Ordinal));

        Assert.Equal(fault is null ? 0 : 1, exitCode);
        Assert.Equal(fault is null ? [] : ["./sales/pipeline.sql:2: sql.bind: "], output.Split('\n').Where(line => line.Contains("pipeline", StringComparison.Ordinal)).Select(line => line[..Math.Min(line.Length, 34)]));
        Assert.Contains(fault ?? "", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("owner: orders-team@company.com", "ownr: orders-team@company.com")]
    [InlineData("  - { name: total", "\t- { name: total")]
    public async Task Product_whose_descriptor_has_an_error_is_known_by_its_name_alone(string good, string bad)
    {
        Folder.Write("events/data-product.yaml", Events.Replace(good, bad, StringComparison.Ordinal));

        var (_, output, _) = await CheckAsync(Pipeline, Sql);

        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("./events/data-product.yaml:", line, StringComparison.Ordinal));
        Assert.NotEmpty(output);
    }

    [Theory]
    [InlineData("orders.fact_order_events: {}, inventory.stock: { by: day }", "on_inputs", "inventory.daily_sales: { triggers: all }", "on_inputs", true)]
    [InlineData("inventory.stock: { by: day }", "on_inputs", "inventory.daily_sales: { triggers: all }", "every 1 hour", false)]
    [InlineData("inventory.stock: { by: day }", "on_inputs", "inventory.daily_sales: {}", "on_inputs", false)]
    [InlineData("inventory.stock: { by: day }", "every 1 hour", "inventory.daily_sales: { by: sale_date }", "on_inputs", false)]
    [InlineData("inventory.daily_sales: { by: sale_date }, orders.fact_order_events: { triggers: all }", "on_inputs", "inventory.daily_sales: { by: sale_date }", "on_inputs", false)]
    public async Task Pipelines_that_make_one_another_run_are_warned_of(string inputs, string run, string stockInputs, string stockRun, bool isWarnedOf)
    {
        Folder.Write("sales/data-product.yaml", Sales.Replace("[orders.fact_order_events]", "[orders.fact_order_events, inventory.stock]", StringComparison.Ordinal));
        Folder.Write("stock/data-product.yaml", Descriptors.Of("inventory.stock", "  - { name: day, type: DATE, required: true, description: The local day }", "kind: aggregate\ninputs: [inventory.daily_sales, orders.fact_order_events]\n"));
        Folder.Write("stock/pipeline.yaml", $"inputs: {{ {stockInputs} }}\nrun: {stockRun}\nwindow: {{ column: day, size: 1 day, from: 2016-09-01 }}\n".Replace(
            "inputs: { inventory.daily_sales: {} }", "inputs: { inventory.daily_sales: {}, orders.fact_order_events: { triggers: all } }", StringComparison.Ordinal));

        await CheckAsync($"window: {{ column: sale_date, size: 1 day, from: 2016-09-01 }}\nrun: {run}\ninputs: {{ {inputs} }}\n", sql: null);
        var (exitCode, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "pipeline", "check");

        const string Fix = "Fix: Remove the input, or run one of these pipelines by the clock, such as \"run: every 15 minutes\".\n";
        Assert.Equal(
            isWarnedOf
                ? (0, "./sales/pipeline.yaml:3: warning: inputs.inventory.stock: input.cycle: Each run that changes inventory.daily_sales makes it due again: inventory.daily_sales → inventory.stock → inventory.daily_sales. " + Fix
                    + "./stock/pipeline.yaml:1: warning: inputs.inventory.daily_sales: input.cycle: Each run that changes inventory.stock makes it due again: inventory.stock → inventory.daily_sales → inventory.stock. " + Fix)
                : (0, ""),
            (exitCode, output));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("rest, stream")]
    public async Task Input_without_a_table_is_an_error(string ports)
    {
        Folder.Write("events/data-product.yaml", $"{Events}\nports: [{ports}]");

        var (_, output, _) = await CheckAsync(Pipeline, sql: null);

        Assert.Contains("./sales/pipeline.yaml:2: inputs.orders.fact_order_events: input.port: orders.fact_order_events has no table to read.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Select_without_a_file_of_its_pipeline_and_a_pipeline_alongside_a_source_are_errors()
    {
        var (exitCode, output, _) = await CheckAsync(pipeline: null, Sql);

        Assert.Equal((1, "./sales/pipeline.sql:1: pipeline.missing: There is no pipeline.yaml alongside it, so it never runs. Fix: Write pipeline.yaml with its inputs and when it runs.\n"), (exitCode, output));

        Folder.Write("sales/source.yaml", "name: exports\nkind: files\npath: /data");

        var (_, both, _) = await CheckAsync(Pipeline, Sql);

        Assert.Contains("./sales/pipeline.yaml:1: pipeline.source: The rows of inventory.daily_sales are those of its source.yaml, and come through the outbox. Fix: ", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelines_alone_are_checked_without_what_else_is_wrong_with_their_products()
    {
        Folder.Write("sales/data-product.yaml", Sales.Replace("SELECT 1", "SELECT revenu FROM inventory.daily_sales", StringComparison.Ordinal));
        var all = await CheckAsync(Pipeline, Sql.Replace("sum(total)", "avg(total)", StringComparison.Ordinal));
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "pipeline", "check", "--format", "msbuild");

        Assert.Contains("data-product.yaml", all.Output, StringComparison.Ordinal);
        Assert.Equal((1, "1 checked, 1 error.\n"), (exitCode, errors));
        Assert.StartsWith($"{Path.Combine(Folder.Path, "sales/pipeline.sql")}(2,", output, StringComparison.Ordinal);
        Assert.Contains("): error sql.type: revenue is DOUBLE", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_of_a_descriptor_with_an_error_is_not_passed()
    {
        Folder.Write("sales/data-product.yaml", Sales.Replace("type: DATE", "type: DAY", StringComparison.Ordinal));
        await CheckAsync(Pipeline, Sql);
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "pipeline", "check", "sales/pipeline.sql");

        Assert.Equal((1, "1 checked, 1 error.\n"), (exitCode, errors));
        Assert.StartsWith("sales/data-product.yaml:8: schema[0].type: type.unknown: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_of_paths_that_overlap_in_another_spelling_is_checked_once()
    {
        await CheckAsync(Pipeline, Sql);

        Assert.Equal((0, "", "1 checked, 0 errors.\n"), await MeshCommand.RunAsync(Folder.Path, null, "pipeline", "check", ".", "sales", Path.Combine(Folder.Path, "sales", "pipeline.sql")));
    }

    private Task<(int ExitCode, string Output, string Errors)> CheckAsync(string? pipeline, string? sql)
    {
        foreach (var (file, text) in (ReadOnlySpan<(string, string?)>)[("events/data-product.yaml", Events), ("sales/data-product.yaml", Sales)])
        {
            if (!File.Exists(Path.Combine(Folder.Path, file)))
            {
                Folder.Write(file, text);
            }
        }

        Folder.Write("sales/pipeline.yaml", pipeline);
        Folder.Write("sales/pipeline.sql", sql);
        return MeshCommand.RunAsync(Folder.Path, environment: null, "check", ".", "--policies", Path.Combine(AppContext.BaseDirectory, "mesh.yaml"));
    }
}
