namespace MeshStarter.Lake.Tables;

/// <summary>The mesh's own keys in a snapshot's summary (Apache Iceberg, Table Spec, "Optional Snapshot Summary Fields").</summary>
public static class SnapshotSummaryKeys
{
    /// <summary>
    /// The id of the batch that a snapshot publishes, unique in its table. The catalog accepts a batch once: a second commit
    /// of its id changes nothing and gets the answer of the first.
    /// </summary>
    public const string BatchId = "mesh.batch-id";

    /// <summary>
    /// The last outbox position whose change the table holds. A batch that ends at or before it was published already:
    /// this makes the table port's batches idempotent.
    /// </summary>
    public const string OutboxPosition = "mesh.outbox-position";

    /// <summary>
    /// The retention's cutoff, in milliseconds since 1970-01-01 UTC: older rows are expired and not in the snapshot. The minimum number of
    /// snapshots does not keep earlier ones that still have them.
    /// </summary>
    public const string RetentionCutoff = "mesh.retention-cutoff-ms";

    /// <summary>
    /// The sequence number of the last delete by key whose rows the snapshot does not have: of the snapshot that deletes them, and of the one
    /// whose files are rewritten without them. The minimum number of snapshots does not keep earlier ones.
    /// </summary>
    public const string DeletedThrough = "mesh.deleted-through";
}
