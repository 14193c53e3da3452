using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>
/// Names of the tags that keep a snapshot while readers read it: <c>pin-</c> and 32 hexadecimal digits, which follow from table and snapshot, so that all
/// readers of a snapshot share one tag and none is named by it. Such a tag ends by its own <c>max-ref-age-ms</c>.
/// </summary>
public static partial class PinTag
{
    /// <summary>The most tags of a table that have not ended.</summary>
    public const int Most = 100;

    /// <summary>The most snapshots of a table that one reader has pinned at a time, so that no reader takes the pins of all others.</summary>
    public const int MostOfReader = 10;

    private const int Bytes = 16;

    /// <summary>Returns the name of a snapshot's tag.</summary>
    /// <param name="table">The id of the table.</param>
    /// <param name="snapshotId">The snapshot.</param>
    public static string Of(Guid table, long snapshotId) =>
        $"pin-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{table}:{snapshotId}"))).AsSpan(0, Bytes))}";

    /// <summary>Whether a name is that of a pin.</summary>
    public static bool IsOne(string name) => Pattern().IsMatch(name);

    /// <summary>Returns the tags of pins that a table has, and when each ends, in milliseconds since 1970-01-01 UTC; null for one without an end.</summary>
    public static IEnumerable<(string Name, long? EndMs)> AllOf(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.References.Where(named => named.Value.Kind == SnapshotReferenceKind.Tag && IsOne(named.Key))
            .Select(named => (named.Key, table.SnapshotById(named.Value.SnapshotId)?.TimestampMs + named.Value.MaxReferenceAgeMs));
    }

    [GeneratedRegex(@"\Apin-[0-9a-f]{32}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
