using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.Sdk.Lineage;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>
/// Takes a table over by polling, where its server does not allow replication: the rows whose growing column has a value from the last one on. It sees no
/// deletes; only a reading of all rows, which an operator requests, finds rows that are gone.
/// </summary>
internal sealed class TablePolling(IntakeContext context, PostgresSource source, TimeProvider time)
{
    private readonly SourceServer _server = new(Products.SourceConnections.KeyOf(context.Product, source), context.ConnectionString!);

    private string Of => $"{source.Schema}.{source.Table} by {source.Poll!.By}";

    /// <summary>Runs until it is cancelled or fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ProductSources.NoteAsync(context.Product.Id, (_server.Namespace, $"{_server.Database}.{source.Schema}.{source.Table}"), context.Database, cancellationToken);
        while (true)
        {
            var known = await context.Store.ReadAsync(context.Turn, cancellationToken);
            var isWhole = known.State != IntakeState.Current || known.IsRequested;
            // The position of change capture has a server; files leave none.
            if (!isWhole && (known.System is not null || (known.Of is null ? known.Position is null : known.Of != Of)))
            {
                throw context.OtherPosition(source, "poll", "by another column, of another table, by change capture, or from files");
            }

            await PollAsync(known, isWhole, cancellationToken);
            await context.RestAsync(source.Poll!.Every, time, cancellationToken);
        }
    }

    private async Task PollAsync(IntakePosition known, bool isWhole, CancellationToken cancellationToken)
    {
        var generation = isWhole ? await context.Store.BeginSnapshotAsync(context.Turn, cancellationToken) : known.Generation;
        await using var table = await PolledTable.OpenAsync(_server, source, cancellationToken);
        await context.TakeWholeAsync(() => TakeAsync(table, isWhole, isWhole ? null : known.Position, generation, cancellationToken), cancellationToken);
    }

    private async Task TakeAsync(PolledTable table, bool isWhole, string? from, long generation, CancellationToken cancellationToken)
    {
        var greatest = await table.BeginAsync(cancellationToken);
        await context.Database.InTransactionAsync(async transaction =>
        {
            await foreach (var page in table.RowsAsync(from, cancellationToken).Select(row => new SourceChange(row, IsDelete: false)).Chunk(IntakeContext.PageSize).WithCancellation(cancellationToken))
            {
                await context.Rows.ApplyAsync(page, generation, transaction, cancellationToken);
            }

            await EndAsync(isWhole, greatest, generation, transaction, cancellationToken);
        }, cancellationToken);
    }

    private async Task EndAsync(bool isWhole, string? greatest, long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (isWhole)
        {
            await context.Rows.DeleteOlderAsync(generation, transaction, cancellationToken);
            await context.Store.EndSnapshotAsync(context.Turn, greatest, system: null, Of, transaction, cancellationToken);
        }
        else
        {
            await context.Store.MoveAsync(context.Turn, greatest, transaction, cancellationToken);
        }
    }
}
