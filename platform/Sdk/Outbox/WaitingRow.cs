namespace MeshStarter.Sdk.Outbox;

/// <summary>The oldest row of a product that readers cannot see yet.</summary>
/// <param name="IsFedByOutbox">Whether rows of the product ever came through the outbox.</param>
/// <param name="Age">The time since it was emitted; zero when no row waits.</param>
internal sealed record WaitingRow(bool IsFedByOutbox, TimeSpan Age);
