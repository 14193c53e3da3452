using System.Globalization;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Retention;

/// <summary>The progress of retention in a table's properties.</summary>
/// <param name="RanAt">When its rows were last looked through.</param>
/// <param name="Cutoff">Older rows are deleted.</param>
/// <param name="RemovedAt">When rows were last removed; null when none were yet.</param>
/// <param name="RemovedRows">How many went then.</param>
/// <param name="TotalRemovedRows">How many went in all.</param>
public sealed record RetentionRecord(DateTimeOffset RanAt, DateTimeOffset Cutoff, DateTimeOffset? RemovedAt, long RemovedRows, long TotalRemovedRows)
{
    /// <summary>The property of <see cref="RanAt"/>, in milliseconds since 1970-01-01 UTC.</summary>
    public const string RanAtProperty = "mesh.retention.ran-at-ms";

    /// <summary>The property of <see cref="Cutoff"/>, in milliseconds since 1970-01-01 UTC.</summary>
    public const string CutoffProperty = "mesh.retention.cutoff-ms";

    private const string RemovedAtProperty = "mesh.retention.removed-at-ms";
    private const string RemovedRowsProperty = "mesh.retention.removed-rows";
    private const string TotalRemovedRowsProperty = "mesh.retention.total-removed-rows";

    /// <summary>Every property that a retention sets.</summary>
    internal static IReadOnlyList<string> Properties { get; } = [RanAtProperty, CutoffProperty, RemovedAtProperty, RemovedRowsProperty, TotalRemovedRowsProperty, PublicationLog.Property];

    /// <summary>Reads a table's record; null when retention never ran.</summary>
    public static RetentionRecord? Of(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Time(table, RanAtProperty) is { } ranAt && Time(table, CutoffProperty) is { } cutoff
            ? new RetentionRecord(ranAt, cutoff, Time(table, RemovedAtProperty), Number(table, RemovedRowsProperty) ?? 0, Number(table, TotalRemovedRowsProperty) ?? 0)
            : null;
    }

    /// <summary>The properties after a run.</summary>
    internal static Dictionary<string, string> After(TableMetadata table, DateTimeOffset now, DateTimeOffset cutoff, long removedRows, PublicationLog log)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RanAtProperty] = Text(now.ToUnixTimeMilliseconds()),
            [CutoffProperty] = Text(cutoff.ToUnixTimeMilliseconds()),
            [PublicationLog.Property] = log.ToString(),
        };
        if (removedRows > 0)
        {
            properties[RemovedAtProperty] = Text(now.ToUnixTimeMilliseconds());
            properties[RemovedRowsProperty] = Text(removedRows);
            properties[TotalRemovedRowsProperty] = Text((Of(table)?.TotalRemovedRows ?? 0) + removedRows);
        }

        return properties;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(TableMetadata table, string property) =>
        Number(table, property) is { } milliseconds && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static long? Number(TableMetadata table, string property) =>
        table.Properties.TryGetValue(property, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() ? number : null;
}
