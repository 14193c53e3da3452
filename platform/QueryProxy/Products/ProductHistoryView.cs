using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Workers.Engine;

namespace MeshStarter.QueryProxy.Products;

/// <summary>The views about a product's states. No path and no value of a row is in them. Pure.</summary>
internal static class ProductHistoryView
{
    /// <param name="requested">The product, as the query calls it.</param>
    /// <param name="kind">The requested table.</param>
    /// <param name="table">Its table; null where there is none yet.</param>
    /// <param name="isOwn">Whether the reader is of the product's domain and sees what is not published.</param>
    /// <param name="seesAllRows">Whether the reader may know how many rows there are.</param>
    public static Definition Of(ProductReference requested, ProductHistory kind, TableMetadata? table, bool isOwn, bool seesAllRows) =>
        Definition.View(ProductView.Schema(requested), ProductView.Name(requested, $"${kind.ToString().ToLowerInvariant()}"), Query(kind, table, isOwn, seesAllRows));

    private static string Query(ProductHistory kind, TableMetadata? table, bool isOwn, bool seesAllRows)
    {
        return kind switch
        {
            ProductHistory.Snapshots => InlineRows.Select(
                [("committed_at", "TIMESTAMPTZ"), ("snapshot_id", "BIGINT"), ("parent_id", "BIGINT"), ("operation", "VARCHAR"), ("summary", "MAP(VARCHAR, VARCHAR)")],
                (table?.Snapshots ?? []).Where(snapshot => table!.Shows(snapshot.SnapshotId, isOwn)).OrderBy(snapshot => snapshot.TimestampMs).Select(snapshot => new[]
                {
                    Time(snapshot.TimestampMs), Number(snapshot.SnapshotId), Number(snapshot.ParentSnapshotId), Text(snapshot.Operation), seesAllRows ? Counts(snapshot) : "NULL",
                })),
            ProductHistory.History => InlineRows.Select(
                [("made_current_at", "TIMESTAMPTZ"), ("snapshot_id", "BIGINT"), ("parent_id", "BIGINT"), ("is_current_ancestor", "BOOLEAN")],
                History(table)),
            ProductHistory.Refs => InlineRows.Select(
                [("name", "VARCHAR"), ("type", "VARCHAR"), ("snapshot_id", "BIGINT"), ("max_reference_age_in_ms", "BIGINT"), ("min_snapshots_to_keep", "INTEGER"), ("max_snapshot_age_in_ms", "BIGINT")],
                (table?.References ?? new Dictionary<string, SnapshotReference>()).Where(named => table!.Shows(named.Value.SnapshotId, isOwn)).OrderBy(named => named.Key, StringComparer.Ordinal).Select(named => new[]
                {
                    Text(named.Key), Text(named.Value.Kind == SnapshotReferenceKind.Tag ? "TAG" : "BRANCH"), Number(named.Value.SnapshotId),
                    Number(named.Value.MaxReferenceAgeMs), Number(named.Value.MinSnapshotsToKeep), Number(named.Value.MaxSnapshotAgeMs),
                })),
            _ => throw new NotSupportedException($"No view for {kind}."),
        };
    }

    private static IEnumerable<string[]> History(TableMetadata? table)
    {
        if (table is null)
        {
            return [];
        }

        var ancestors = table.LineOf(table.CurrentSnapshot).Select(snapshot => snapshot.SnapshotId).ToHashSet();
        var log = table.SnapshotLog.Where(entry => table.SnapshotById(entry.SnapshotId) is not null).ToList();
        // What is between the states of hours and days has expired, so the current state's parents do not lead to them.
        var kept = table.KeptStates.Where(snapshot => log.Count == 0 || snapshot.SequenceNumber < table.SnapshotById(log[0].SnapshotId)!.SequenceNumber).ToList();
        ancestors.UnionWith(kept.Select(snapshot => snapshot.SnapshotId));
        return kept.Select(snapshot => new SnapshotLogEntry(snapshot.TimestampMs, snapshot.SnapshotId)).Concat(log).Select(entry => new[]
        {
            Time(entry.TimestampMs), Number(entry.SnapshotId), Number(table.SnapshotById(entry.SnapshotId)!.ParentSnapshotId), ancestors.Contains(entry.SnapshotId) ? "true" : "false",
        });
    }

    // Only the counts of the specification are taken from a writer's summary: the rest may be anything.
    private static string Counts(Snapshot snapshot)
    {
        var counts = snapshot.Summary
            .Where(member => member.Value.Length is > 0 and < 20 && member.Value.All(char.IsAsciiDigit) && Counted.Any(start => member.Key.StartsWith(start, StringComparison.Ordinal)))
            .OrderBy(member => member.Key, StringComparer.Ordinal).ToList();
        return $"MAP({List(counts.Select(member => member.Key))}, {List(counts.Select(member => member.Value))})";
    }

    private static readonly string[] Counted = ["added-", "deleted-", "removed-", "total-", "changed-partition-count"];

    private static string Time(long milliseconds) =>
        $"TIMESTAMPTZ '{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}+00'";

    private static string List(IEnumerable<string> texts) => $"CAST([{string.Join(", ", texts.Select(Text))}] AS VARCHAR[])";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private static string Text(string? text) => text is null ? "NULL" : SqlText.Quote(text.Replace("\0", "", StringComparison.Ordinal));
}
