namespace MeshStarter.Contracts;

/// <summary>Names of the facts that a <see cref="TableSnapshot"/> carries in its summary.</summary>
public static class SnapshotSummaryKeys
{
    /// <summary>What the publish did: <c>append</c>, <c>overwrite</c> or <c>replace</c>.</summary>
    public const string Operation = "operation";

    /// <summary>Rows in the table after the publish.</summary>
    public const string TotalRecords = "total-records";

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
}
