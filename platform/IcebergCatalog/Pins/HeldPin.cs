namespace MeshStarter.Platform.IcebergCatalog.Pins;

/// <summary>A reader's pin of a snapshot.</summary>
/// <param name="Pin">Its id.</param>
/// <param name="TableId">The table.</param>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Holder">The reader.</param>
/// <param name="EndsAt">When it ends.</param>
internal sealed record HeldPin(Guid Pin, Guid TableId, long SnapshotId, string Holder, DateTimeOffset EndsAt);
