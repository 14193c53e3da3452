namespace MeshStarter.Sdk;

/// <summary>A row as it goes into the outbox.</summary>
internal sealed record OutboxEntry(Guid EventId, string? Subject, DateTimeOffset OccurredAt, string Data);
