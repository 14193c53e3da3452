using System.Globalization;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tables;

/// <summary>Reads a table's position in its product's outbox from the table itself.</summary>
public static class PublishedPosition
{
    /// <summary>Returns the summary of a snapshot that publishes nothing: it repeats the position, so that the position outlives expired snapshots.</summary>
    public static IReadOnlyDictionary<string, string> SummaryOf(TableMetadata table) => Of(table) is var position and > 0
        ? new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture) }
        : [];

    /// <summary>Returns the last outbox position whose change readers see; 0 when there is none.</summary>
    public static long Of(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        // Commits of other writers, such as a compaction, need not repeat it.
        var said = table.LineOf(table.CurrentSnapshot).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.OutboxPosition)).FirstOrDefault(position => position is not null);
        return said is null ? 0 : long.Parse(said, CultureInfo.InvariantCulture);
    }
}
