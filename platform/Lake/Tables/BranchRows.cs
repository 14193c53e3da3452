using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// The changes of a branch of a product's table: its rows that are not in the state of <c>main</c> that it was created from, or all its rows when it was
/// created without one, as PyIceberg does. For a product with a key the branch may replace rows by others of their keys. For any product it may write the same
/// rows again. It may remove no row.
/// </summary>
public sealed class BranchRows : IDisposable
{
    private readonly string _branch;
    private readonly DataProductDescriptor _product;
    private readonly TableReader _reader;
    private readonly SpillingEngine _engine;
    private readonly ScanPlan _begun;

    private BranchRows(string branch, DataProductDescriptor product, TableReader reader, SpillingEngine engine, ScanPlan begun)
    {
        (_branch, _product, _reader, _engine, _begun) = (branch, product, reader, engine, begun);
    }

    /// <summary>The branch's snapshot.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>The first snapshot that is the branch's own: it identifies the branch.</summary>
    public required long FirstId { get; init; }

    /// <summary>The columns that the table had at <see cref="FirstId"/>: rows that the branch had by then have no value in others. Null where they are not known.</summary>
    public required IcebergStruct? FirstColumns { get; init; }

    /// <summary>
    /// A SELECT of the declared columns: the rows to publish, in the order in which they were written. It can be run until this object is
    /// disposed.
    /// </summary>
    public required string Sql { get; init; }

