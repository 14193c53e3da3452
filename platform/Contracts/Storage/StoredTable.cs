namespace MeshStarter.Contracts;

/// <summary>How the rows of a product's major version are stored: counts and terms, and no value of any row. All of it is what the table says of itself.</summary>
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

    /// <summary>How new files are divided; empty where they are not. Files of an earlier layout may be alongside them.</summary>
    public required IReadOnlyList<StoredTerm> PartitionBy { get; init; }

    /// <summary>How writers are to sort, the weightiest first; empty where they need not.</summary>
    public required IReadOnlyList<StoredTerm> SortBy { get; init; }

    /// <summary>Files of rows; null where the table does not say.</summary>
    public long? Files { get; init; }

    /// <summary>Files of deletes; null where the table does not say.</summary>
    public long? DeleteFiles { get; init; }

    /// <summary>Rows that readers see; null where the table does not say.</summary>
    public long? Rows { get; init; }

    /// <summary>Bytes of all files, those of deletes counted in; null where the table does not say.</summary>
    public long? Bytes { get; init; }

    /// <summary>Snapshots that can be read.</summary>
    public required int Snapshots { get; init; }

    /// <summary>When the oldest of them was made; null where there is none.</summary>
    public DateTimeOffset? OldestSnapshotAt { get; init; }

    /// <summary>When the newest state was made; null where there is none.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How long rows stay and what went; null where they stay for ever.</summary>
    public StoredRetention? Retention { get; init; }
}
