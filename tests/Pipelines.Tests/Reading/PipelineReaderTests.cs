using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Pipelines.Tests.Reading;

public sealed class PipelineReaderTests
{
    private const string Good = """
        inputs:
          orders.fact_order_events: { by: occurred_at }
          inventory.stock_levels: {}
        window: { column: sale_date, size: 1 day, zone: America/Sao_Paulo, from: 2016-09-01 }
        run: on_inputs
        """;

    private static readonly DataProductDescriptor Product = Descriptor("""
        name: inventory.daily_sales
        owner: inventory-team@company.com
        inputs: [orders.fact_order_events, inventory.stock_levels]
        schema:
          - { name: sale_date, type: DATE, required: true }
          - { name: sold_at, type: TIMESTAMP, required: true }
          - { name: closed_on, type: DATE }
          - { name: sold, type: BIGINT, required: true }
        quality: { freshness_sla: "2 hours" }
        """);

    private static readonly DataProductDescriptor Events = Descriptor("""
        name: orders.fact_order_events
        owner: orders-team@company.com
        schema:
          - { name: occurred_at, type: TIMESTAMP, required: true }
          - { name: shipped_on, type: DATE }
          - { name: total, type: BIGINT }
        """);

    [Fact]
    public void File_of_the_docs_is_read()
    {
        var read = Read(Good);
        Assert.Empty(read.Issues);
        var pipeline = read.Pipeline!;
        Assert.Equal(
            [new PipelineInput(ProductReference.Parse("orders.fact_order_events"), "occurred_at", TriggersAll: false), new PipelineInput(ProductReference.Parse("inventory.stock_levels"), By: null, TriggersAll: false)],
            pipeline.Inputs);
        Assert.Equal(new PipelineWindow("sale_date", WindowSize.Day, "America/Sao_Paulo", new DateOnly(2016, 9, 1)), pipeline.Window);
        Assert.Equal(new OnInputsTrigger(TimeSpan.FromMinutes(6), 2), pipeline.Run);
        Assert.Equal((DataProductId.Parse("inventory.daily_sales"), CatchUp.All, TimeSpan.FromHours(1), 3, "America/Sao_Paulo"), (pipeline.Product, pipeline.CatchUp, pipeline.Timeout, pipeline.Attempts, pipeline.Zone));
    }

    [Fact]
    public void Keys_of_a_schedule_are_read()
    {
        var pipeline = Read("""
            window: { column: sale_date, size: 1 month, zone: America/Sao_Paulo, from: 2016-09-01 }
            run: { cron: "15 6 * * MON-FRI" }
            catch_up: latest
            timeout: 20 minutes
            attempts: 1
            """).Pipeline!;
        Assert.Equal(new CronTrigger("15 6 * * MON-FRI", "America/Sao_Paulo"), pipeline.Run);
        Assert.Equal((CatchUp.Latest, TimeSpan.FromMinutes(20), 1), (pipeline.CatchUp, pipeline.Timeout, pipeline.Attempts));
    }

    [Theory]
    [InlineData("run: every 15 minutes", "00:15:00", "UTC")]
    [InlineData("run: { every: 1 hour, zone: Asia/Tokyo }", "01:00:00", "Asia/Tokyo")]
    public void Intervals_are_read(string yaml, string every, string zone) =>
        Assert.Equal(new IntervalTrigger(TimeSpan.Parse(every, System.Globalization.CultureInfo.InvariantCulture), zone), Read(yaml).Pipeline!.Run);

    [Fact]
    public void Interval_and_lookback_of_changes_are_read() =>
        Assert.Equal(new OnInputsTrigger(TimeSpan.FromSeconds(30), 7), Read(Good + "\nmin_interval: 30 seconds\nlookback: 7").Pipeline!.Run);

