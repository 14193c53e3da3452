using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// A product that a consumer reads: the rows of its table's current snapshot, masked and filtered as policy says. Each read is of what
/// is current then; <see cref="Pinned"/>, <see cref="AtSnapshot"/> and <see cref="AsOf"/> read one state however often. Who may see every column and
/// row reads the table's own files, as far as they can be reached; all others read what the table port hands out.
/// </summary>
public sealed class Subscription : ConsumedRows
{
    private readonly DataProductConsumer _consumer;
    private readonly Uri _port;
    private readonly PinnedState? _state;
    private bool _isFromPort;

    internal Subscription(DataProductConsumer consumer, ProductDetails details, Uri port)
    {
        _consumer = consumer;
        _port = port;
        Product = details.Name;
        Version = details.Version;
        Schema = details.Schema;
    }

    private Subscription(Subscription current, PinnedState state)
    {
        _consumer = current._consumer;
        _port = current._port;
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
    public Subscription Pinned() => new(this, PinnedState.OfFirstRead(_port));

    /// <summary>The product as it was in a snapshot.</summary>
    /// <param name="snapshotId">The snapshot, of the product's <c>$snapshots</c> in SQL or of <see cref="SnapshotId"/>.</param>
    public Subscription AtSnapshot(long snapshotId) => new(this, PinnedState.OfSnapshot(_port, snapshotId));

    /// <summary>The product as it was at a time. The first read finds the snapshot, and every later one is of the same.</summary>
    /// <param name="time">The time.</param>
    public Subscription AsOf(DateTimeOffset time) => new(this, PinnedState.OfTime(_port, time));

    internal override string Name => Product.Product;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, IDictionary<Subscription, string> tables, CancellationToken cancellationToken)
    {
        if (!tables.TryGetValue(this, out var table))
        {
            table = $"t{tables.Count}";
            if (_state is { IsEmpty: true })
            {
                await workspace.LoadAsync(table, Schema, Stream.Null, cancellationToken);
            }
            else if (await FilesAsync(cancellationToken) is { } files)
            {
                workspace.View(table, files);
            }
            else
            {
                using var response = await RespondAsync(cancellationToken);
                await LoadAsync(workspace, table, Schema, response, cancellationToken);
            }

            tables.Add(this, table);
        }

        return $"SELECT * FROM {SqlIdentifier.Quote(table)}";
    }

    /// <summary>The table's own files; null for who may not have them, or cannot reach them.</summary>
    internal async Task<TableRows?> FilesAsync(CancellationToken cancellationToken)
    {
        if (_isFromPort)
        {
            return null;
        }

        try
        {
            var rows = await FindFilesAsync(cancellationToken);
            if (rows is null || _state is null || _state.Keeps(rows.Snapshot?.SnapshotId))
            {
                return rows;
            }

            // Another read was first, and found another snapshot.
            return _state.IsEmpty ? TableRows.None(Schema) : await FindFilesAsync(cancellationToken);
        }
        catch (IcebergForbiddenException)
        {
            // Not asked again with every read: each question is a decision that is written down.
            _isFromPort = true;
            return null;
        }
    }

    /// <summary>Loads the current values of one column from the table port into a table of a workspace.</summary>
    /// <exception cref="SubscriptionRefusedException">The caller sees the values masked, or not at all.</exception>
    internal async Task LoadColumnAsync(RowWorkspace workspace, string table, ColumnDefinition column, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(_port) { Query = $"{TableQuery.ColumnsName}={Uri.EscapeDataString(column.Name)}" }.Uri;
        using var response = await _consumer.SendAsync(address, Product.Domain, Product, cancellationToken);
        if (response.Headers.TryGetValues(TablePort.MaskedHeader, out var masked) && masked.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries)).Contains(column.Name, StringComparer.Ordinal))
        {
            throw new SubscriptionRefusedException(Product, $"shows this caller {column.Name} masked; ask its owner for access to it");
        }

        await LoadAsync(workspace, table, [column], response, cancellationToken);
    }

    private Task<TableRows?> FindFilesAsync(CancellationToken cancellationToken) =>
        _consumer.Files.FindAsync(new ProductMajor(Product, Version.Major), _state?.Choice ?? SnapshotChoice.Current, Schema, cancellationToken);

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
        var response = await _consumer.SendAsync(_state?.Address ?? _port, Product.Domain, Product, cancellationToken);
        if (Keeps(response))
        {
            return response;
        }

        // Another read was first, and found another snapshot.
        response = await _consumer.SendAsync(_state!.Address, Product.Domain, Product, cancellationToken);
        return Keeps(response) ? response : throw new HttpRequestException($"{_port.GetLeftPart(UriPartial.Path)} answers with another snapshot than it is asked for.");
    }

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
}
