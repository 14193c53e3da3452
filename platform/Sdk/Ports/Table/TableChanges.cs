namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The rows of a table that were added, changed or removed since a snapshot, by the moments of a column: those that a reader may know of.</summary>
/// <param name="SnapshotId">The current snapshot; null before the first publish.</param>
/// <param name="Moments">
/// The beginnings of the steps that have such rows: days, or times, those of instants in UTC. Null where they cannot be reported; empty where nothing changed,
/// or no column was named.
/// </param>
/// <param name="Reason">Why they cannot be reported; null where they can.</param>
internal sealed record TableChanges(long? SnapshotId, IReadOnlyList<string>? Moments, string? Reason)
{
    /// <summary>The position of the last row in the outbox; 0 where rows do not come through it, or the reader is a person who sees some of the rows only.</summary>
    public long Emitted { get; init; }

    /// <summary>The position up to which the rows of the outbox are in the table or quarantined; 0 as <see cref="Emitted"/>.</summary>
    public long Published { get; init; }

    /// <summary>The segment below the table port's address.</summary>
    public const string Segment = "/changes";

    /// <summary>The parameter of the snapshot since which changes are requested; all rows of the current one without.</summary>
    public const string Since = "since";

    /// <summary>The parameter of the column; only the snapshot is reported without.</summary>
    public const string Column = "column";

    /// <summary>The parameter of the width of a step, in minutes.</summary>
    public const string Step = "step";

    /// <summary>The widest step, and the one without the parameter.</summary>
    public const int MostMinutes = 24 * 60;
}
