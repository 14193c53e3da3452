using System.Globalization;

namespace MeshStarter.Lake.Iceberg;

/// <summary>How long a table keeps its history.</summary>
/// <param name="MaxSnapshotAge">Snapshots of a branch that are younger stay.</param>
/// <param name="MinSnapshotsToKeep">So many of a branch stay, however old.</param>
/// <param name="MaxReferenceAge">Branches and tags other than main whose snapshot is older go; null keeps them for ever.</param>
public sealed record ExpiryTerms(TimeSpan MaxSnapshotAge, int MinSnapshotsToKeep, TimeSpan? MaxReferenceAge)
{
    private const int SnapshotsOfSecond = 2;

    /// <summary>The property of <see cref="MaxSnapshotAge"/>, in milliseconds.</summary>
    public const string MaxSnapshotAgeProperty = "history.expire.max-snapshot-age-ms";

    /// <summary>The property of <see cref="MinSnapshotsToKeep"/>.</summary>
    public const string MinSnapshotsToKeepProperty = "history.expire.min-snapshots-to-keep";

    /// <summary>The property of <see cref="MaxReferenceAge"/>, in milliseconds.</summary>
    public const string MaxReferenceAgeProperty = "history.expire.max-ref-age-ms";

    /// <summary>Products publish every second: two minutes and at least the current snapshot, tags and branches for ever.</summary>
    public static ExpiryTerms Default { get; } = new(TimeSpan.FromMinutes(2), 1, null);

    /// <summary>
    /// More of a branch do not stay, however young: two for each second of <see cref="MaxSnapshotAge"/>. Every commit writes and sends
    /// the whole history, and a table that is committed to many times a second would pay for it with each.
    /// </summary>
    public int MaxSnapshotsToKeep => (int)Math.Clamp(MaxSnapshotAge.TotalSeconds * SnapshotsOfSecond, MinSnapshotsToKeep, int.MaxValue);

    /// <summary>The terms of a table: what its properties say, else <paramref name="unsaid"/>.</summary>
    public static ExpiryTerms Of(TableMetadata table, ExpiryTerms unsaid)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(unsaid);
        return new ExpiryTerms(
            Number(table, MaxSnapshotAgeProperty) is { } age ? TimeSpan.FromMilliseconds(age) : unsaid.MaxSnapshotAge,
            Number(table, MinSnapshotsToKeepProperty) is { } least ? (int)Math.Clamp(least, 1, int.MaxValue) : unsaid.MinSnapshotsToKeep,
            Number(table, MaxReferenceAgeProperty) is { } reference ? TimeSpan.FromMilliseconds(reference) : unsaid.MaxReferenceAge);
    }

    // A value that is no number is ignored: history stays rather than being lost.
    private static double? Number(TableMetadata table, string property) =>
        table.Properties.TryGetValue(property, out var text) && double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= TimeSpan.MaxValue.TotalMilliseconds
            ? number
            : null;
}
