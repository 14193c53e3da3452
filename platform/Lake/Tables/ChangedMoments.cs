using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>Finds the moments of a table's rows that were added, changed or removed since a state: the values of a column of time, in steps.</summary>
public static class ChangedMoments
{
    /// <summary>Whether rows of a type of column have moments.</summary>
    public static bool Accepts(ColumnType type) => type is PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz };

    /// <summary>Returns the moments between a state and the current one, in their order.</summary>
    /// <param name="reader">Reads the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="since">The snapshot of the state; null for all moments of the current state.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="column">The column.</param>
    /// <param name="step">The width of a step, from a minute to a day: each moment is the beginning of one that has rows.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Days as <c>2026-01-31</c>, times as <c>2026-01-31 12:30:00</c>, those of instants in UTC; null when the state is expired, or was never published.</returns>
    /// <exception cref="IcebergException">A file is missing or damaged, or needs a feature that is not supported here.</exception>
    public static async Task<IReadOnlyList<string>?> FindAsync(
        TableReader reader, TableMetadata table, long? since, IReadOnlyList<ColumnDefinition> columns, ColumnDefinition column, TimeSpan step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(column);
        if (since is { } id && (table.SnapshotById(id) is null || !table.WasMain(id)))
        {
            return null;
        }

        using var engine = new SpillingEngine();
        var current = await reader.PlanAsync(table, SnapshotChoice.Current, cancellationToken);
        var before = since is { } state ? await reader.PlanAsync(table, SnapshotChoice.Id(state), cancellationToken) : current with { Snapshot = null, Files = [] };
        var difference = await RowDifference.OfAsync(before, current, columns, reader.Scan, cancellationToken);
        return difference.IsNone ? [] : await Task.Run(() => Read(difference, engine, column, step, cancellationToken), cancellationToken);
    }

    private static IReadOnlyList<string> Read(RowDifference difference, SpillingEngine engine, ColumnDefinition column, TimeSpan step, CancellationToken cancellationToken)
    {
        var (added, removed) = difference.RowsIn(engine, cancellationToken);
        var name = SqlIdentifier.Quote(column.Name);
        var moment = column.Type is PrimitiveType { Kind: PrimitiveKind.Date }
            ? $"CAST({name} AS VARCHAR)"
            : $"CAST(time_bucket(to_minutes({(long)step.TotalMinutes}), {(column.Type is PrimitiveType { Kind: PrimitiveKind.Timestamp } ? $"timezone('UTC', {name})" : name)}) AS VARCHAR)";
        using var session = engine.Connect();
        return session.Rows(
            $"SELECT DISTINCT {moment} AS moment FROM ({added}{(removed is null ? "" : $" UNION ALL {removed}")}) WHERE isfinite({name}) ORDER BY moment",
            static (chunk, row) => chunk[0].GetString(row),
            cancellationToken);
    }
}
