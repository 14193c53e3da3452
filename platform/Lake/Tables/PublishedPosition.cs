using System.Globalization;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>How far a table has come in its product's outbox; the table itself says so.</summary>
public static class PublishedPosition
{
    /// <summary>What the summary of a snapshot says that publishes nothing: the position stays, however much snapshots expire.</summary>
    public static IReadOnlyDictionary<string, string> SummaryOf(TableMetadata table) => Of(table) is var position and > 0
        ? new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture) }
        : [];

    /// <summary>The last outbox position whose change readers see; 0 where there is none.</summary>
    public static long Of(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        // What others commit, such as a compaction of theirs, need not repeat it.
        var said = table.LineOf(table.CurrentSnapshot).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.OutboxPosition)).FirstOrDefault(position => position is not null);
        return said is null ? 0 : long.Parse(said, CultureInfo.InvariantCulture);
    }
}
