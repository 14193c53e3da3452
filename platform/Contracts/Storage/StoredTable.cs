namespace MeshStarter.Contracts.Storage;

/// <summary>The storage of the rows of a product's major version: counts and terms, and no value of any row. All of it is from the table's own metadata.</summary>
public sealed record StoredTable
{
    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>The table's name for engines, <c>orders.orders_v1</c>.</summary>
    public required string Table { get; init; }

    /// <summary>The location of the table, for callers that make tables in its domain; absent for others.</summary>
    public string? Location { get; init; }

    /// <summary>Iceberg's format: 1, 2 or 3.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The division of new files; empty where they are not divided. Files of an earlier layout may be alongside them.</summary>
    public required IReadOnlyList<StoredTerm> PartitionBy { get; init; }

    /// <summary>The order in which writers are to sort, the weightiest column first; empty where they need not.</summary>
    public required IReadOnlyList<StoredTerm> SortBy { get; init; }

    /// <summary>Files of rows; null where the table does not say, and, as the next three, for a caller from whom a rule keeps rows.</summary>
    public long? Files { get; init; }

    /// <summary>Files of deletes; null where the table does not say.</summary>
    public long? DeleteFiles { get; init; }

    /// <summary>Rows that readers see; null where the table does not say.</summary>
    public long? Rows { get; init; }

    /// <summary>Bytes of all files, those of deletes counted in; null where the table does not say.</summary>
    public long? Bytes { get; init; }

    /// <summary>Snapshots that can be read.</summary>
    public required int Snapshots { get; init; }

    /// <summary>The time at which the oldest of them was made; null where there is none.</summary>
    public DateTimeOffset? OldestSnapshotAt { get; init; }

    /// <summary>The time at which the newest state was made; null where there is none.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The time that rows stay, and the rows that went; null where they stay for ever.</summary>
    public StoredRetention? Retention { get; init; }
}