    /// <summary>Finds the changes of a branch.</summary>
    /// <param name="table">The table.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="product">The contract.</param>
    /// <param name="reader">Reads the table's store.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IcebergValidationException">
    /// The branch does not exist, the state of main that it left is no longer known, it removes rows, or it changes more than can be
    /// compared; the message names the fix.
    /// </exception>
    /// <exception cref="IcebergException">A file is missing or damaged, or needs a feature that is not supported here.</exception>
    /// <exception cref="DuckDbException">A file cannot be read, or the disk is full.</exception>
    public static async Task<BranchRows> FindAsync(TableMetadata table, string branch, DataProductDescriptor product, TableReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(reader);
        if (branch == SnapshotReference.Main || table.Reference(branch) is not { Kind: SnapshotReferenceKind.Branch } reference)
        {
            throw new IcebergValidationException($"branch: the table has no branch \"{branch}\" alongside main.");
        }

        var written = await reader.PlanAsync(table, SnapshotChoice.Reference(branch), cancellationToken);
        var (first, parent) = BeginningOf(table, branch, reference.SnapshotId);
        var existing = await StateAsync(parent);
        var difference = await RowDifference.OfAsync(existing, written, product.Schema, reader.Scan, cancellationToken);
        var begun = parent is null ? await StateAsync(MainBefore(table, first)) : existing;
        var engine = new SpillingEngine();
        try
        {
            var (added, removed) = await Task.Run(() => difference.RowsIn(engine, cancellationToken), cancellationToken);
            var found = new BranchRows(branch, product, reader, engine, begun) { SnapshotId = reference.SnapshotId, FirstId = first.SnapshotId, FirstColumns = first.SchemaId is { } schema ? table.SchemaById(schema)?.Row : null, Sql = added };
            await found.RequireNothingLostAsync(removed, cancellationToken);
            return found;
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.OutOfMemory)
        {
            engine.Dispose();
            throw new IcebergValidationException(
                $"branch: what \"{branch}\" changes cannot be compared with main in {SpillingEngine.MemoryLimitMiB} MiB. Write it to several branches, in smaller files and row groups, and publish one after another.", exception);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        async Task<ScanPlan> StateAsync(long? id) =>
            id is { } at ? await reader.PlanAsync(table, SnapshotChoice.Id(at), cancellationToken) : written with { Snapshot = null, Files = [] };
    }

    /// <summary>Returns the number of rows to publish.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) => NumberAsync($"SELECT count(*) AS n FROM ({Sql})", cancellationToken);

    /// <summary>
    /// Returns the number of rows of the branch that would replace rows that main has changed since the branch was created; 0 for facts,
    /// which replace none.
    /// </summary>
    /// <param name="table">The table as it is now.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IcebergException">A file is missing or damaged, or needs a feature that is not supported here.</exception>
    public async Task<long> OvertakenAsync(TableMetadata table, CancellationToken cancellationToken)
    {
        if (_product.Key.Count == 0)
        {
            return 0;
        }

        var since = await RowDifference.OfAsync(_begun, await _reader.PlanAsync(table, SnapshotChoice.Current, cancellationToken), _product.Schema, _reader.Scan, cancellationToken);
        if (since.IsNone)
        {
            return 0;
        }

        var key = string.Join(", ", _product.Key.Select(SqlIdentifier.Quote));
        // Rows that the branch itself published before are no newer state.
        return await NumberAsync(
            $"""
            WITH changed AS MATERIALIZED ({Sql}), was AS MATERIALIZED ({Touched(since.Before)}), now AS MATERIALIZED ({Touched(since.After)})
            SELECT count(*) AS n FROM (
                SELECT {key} FROM (SELECT * FROM now EXCEPT SELECT * FROM was EXCEPT SELECT * FROM changed)
                UNION (SELECT {key} FROM was EXCEPT SELECT {key} FROM now))
            """,
            cancellationToken);

        string Touched(string rows) => $"SELECT old.* FROM ({rows}) AS old SEMI JOIN changed ON {SameKey.Of(_product.Key)}";
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private async Task RequireNothingLostAsync(string? removed, CancellationToken cancellationToken)
    {
        if (removed is null)
        {
            return;
        }

        var key = _product.Key;
        if (key.Count == 0)
        {
            if (await NumberAsync($"SELECT count(*) AS n FROM ({removed})", cancellationToken) is var facts and > 0)
            {
                throw new IcebergValidationException(
                    $"branch: \"{_branch}\" removes {Rows(facts)} of {_product.Name}, which has no key: its rows are facts, and facts are added and never taken away. Append what corrects them to a new branch, and publish that.");
            }

            return;
        }

        if (await NumberAsync($"SELECT count(*) AS n FROM ({removed}) AS old ANTI JOIN ({Sql}) AS changed ON {SameKey.Of(key)}", cancellationToken) is var lost and > 0)
        {
            throw new IcebergValidationException(
                $"branch: \"{_branch}\" removes {Rows(lost)} of {_product.Name} and has no row with {(lost == 1 ? "its" : "their")} {string.Join(", ", key)} in place of {(lost == 1 ? "it" : "them")}: a branch replaces rows by their key, and takes none away. Put them back, changed or not, and publish it then.");
        }

        // A row's own event_id names its event, and an event is published once.
        if (_product.Schema.Any(column => column is { Name: "event_id", Type: PrimitiveType { Kind: PrimitiveKind.Uuid } })
            && await NumberAsync($"SELECT count(*) AS n FROM ({Sql}) AS changed SEMI JOIN ({removed}) AS old ON {SameKey.Of(["event_id"])}", cancellationToken) is var same and > 0)
        {
            throw new IcebergValidationException($"event_id: \"{_branch}\" changes {Rows(same)} and leaves the event_id, and an event is published once. Give each row that changes an event_id of its own.");
        }
    }

    // The oldest snapshot that only the branch has, and the snapshot of main that it was created from; the branch's current snapshot when it has no own one.
    private static (Snapshot First, long? Parent) BeginningOf(TableMetadata table, string branch, long snapshotId)
    {
        var main = MainOf(table).Select(snapshot => snapshot.SnapshotId).ToHashSet();
        var first = table.SnapshotById(snapshotId)!;
        long? at = snapshotId;
        for (var seen = new HashSet<long>(); at is { } id && !main.Contains(id) && seen.Add(id); at = first.ParentSnapshotId)
        {
            first = table.SnapshotById(id)
                ?? throw new IcebergValidationException($"branch: where \"{branch}\" left main is not kept any more, so it is not known which rows are its own: a delete or a retention has removed rows since, or main was published to 500 times. Write a new branch and publish it soon.");
        }

        return (first, at);
    }

    // The state of main that the writer of a snapshot without a parent could have read; null when it is expired.
    private static long? MainBefore(TableMetadata table, Snapshot written) => MainOf(table).FirstOrDefault(snapshot => snapshot.SequenceNumber < written.SequenceNumber)?.SnapshotId;

    private static IEnumerable<Snapshot> MainOf(TableMetadata table) => table.LineOf(table.CurrentSnapshot);

    private static string Rows(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} row{(count == 1 ? "" : "s")}");

    private Task<long> NumberAsync(string sql, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var session = _engine.Connect();
            return RowJson.ReadAll(session, sql, cancellationToken)[0].GetProperty("n").GetInt64();
        },
        cancellationToken);
}
