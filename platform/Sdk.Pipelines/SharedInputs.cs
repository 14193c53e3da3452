using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// The inputs of a pipeline in one state, which the runs of several windows share: an input that is read from a port is read once for all of them. The catalog
/// keeps the state until it is disposed.
/// </summary>
internal sealed class SharedInputs : IAsyncDisposable
{
    // Where the catalog keeps no state for a reader, a state of a table is kept for two minutes, and rows that stay in their files are read from there by each run.
    private static readonly TimeSpan LongestUse = TimeSpan.FromSeconds(60);

    // A window of a million rows would take several times as long as its SELECT does by itself. Other services use the machine, too.
    private const int MostThreads = 4;

    private readonly InputPins _pins;
    private readonly RowWorkspace? _workspace;
    private readonly Dictionary<ProductReference, PinnedInput> _inputs = [];
    private readonly Dictionary<ProductReference, string> _rows = [];
    private readonly TimeProvider _time;
    private readonly long _opened;
    private readonly DateTimeOffset _pinnedAt;

    private SharedInputs(InputPins pins, RowWorkspace? workspace, DateTimeOffset pinnedAt, TimeProvider time) =>
        (_pins, _workspace, _pinnedAt, _time, _opened) = (pins, workspace, pinnedAt, time, time.GetTimestamp());

    /// <summary>The inputs.</summary>
    public IReadOnlyDictionary<ProductReference, PinnedInput> Inputs => _inputs;

    /// <summary>The engine that has the inputs' rows.</summary>
    public RowWorkspace Workspace => _workspace ?? throw new InvalidOperationException("A class reads its inputs by itself.");

    /// <summary>The snapshot of each input that was read, by the input's name.</summary>
    public IReadOnlyDictionary<string, long?> Snapshots => Inputs.ToDictionary(input => input.Key.ToString(), input => input.Value.Subscription.SnapshotId, StringComparer.Ordinal);

    /// <summary>Pins the inputs of a pipeline, and loads them where a SELECT reads them.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="consumer">Reads as this service.</param>
    /// <param name="now">The current time of the database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="SubscriptionRefusedException">An input cannot be read by this service, or not by the column that divides it.</exception>
    /// <exception cref="HttpRequestException">The catalog or a port does not answer.</exception>
    public static async Task<SharedInputs> OpenAsync(OwnPipeline pipeline, DataProductConsumer consumer, DateTimeOffset now, TimeProvider time, CancellationToken cancellationToken)
    {
        // A run that begins late in the shared use has its own timeout.
        var pins = new InputPins(consumer, pipeline.Definition.Timeout + LongestUse, time);
        var shared = new SharedInputs(pins, pipeline.Sql is null ? null : new RowWorkspace(Math.Min(Environment.ProcessorCount, MostThreads)), now, time);
        try
        {
            Dictionary<ProductReference, Subscription> subscriptions = [];
            foreach (var input in pipeline.Definition.Inputs)
            {
                subscriptions.Add(input.Product, await consumer.SubscribeAsync(input.Product.ToString(), cancellationToken));
            }

            SelectBinding.Require(pipeline, subscriptions, time, cancellationToken);
            foreach (var input in pipeline.Definition.Inputs)
            {
                shared._inputs.Add(input.Product, new PinnedInput(input, await pins.PinAsync(subscriptions[input.Product], cancellationToken)));
            }

            if (pipeline.Sql is not null)
            {
                await shared.LoadAsync(cancellationToken);
            }

            return shared;
        }
        catch
        {
            await shared.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of windows that were computed of them together; null for none.</summary>
    public RangeRows? Range { get; set; }

    /// <summary>Whether a run may read the inputs as they are here: its rows are computed, or their state is not older than its request.</summary>
    public bool Serves(PipelineRun run) => Range?.Has(run.Window) == true || (run.RequestedAt <= _pinnedAt && _time.GetElapsedTime(_opened) < LongestUse);

    /// <summary>Returns a SELECT of each input's rows in a window.</summary>
    public IReadOnlyDictionary<ProductReference, string> RowsOf(Window window) => Inputs.ToDictionary(
        input => input.Key, input => input.Value.ConditionOf(window) is { } condition ? $"SELECT * FROM ({_rows[input.Key]}) WHERE {condition}" : _rows[input.Key]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _workspace?.Dispose();
        await _pins.DisposeAsync();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var read = new ReadProducts(Inputs.Values.SelectMany(input => input.Subscription.Uses(RowCondition.Unknown)));
        foreach (var (product, input) in Inputs)
        {
            _rows[product] = await input.Subscription.SqlAsync(Workspace, read, cancellationToken);
            if (input.Input.By is { } by && input.Subscription.MaskedColumns.Contains(by))
            {
                throw new SubscriptionRefusedException(
                    product.Product, $"shows this service {by} masked, so that the rows of a window are not known; ask its owner for access to {by}, or remove \"by\" from the input in pipeline.yaml");
            }
        }
    }
}
