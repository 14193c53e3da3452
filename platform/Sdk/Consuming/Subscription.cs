using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// A product that a consumer reads: the rows of its table's current snapshot, masked and filtered as policy says. Each read is of what
/// is current then; <see cref="Pinned"/>, <see cref="AtSnapshot"/> and <see cref="AsOf"/> read one state however often. Who may see every column and
/// row reads the table's own files, as far as they can be reached; all others read what the table port hands out. A product without a table
/// port is the events of its stream; of one with a key the last of each.
/// </summary>
public sealed class Subscription : ConsumedRows
{
    private readonly DataProductConsumer _consumer;
    private readonly Uri? _port;
    private readonly SnapshotSelection? _state;
    private bool _isFromPort;

    internal Subscription(DataProductConsumer consumer, ProductDetails details)
    {
        _consumer = consumer;
        _port = Address(details, PortType.Table);
        Feed = Address(details, PortType.Stream) is { } stream ? new StreamFeed(consumer, details.Name, stream, details.Key) : null;
        Product = details.Name;
        Version = details.Version;
        Schema = details.Schema;
    }

    private Subscription(Subscription current, SnapshotSelection state)
    {
        _consumer = current._consumer;
        _port = current.Port;
        _state = state;
        _isFromPort = current._isFromPort;
        Product = current.Product;
        Version = current.Version;
        Schema = current.Schema;
    }

    /// <summary>The snapshot that every read is of; null before the first read, for a table that had none then, and where each read is of the current one.</summary>
    public long? SnapshotId => _state?.SnapshotId;

    /// <summary>The product.</summary>
    public DataProductId Product { get; }

    /// <summary>The version of the contract that the rows are read by.</summary>
    public ProductVersion Version { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnDefinition> Schema { get; }

    /// <summary>The product as it is when it is read first: every later read is of the same snapshot.</summary>
    /// <remarks>How long a snapshot is kept is the table's setting: minutes, unless it says more or an owner gave it a tag. A read of one that is gone is refused (<see cref="SubscriptionRefusedException"/>), and never answered from another.</remarks>
    /// <exception cref="SubscriptionRefusedException">The product has no table port, and so no snapshots.</exception>
    public Subscription Pinned() => new(this, SnapshotSelection.OfFirstRead(Port));

    /// <summary>The product as it was in a snapshot.</summary>
    /// <param name="snapshotId">The snapshot, of the product's <c>$snapshots</c> in SQL or of <see cref="SnapshotId"/>.</param>
    /// <exception cref="SubscriptionRefusedException">The product has no table port, and so no snapshots.</exception>
    public Subscription AtSnapshot(long snapshotId) => new(this, SnapshotSelection.OfSnapshot(Port, snapshotId));

    /// <summary>The product as it was at a time. The first read finds the snapshot, and every later one is of the same.</summary>
    /// <param name="time">The time.</param>
    /// <exception cref="SubscriptionRefusedException">The product has no table port, and so no snapshots.</exception>
    public Subscription AsOf(DateTimeOffset time) => new(this, SnapshotSelection.OfTime(Port, time));

    /// <summary>Reads the events of the product's stream as they come, each once and in order, until it is cancelled. Deletes are left out (<see cref="FollowChangesAsync{T}"/>).</summary>
    /// <typeparam name="T">A record with the fields it wants, in <c>snake_case</c> on the wire.</typeparam>
    /// <param name="lastEventId">The event to go on after (<see cref="StreamEvent{T}.Id"/>), which the caller keeps with what it makes of it; null for the start.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SubscriptionRefusedException">The product has no stream port, or cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    /// <exception cref="EventsExpiredException">Events after <paramref name="lastEventId"/> have had their retention and are gone; it says after which event to go on.</exception>
    /// <exception cref="System.Text.Json.JsonException">An event cannot be read as <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<StreamEvent<T>> FollowEventsAsync<T>(string? lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in FollowChangesAsync<T>(lastEventId, cancellationToken))
        {
            if (change.Event is { } received)
            {
                yield return received;
            }
        }
    }

