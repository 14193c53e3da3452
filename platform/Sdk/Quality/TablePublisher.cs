using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Sdk.Quality;

/// <summary>Publishes to the domain's tables: runs the steps of each publish, and reads the values of other domains' products that its checks refer to.</summary>
/// <param name="writer">Writes the tables.</param>
/// <param name="find">Finds a column's values in another domain's product (<see cref="ReferencedColumns.FindAsync"/>).</param>
internal sealed class TablePublisher(TableWriter writer, Func<DataProductId, string, CancellationToken, Task<ReferencedValues>> find)
{
    /// <summary>Writes the domain's tables.</summary>
    public TableWriter Writer => writer;

    /// <inheritdoc cref="TableWriter.Publish(DataProductDescriptor, IReadOnlyList{RowChange}, FencingToken?, BatchOrigin?)"/>
    public Task<PublishOutcome> PublishAsync(DataProductDescriptor product, IReadOnlyList<RowChange> rows, FencingToken fencing, BatchOrigin origin, CancellationToken cancellationToken) =>
        RunAsync(writer.Publish(product, rows, fencing, origin), (_, _) => Task.CompletedTask, cancellationToken);

    /// <inheritdoc cref="TableWriter.Publish(DataProductDescriptor, RowBatch)"/>
    /// <param name="product">The product of the rows.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="requireFit">
    /// Fails when the rows may not be published on top of the table's state. It is called in each try, with the state that the commit builds on: when
    /// another commit comes first, the batch is not committed, and it is called again.
    /// </param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    public Task<PublishOutcome> PublishAsync(DataProductDescriptor product, RowBatch batch, Func<TableMetadata, CancellationToken, Task> requireFit, CancellationToken cancellationToken) =>
        RunAsync(writer.Publish(product, batch), requireFit, cancellationToken);

    /// <inheritdoc cref="TableWriter.Replay"/>
    /// <param name="product">The product of the rows.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="rowsAt">Returns the rows that are still to be published, given the table's published rows.</param>
    /// <param name="origin">The origin of the rows.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    public Task<PublishOutcome> ReplayAsync(
        DataProductDescriptor product, string batchId, Func<PublishedRows, CancellationToken, Task<IReadOnlyList<RowChange>>> rowsAt, BatchOrigin origin, CancellationToken cancellationToken)
    {
        var publish = writer.Replay(product, batchId, origin);
        return RunAsync(publish, async (state, token) => publish.Take(await rowsAt(PublishedRows.Of(state), token)), cancellationToken);
    }

    /// <inheritdoc cref="TableWriter.AuditAsync"/>
    public async Task<IReadOnlyList<CheckFinding>> AuditAsync(DataProductDescriptor product, string rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckFinding> findings = [];
        await AuditAsync(TablePublish.ReferencesOf(product), async values => findings = await writer.AuditAsync(product, rows, values, cancellationToken), cancellationToken);
        return findings;
    }

    private async Task<PublishOutcome> RunAsync(TablePublish publish, Func<TableMetadata, CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        await using var ended = publish;
        while (await publish.BeginAsync(cancellationToken) is { } state)
        {
            await prepare(state, cancellationToken);
            if (await publish.WriteAsync(cancellationToken))
            {
                await AuditAsync(publish.References, values => publish.AuditAsync(values, cancellationToken), cancellationToken);
                await publish.CommitAsync(cancellationToken);
            }
        }

        return publish.Outcome;
    }

    private async Task AuditAsync(
        IEnumerable<ReferentialCheck> checks, Func<IReadOnlyDictionary<(DataProductId Product, string Column), string>, Task> audit, CancellationToken cancellationToken)
    {
        List<ReferencedValues> used = [];
        try
        {
            Dictionary<(DataProductId Product, string Column), string> values = [];
            foreach (var check in checks)
            {
                try
                {
                    var found = await find(check.ToProduct, check.ToColumn, cancellationToken);
                    used.Add(found);
                    values[(check.ToProduct, check.ToColumn)] = found.Sql;
                }
                catch (Exception) when (check.Severity == CheckSeverity.Warn && !cancellationToken.IsCancellationRequested)
                {
                    // The check says that they cannot be read, and the batch is published.
                }
            }

            await audit(values);
        }
        finally
        {
            used.ForEach(values => values.Dispose());
        }
    }
}
