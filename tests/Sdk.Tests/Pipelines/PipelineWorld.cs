using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Tests.Consuming;
using MeshStarter.Sdk.Tests.Quality;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>A service with a pipeline of <c>checked.daily_totals</c> over <c>orders.orders</c>, whose port the test answers for; its database and tables are real.</summary>
internal sealed class PipelineWorld : IAsyncDisposable
{
    public const string Totals = "checked.daily_totals";
    public const string Orders = "orders.orders";

    public const string DailySql = "SELECT CAST(purchased_at AS DATE) AS day, count(*) AS payments, sum(amount) AS total FROM orders.orders GROUP BY day";

    public static readonly object[] FourOrders =
    [
        // 23:00 of 1 January and 00:00 of 2 January in Sao Paulo.
        new { purchased_at = "2026-01-02T02:59:59.999999Z", amount = "1.50" },
        new { purchased_at = "2026-01-02T03:00:00Z", amount = "2.00" },
        new { purchased_at = "2026-01-02T15:00:00Z", amount = "4.00" },
        new { purchased_at = "2026-01-03T03:00:00Z", amount = "8.00" },
    ];

    public static readonly ProductMajorVersion Product = new(DataProductId.Parse(Totals), 1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new();
    private readonly CheckedWorld _checked;

    private PipelineWorld(CheckedWorld world, PortServer ports) => (_checked, Ports, Runs) = (world, ports, new RunStore(world.Database.Source, world.Time));

    public CheckedWorld Checked => _checked;

    public PortServer Ports { get; }

    public RunStore Runs { get; }

    public PipelineStates States => new(_checked.Database.Source, _checked.Time);

    /// <summary>The log lines of the runs.</summary>
    public LogLines<PipelineRunner> Log { get; } = new();

    /// <summary>The log lines of the worker.</summary>
    public LogLines<PipelineWorker> WorkerLog { get; } = new();

    public PipelineSignal Signal { get; } = new();

    /// <summary>The pipeline's file; a class takes the place of <see cref="Sql"/> where there is one.</summary>
    public PipelineDefinition Definition { get; set; } = new()
    {
        Product = DataProductId.Parse(Totals),
        Inputs = [new PipelineInput(ProductReference.Parse(Orders), "purchased_at", false)],
        Window = new PipelineWindow("day", WindowSize.Day, "America/Sao_Paulo", new DateOnly(2026, 1, 1)),
        Run = new OnInputsTrigger(TimeSpan.FromHours(1), 2),
    };

    public string? Sql { get; set; } = DailySql;

    public Type? Class { get; set; }

    /// <summary>The services that a class is made with.</summary>
    public ServiceCollection Services { get; } = new();

    public WindowSeries Windows => new(Definition.Window);

    public PipelineSteering Steering => new(Runs, States, Signal, _checked.Time);

    public OwnPipeline Pipeline => PipelineOf(OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked"));

    /// <summary>Starts one whose input has snapshot 11 of the orders that are given, and no answer where none are.</summary>
    public static async Task<PipelineWorld> StartAsync(PostgresFixture postgres, params object[] orders)
    {
        var ports = await PortServer.StartAsync();
        ports.GrantsFiles = false;
        ports.Register(Orders, PortType.Table, ("purchased_at", "TIMESTAMP"), ("amount", "DECIMAL(18,2)"));
        if (orders.Length > 0)
        {
            ports.ServeStates(Orders, (11, orders));
        }

        return new PipelineWorld(await CheckedWorld.StartAsync(postgres, Totals), ports);
    }

    /// <summary>Starts a process of the service.</summary>
    public async Task<RunningService> StartServiceAsync()
    {
        _checked.Pipelines = Worker;
        return await _checked.PublishAsync();
    }

    /// <summary>Requests a run of the window of a local day of January 2026, and wakes the service.</summary>
    public async Task RequestAsync(params int[] days)
    {
        await States.BeginAsync(Product, CancellationToken.None);
        await Runs.RequestAsync(Product, [.. days.Select(day => new RunRequest(WindowOf(day), RunRequest.Manual) { By = "ana" })], CancellationToken.None);
        Signal.Pulse();
    }

    public Window WindowOf(int day) => Windows.At(new DateOnly(2026, 1, day))!;

    /// <summary>Waits until every run of the pipeline has ended, and returns them, the oldest first.</summary>
    public async Task<IReadOnlyList<PipelineRun>> EndedAsync(int count)
    {
        IReadOnlyList<PipelineRun> runs = [];
        try
        {
            await Eventually.HoldsAsync(async () => (runs = await ListAsync()).Count == count && runs.All(run => run.EndedAt is not null), patience: Patience);
        }
        catch (Exception)
        {
            Assert.Fail($"Of {count} runs there are:\n{string.Join('\n', runs)}\n{string.Join('\n', WorkerLog.Concat(Log).Concat(Checked.LeaseLog))}");
        }

        return runs;
    }

    public async Task<IReadOnlyList<PipelineRun>> ListAsync() => [.. (await Runs.ListAsync(Product, new RunFilter(), 1000, CancellationToken.None)).Reverse()];

    /// <summary>The table's rows: day, payments and total.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync() =>
        [.. (await _checked.RowsAsync(Totals, 1)).Select(row => System.Text.Json.JsonElement.Parse(row)).Select(row => $"{row.GetProperty("day")} {row.GetProperty("payments")} {row.GetProperty("total")}").Order(StringComparer.Ordinal)];

    public Task<int> ExecuteAsync(string sql) => _checked.Database.Source.ExecuteAsync(sql, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Ports.DisposeAsync();
        await _checked.DisposeAsync();
    }

    private PipelineWorker Worker(OwnProducts products, TableWriter writer, Func<OwnProduct, DataProductTable> open)
    {
        var pipelines = new OwnPipelines([PipelineOf(products)]);
        var product = pipelines.All[0].Product;
        Services.AddLogging().AddSingleton(writer);
        Services.AddKeyedSingleton($"{product.Name.Product}@{product.Id.Major}", open(product));
        var watch = new InputWatch(Runs, States, Open, Signal, _checked.Time, NullLogger<InputWatch>.Instance);
        var runner = new PipelineRunner(Services.BuildServiceProvider(), Runs, Open, _checked.Time, Log);
        return new PipelineWorker(pipelines, Runs, new DueWindows(Runs, States, watch, _checked.Time), runner, Signal, _checked.Time, WorkerLog);
    }

    private OwnPipeline PipelineOf(OwnProducts products) =>
        new(products.All.Single(own => own.Id == Product), Definition, Windows) { Sql = Class is null ? Sql : null, Class = Class };

    private DataProductConsumer Open(string purpose) => new(Ports.Address, _http) { Purpose = purpose, Patience = TimeSpan.Zero };
}