    /// <summary>As <see cref="FollowEventsAsync{T}"/>, with the deletes between the events.</summary>
    /// <inheritdoc cref="FollowEventsAsync{T}"/>
    public async IAsyncEnumerable<StreamChange<T>> FollowChangesAsync<T>(string? lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = Feed ?? throw new SubscriptionRefusedException(Product, "has no stream port; read its table, or ask its owner for one");
        while (true)
        {
            (var events, lastEventId) = await feed.ReadAsync(lastEventId, waits: true, cancellationToken);
            foreach (var received in events)
            {
                yield return StreamChange<T>.Of(received);
            }
        }
    }

    /// <summary>The columns that the port masked in the rows that were read last; none where they were read from files.</summary>
    internal IReadOnlySet<string> MaskedColumns { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The product's stream; null where it has no such port, and for a state of its table.</summary>
    internal StreamFeed? Feed { get; }

    internal override IEnumerable<ProductUse> Uses(RowCondition requested) => [new ProductUse(this, requested)];

    internal override string Name => Product.Product;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken)
    {
        if (read.TableOf(this) is not { } table)
        {
            table = read.NextTable;
            long? version = null;
            if (_port is null)
            {
                Feed!.Create(workspace, table, Schema);
                version = FeedPosition.TryParse((await Feed.AddAsync(workspace, table, Schema, lastEventId: null, cancellationToken)).LastEventId, out var last) ? last.Position : null;
            }
            else if (_state is { IsEmpty: true })
            {
                await workspace.LoadAsync(table, Schema, Stream.Null, cancellationToken);
            }
            else if (await FilesAsync(read.ConditionsOf(this), cancellationToken) is { } files)
            {
                if (read.AreStored)
                {
                    workspace.Copy(table, files, cancellationToken);
                }
                else
                {
                    workspace.View(table, files);
                }

                version = files.Snapshot?.SnapshotId;
            }
            else
            {
                using var response = await RespondAsync(cancellationToken);
                MaskedColumns = MaskedBy(response);
                await LoadAsync(workspace, table, Schema, response, cancellationToken);
                version = SnapshotSelection.SnapshotOf(response);
            }

            read.Add(this, table, version);
        }

        return $"SELECT * FROM {SqlIdentifier.Quote(table)}";
    }

    internal override IEnumerable<ColumnOrigin> OriginsOf(string column) => [new ColumnOrigin(Product.ToString(), column)];

    internal override IEnumerable<RowOrigin> RowOrigins() => [];

    /// <summary>The rows of the table's own files; null for who may not have them, or cannot reach them.</summary>
    /// <param name="uses">The conditions of each use of the rows: files without rows for any of them are pruned.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    internal async Task<TableRows?> FilesAsync(IReadOnlyList<RowCondition> uses, CancellationToken cancellationToken)
    {
        if (_isFromPort || _port is null)
        {
            return null;
        }

        try
        {
            var rows = await FindFilesAsync(uses, cancellationToken);
            if (rows is null || _state is null || _state.Keeps(rows.Snapshot?.SnapshotId))
            {
                return rows;
            }

            // Another read was first, and found another snapshot.
            return _state.IsEmpty ? TableRows.None(Schema) : await FindFilesAsync(uses, cancellationToken);
        }
        catch (IcebergForbiddenException)
        {
            // Not requested again with every read: each request is a decision that is recorded.
            _isFromPort = true;
            return null;
        }
    }

    /// <summary>Names the masks and filters that the caller's rows go through now, as the owner's port decides; null where every column and row is seen. Where there are any, rows are read from the port from then on.</summary>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    internal async Task<string?> ObligationsAsync(CancellationToken cancellationToken)
    {
        var obligations = await (Feed?.ObligationsAsync(cancellationToken) ?? _consumer.ObligationsAsync(Port, Product, cancellationToken));
        _isFromPort |= obligations is not null;
        return obligations;
    }

