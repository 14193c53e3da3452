namespace MeshStarter.Contracts;

/// <summary>Names of the facts that a <see cref="TableSnapshot"/> carries in its summary.</summary>
public static class SnapshotSummaryKeys
{
    /// <summary>What the publish did: <c>append</c>, <c>overwrite</c> or <c>replace</c>.</summary>
    public const string Operation = "operation";

    /// <summary>Rows in the table after the publish.</summary>
    public const string TotalRecords = "total-records";

    /// <summary>
    /// The last outbox position whose change the table holds. A batch that ends at or before it was published already:
    /// this makes the table port's batches idempotent.
    /// </summary>
    public const string OutboxPosition = "mesh.outbox-position";
}