    [Theory]
    [InlineData("5 minutes", "00:00:15")]
    [InlineData("by 06:00 daily UTC", "00:18:00")]
    [InlineData("by 00:00 daily UTC", "01:12:00")]
    [InlineData(null, "00:01:00")]
    public void Shortest_interval_is_a_twentieth_of_the_freshness(string? freshness, string interval)
    {
        var product = Product with { Quality = new QualityTerms { FreshnessSla = freshness } };
        var pipeline = PipelineReader.Read(Good, "pipeline.yaml", product, _ => null).Pipeline!;
        Assert.Equal(TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture), Assert.IsType<OnInputsTrigger>(pipeline.Run).MinInterval);
    }

    [Fact]
    public void Product_that_reads_itself_needs_no_declaration() =>
        Assert.Empty(Read(Good.Replace("inventory.stock_levels: {}", "inventory.daily_sales: { by: sale_date }", StringComparison.Ordinal)).Issues);

    [Fact]
    public void Major_version_of_an_input_is_read() =>
        Assert.Equal("orders.fact_order_events@2", Read(Good.Replace("fact_order_events:", "fact_order_events@2:", StringComparison.Ordinal)).Pipeline!.Inputs[0].Product.ToString());

    [Theory]
    [InlineData("run: on_inputs", "run: on_input", "5: run: run.form: \"on_input\" does not say when it runs. Fix: Did you mean on_inputs? Write on_inputs, a text such as \"every 15 minutes\", or { cron: \"15 6 * * *\" }.")]
    [InlineData("run: on_inputs", "runs: on_inputs", "1: run: key.missing: The key run is missing.", "5: runs: key.unknown: The key \"runs\" is not known here. Fix: Did you mean run?")]
    [InlineData("run: on_inputs", "run: every 2 days", "5: run: run.range: It is at most 1 day, not 2 days.")]
    [InlineData("run: on_inputs", "run: every morning", "5: run: duration.form: \"morning\" is not a duration.")]
    [InlineData("run: on_inputs", "run: { cron: \"15 25 * * *\" }", "5: run.cron: run.cron: \"15 25 * * *\" is not a cron expression")]
    [InlineData("run: on_inputs", "run: { cron: \"0 15 6 * * *\" }", "5: run.cron: run.cron: \"0 15 6 * * *\" has 6 fields, and cron has 5.")]
    [InlineData("run: on_inputs", "run: { cron: \"@daily\" }", "5: run.cron: run.cron: \"@daily\" has 1 fields, and cron has 5.")]
    [InlineData("run: on_inputs", "run: { cron: \"0 0 30 2 *\" }", "5: run.cron: run.cron: \"0 0 30 2 *\" is no day of any year.")]
    [InlineData("run: on_inputs", "run: { cron: \"0 0 H * *\" }", "5: run.cron: run.cron: \"0 0 H * *\" is not a cron expression")]
    [InlineData("run: on_inputs", "run: { cron: \"15 6 * * *\", every: 1 hour }", "5: run: run.form: It runs by a cron expression or in an interval, one of the two.")]
    [InlineData("run: on_inputs", "run: { cron: \"15 6 * * *\", zone: Europe/Berlinn }", "5: run.zone: zone.unknown: \"Europe/Berlinn\" is not a time zone. Fix: Did you mean Europe/Berlin?")]
    [InlineData("run: on_inputs", "run: [on_inputs]", "5: run: value.type: A list is here where keys are expected.")]
    [InlineData("run: on_inputs", "run: every 1 hour\nlookback: 3", "6: lookback: run.on_inputs: lookback counts for runs on changes of inputs.")]
    [InlineData("run: on_inputs", "run: on_input\nmin_interval: 30 seconds\nlookback: 3", "5: run: run.form: \"on_input\" does not say when it runs. Fix: Did you mean on_inputs? ")]
    [InlineData("run: on_inputs", "run: { cron: \"15 6 * *\" }\nmin_interval: 30 seconds", "5: run.cron: run.cron: ")]
    [InlineData("run: on_inputs", "min_interval: 30 seconds", "1: run: key.missing: The key run is missing.")]
    [InlineData("run: on_inputs", "run: on_inputs\nlookback: 0", "6: lookback: lookback.range: \"0\" is not a whole number from 1 to 1000.")]
    [InlineData("run: on_inputs", "run: on_inputs\ncatch_up: all", "6: catch_up: catch_up.trigger: Changes of inputs while the service is away make windows due when it is back")]
    [InlineData("run: on_inputs", "run: every 1 hour\ncatch_up: lastest", "6: catch_up: value.unknown: \"lastest\" is not known here. Fix: Did you mean latest?")]
    [InlineData("run: on_inputs", "run: on_inputs\ntimeout: 25 hours", "6: timeout: timeout.range: It is at most 1 day, not 25 hours.")]
    [InlineData("run: on_inputs", "run: on_inputs\nattempts: 11", "6: attempts: attempts.range: \"11\" is not a whole number from 1 to 10.")]
    [InlineData("zone: America/Sao_Paulo", "zone: America/SaoPaulo", "4: window.zone: zone.unknown: \"America/SaoPaulo\" is not a time zone. Fix: Did you mean America/Sao_Paulo?")]
    [InlineData("column: sale_date", "column: sales_date", "4: window.column: column.unknown: inventory.daily_sales has no column \"sales_date\". Fix: Did you mean sale_date?")]
    [InlineData("column: sale_date", "column: sold", "4: window.column: window.type: sold is BIGINT, which does not divide rows into windows. Fix: Name a column of type DATE, TIMESTAMP or TIMESTAMP_NTZ.")]
    [InlineData("column: sale_date", "column: closed_on", "4: window.column: window.required: Rows without a closed_on would be in no window.")]
    [InlineData("size: 1 day", "size: 1 hour", "4: window.column: window.type: sale_date is DATE, which does not divide rows into windows. Fix: Name a column of type TIMESTAMP or TIMESTAMP_NTZ.")]
    [InlineData("size: 1 day", "size: 2 days", "4: window.size: window.size: \"2 days\" is not the size of a window.")]
    [InlineData(", from: 2016-09-01", "", "4: window.from: key.missing: The key from is missing. Fix: Name the local day of the first window")]
    [InlineData("from: 2016-09-01", "from: 2016-02-30", "4: window.from: window.from: \"2016-02-30\" is not a day from 1900 to 2200.")]
    [InlineData("from: 2016-09-01", "since: 2016-09-01", "4: window.from: key.missing", "4: window.since: key.unknown: The key \"since\" is not known here.")]
    [InlineData("inventory.stock_levels: {}", "inventory.stock_level: {}", "3: inputs.inventory.stock_level: input.undeclared: The descriptor of inventory.daily_sales does not declare the input inventory.stock_level. Fix: Did you mean inventory.stock_levels? Else add inventory.stock_level to the inputs of data-product.yaml.")]
    [InlineData("inventory.stock_levels: {}", "stock_levels: {}", "3: inputs.stock_levels: input.form: ")]
    [InlineData("inventory.stock_levels: {}", "inventory.stock_levels: { triggers: some }", "3: inputs.inventory.stock_levels.triggers: value.unknown: \"some\" is not known here. Fix: Use one of all.")]
    [InlineData("inventory.stock_levels: {}", "inventory.stock_levels: { on: all }", "3: inputs.inventory.stock_levels.on: key.unknown: ")]
    [InlineData("by: occurred_at", "by: occured_at", "2: inputs.orders.fact_order_events.by: column.unknown: orders.fact_order_events has no column \"occured_at\". Fix: Did you mean occurred_at?")]
    [InlineData("by: occurred_at", "by: total", "2: inputs.orders.fact_order_events.by: input.type: total of orders.fact_order_events is BIGINT")]
    [InlineData("by: occurred_at", "by: occurred_at, triggers: all", "2: inputs.orders.fact_order_events.triggers: input.triggers: ")]
    [InlineData("{ by: occurred_at }", "{}", "5: run: run.inputs: No input says which windows its changes make due.")]
    public void Fault_has_its_line_and_a_fix(string good, string bad, params string[] expected)
    {
        var issues = Read(Good.Replace(good, bad, StringComparison.Ordinal)).Issues;
        Assert.Equal(expected.Length, issues.Count);
        Assert.All(issues.Zip(expected), pair => Assert.StartsWith($"pipeline.yaml:{pair.Second}", pair.First.ToString(), StringComparison.Ordinal));
        Assert.All(issues, issue => Assert.NotEmpty(issue.Fix));
    }

    [Fact]
    public void Column_of_time_without_windows_is_refused() =>
        Assert.Equal(["input.by"], Read("inputs:\n  orders.fact_order_events: { by: occurred_at }\nrun: on_inputs").Issues.Select(issue => issue.Rule));

    [Fact]
    public void Run_on_inputs_without_inputs_is_refused() => Assert.Equal(["run.inputs"], Read("run: on_inputs").Issues.Select(issue => issue.Rule));

    [Fact]
    public void Both_days_of_a_cron_expression_are_a_warning()
    {
        var read = Read("run: { cron: \"0 0 13 * 5\" }");
        Assert.Equal([("run.cron", IssueSeverity.Warning)], read.Issues.Select(issue => (issue.Rule, issue.Severity)));
        Assert.True(read.IsValid);
    }

    [Fact]
    public void Product_with_a_stream_is_refused()
    {
        var issue = Assert.Single(PipelineReader.Read(Good, "pipeline.yaml", Product with { Ports = [PortType.Table, PortType.Stream] }, _ => null).Issues);
        Assert.StartsWith("pipeline.yaml:1: pipeline.stream: inventory.daily_sales has the port stream", issue.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- run")]
    [InlineData("run: *a")]
    [InlineData("run: on_inputs\nrun: on_inputs")]
    [InlineData("\trun: on_inputs")]
    public void Text_of_another_form_is_refused(string yaml)
    {
        var read = Read(yaml);
        Assert.False(read.IsValid);
        Assert.NotEmpty(read.Issues);
    }

    private static PipelineReadResult Read(string yaml) =>
        PipelineReader.Read(yaml, "pipeline.yaml", Product, input => input.ToString() == "orders.fact_order_events" ? Events.Schema : input.Product == Product.Name ? Product.Schema : null);

    private static DataProductDescriptor Descriptor(string yaml) => DescriptorReader.Read(yaml, "data-product.yaml").Descriptor!;
}
