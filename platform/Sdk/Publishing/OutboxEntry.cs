namespace MeshStarter.Sdk.Publishing;

/// <summary>A row as it goes into the outbox, or a delete.</summary>
/// <param name="EventId">The id of the event.</param>
/// <param name="Subject">The subject of the event.</param>
/// <param name="OccurredAt">The time of the event.</param>
/// <param name="Data">The row in canonical JSON; of a delete the identity of the row.</param>
internal sealed record OutboxEntry(Guid EventId, string? Subject, DateTimeOffset OccurredAt, string Data);
