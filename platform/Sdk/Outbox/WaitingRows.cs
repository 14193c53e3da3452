namespace MeshStarter.Sdk.Outbox;

/// <summary>A product's rows that exist in the outbox and not in its table.</summary>
/// <param name="Rows">How many they are.</param>
/// <param name="Since">When the first of them was emitted; null when there is none, or it is older than that is noted.</param>
internal sealed record WaitingRows(long Rows, DateTimeOffset? Since);
