using System.Globalization;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Settings for the expiry of a table's snapshots.</summary>
/// <param name="MaxSnapshotAge">Snapshots of a branch that are younger than this stay.</param>
/// <param name="MinSnapshotsToKeep">The number of snapshots of a branch that stay at any age.</param>
/// <param name="MaxReferenceAge">The age of their snapshot from which branches and tags other than main expire; null keeps them for ever.</param>
public sealed record ExpiryTerms(TimeSpan MaxSnapshotAge, int MinSnapshotsToKeep, TimeSpan? MaxReferenceAge)
{
    private const int SnapshotsOfSecond = 2;

    /// <summary>The property of <see cref="MaxSnapshotAge"/>, in milliseconds.</summary>
    public const string MaxSnapshotAgeProperty = "history.expire.max-snapshot-age-ms";

    /// <summary>The property of <see cref="MinSnapshotsToKeep"/>.</summary>
    public const string MinSnapshotsToKeepProperty = "history.expire.min-snapshots-to-keep";

    /// <summary>The property of <see cref="MaxReferenceAge"/>, in milliseconds.</summary>
    public const string MaxReferenceAgeProperty = "history.expire.max-ref-age-ms";

    /// <summary>Two minutes and at least the current snapshot, as products publish every second; tags and branches for ever.</summary>
    public static ExpiryTerms Default { get; } = new(TimeSpan.FromMinutes(2), 1, null);

    /// <summary>
    /// The most snapshots of a branch that stay at any age: two for each second of <see cref="MaxSnapshotAge"/>. Every commit writes and sends the whole
    /// history, which would make each commit slow for a table with many commits a second.
    /// </summary>
    public int MaxSnapshotsToKeep => (int)Math.Clamp(MaxSnapshotAge.TotalSeconds * SnapshotsOfSecond, MinSnapshotsToKeep, int.MaxValue);

    /// <summary>The terms of main, whatever it has of its own; null where main is as other branches.</summary>
    public ExpiryTerms? OfMain { get; init; }

    /// <summary>Returns the terms of a branch: its own, else these.</summary>
    public ExpiryTerms Of(SnapshotReference? branch) => new(
        branch?.MaxSnapshotAgeMs is { } age ? TimeSpan.FromMilliseconds(Math.Min(age, TimeSpan.MaxValue.TotalMilliseconds)) : MaxSnapshotAge,
        branch?.MinSnapshotsToKeep ?? MinSnapshotsToKeep,
        MaxReferenceAge);

    /// <summary>Returns the terms of a table: its properties, else <paramref name="unsaid"/>.</summary>
    public static ExpiryTerms Of(TableMetadata table, ExpiryTerms unsaid)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(unsaid);
        return new ExpiryTerms(
            Number(table, MaxSnapshotAgeProperty) is { } age ? TimeSpan.FromMilliseconds(age) : unsaid.MaxSnapshotAge,
            Number(table, MinSnapshotsToKeepProperty) is { } least ? (int)Math.Clamp(least, 1, int.MaxValue) : unsaid.MinSnapshotsToKeep,
            Number(table, MaxReferenceAgeProperty) is { } reference ? TimeSpan.FromMilliseconds(reference) : unsaid.MaxReferenceAge);
    }

    // A value that is no number is ignored. One beyond any span of time means for ever: the snapshots stay rather than being lost.
    private static double? Number(TableMetadata table, string property) =>
        table.Properties.TryGetValue(property, out var text) && double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, TimeSpan.MaxValue.TotalMilliseconds)
            : null;
}
