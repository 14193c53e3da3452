namespace MeshStarter.Lake;

/// <summary>What the mesh says in the summary of a snapshot alongside what Iceberg does (Apache Iceberg, Table Spec, "Optional Snapshot Summary Fields").</summary>
public static class SnapshotSummaryKeys
{
    /// <summary>
    /// Names the batch that a snapshot publishes, once and for ever in its table. The catalog takes a batch once: a second commit
    /// of its id changes nothing and is answered as the first was.
    /// </summary>
    public const string BatchId = "mesh.batch-id";

    /// <summary>
    /// The last outbox position whose change the table holds. A batch that ends at or before it was published already:
    /// this makes the table port's batches idempotent.
    /// </summary>
    public const string OutboxPosition = "mesh.outbox-position";

    /// <summary>
    /// Rows of before this moment, in milliseconds since 1970-01-01 UTC, had their time and are not in the snapshot. Earlier ones
    /// that still have them are not kept for their number.
    /// </summary>
    public const string RetentionCutoff = "mesh.retention-cutoff-ms";
}
