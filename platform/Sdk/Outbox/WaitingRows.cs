namespace MeshStarter.Sdk.Outbox;

/// <summary>A product's rows that are in the outbox and not in its table.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Since">The time at which the first of them was emitted; null when there is none, or it is older than the record of such times.</param>
internal sealed record WaitingRows(long Rows, DateTimeOffset? Since);