    /// <summary>Returns the moments of a column whose rows changed since a snapshot, as far as this caller may know of them.</summary>
    /// <param name="since">The snapshot; null for all moments of the current state.</param>
    /// <param name="column">The column; null for the current snapshot alone.</param>
    /// <param name="step">The width of a step.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    internal async Task<TableChanges> ChangesAsync(long? since, string? column, TimeSpan step, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{TableChanges.Step}={(int)step.TotalMinutes}{(since is null ? "" : $"&{TableChanges.Since}={since}")}{(column is null ? "" : $"&{TableChanges.Column}={Uri.EscapeDataString(column)}")}");
        using var response = await _consumer.SendAsync(new UriBuilder(Port) { Path = Port.AbsolutePath + TableChanges.Segment, Query = query }.Uri, Product, cancellationToken);
        return await response.Content.ReadFromJsonAsync<TableChanges>(MeshJson.Options, cancellationToken) ?? throw new HttpRequestException($"The table port of {Product} answered nothing.");
    }

    /// <summary>Whether the service of the product imports its rows now: more of them come.</summary>
    internal async Task<bool> IsImportingAsync(CancellationToken cancellationToken)
    {
        using var response = await _consumer.SendAsync(DataProductConsumer.EndpointOf(Port.AbsoluteUri, "import"), Product, cancellationToken);
        return await response.Content.ReadFromJsonAsync<ImportProgress>(MeshJson.Options, cancellationToken) is { State: "running" };
    }

    /// <summary>Loads the current values of one column from the table port into a table of a workspace.</summary>
    /// <exception cref="SubscriptionRefusedException">The caller sees the values masked, or not at all.</exception>
    internal async Task LoadColumnAsync(RowWorkspace workspace, string table, ColumnDefinition column, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(Port) { Query = $"{TableQuery.ColumnsName}={Uri.EscapeDataString(column.Name)}" }.Uri;
        using var response = await _consumer.SendAsync(address, Product, cancellationToken);
        if (MaskedBy(response).Contains(column.Name))
        {
            throw new SubscriptionRefusedException(Product, $"shows this caller {column.Name} masked; ask its owner for access to it");
        }

        await LoadAsync(workspace, table, [column], response, cancellationToken);
    }

    private Task<TableRows?> FindFilesAsync(IReadOnlyList<RowCondition> uses, CancellationToken cancellationToken) =>
        _consumer.Files.FindAsync(new ProductMajorVersion(Product, Version.Major), _state?.Choice ?? SnapshotChoice.Current, Schema, uses, cancellationToken);

    private async Task LoadAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var rows = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            await workspace.LoadAsync(table, columns, rows, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException($"The rows of {Product} broke off and are not whole: {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(CancellationToken cancellationToken)
    {
        var response = await _consumer.SendAsync(_state?.Address ?? Port, Product, cancellationToken);
        if (Keeps(response))
        {
            return response;
        }

        // Another read was first, and found another snapshot.
        response = await _consumer.SendAsync(_state!.Address, Product, cancellationToken);
        return Keeps(response) ? response : throw new HttpRequestException($"{Port.GetLeftPart(UriPartial.Path)} answers with another snapshot than was requested.");
    }

    private Uri Port => _port ?? throw new SubscriptionRefusedException(Product, "has no table port; follow its stream, or ask its owner for one");

    private static HashSet<string> MaskedBy(HttpResponseMessage response) => response.Headers.TryGetValues(TablePort.MaskedHeader, out var masked)
        ? masked.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal)
        : [];

    private static Uri? Address(ProductDetails product, PortType type) => product.Ports.FirstOrDefault(port => port.Type == type) is { } port ? new Uri(port.Url) : null;

    private bool Keeps(HttpResponseMessage response)
    {
        var keeps = false;
        try
        {
            return keeps = _state is null || _state.Keeps(response);
        }
        finally
        {
            if (!keeps)
            {
                response.Dispose();
            }
        }
    }

    /// <summary>The part of a service's import report that is read here.</summary>
    private sealed record ImportProgress(string State);
}
