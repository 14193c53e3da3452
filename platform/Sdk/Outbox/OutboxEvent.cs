using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Outbox;

/// <summary>A row on its way from a domain's transaction to the product's ports.</summary>
/// <param name="Position">Place in the domain's outbox; grows with each event, without gaps.</param>
/// <param name="EventId">Stable id: emitted again, the event is the same.</param>
/// <param name="Subject">What the event is about; null where the product has no key.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Data">The row in canonical JSON (<see cref="RowContract"/>).</param>
/// <param name="SchemaGuid">The schema that it was validated against, by its name in the registry; null where that was not kept.</param>
internal sealed record OutboxEvent(long Position, Guid EventId, string? Subject, DateTimeOffset OccurredAt, string Data, Guid? SchemaGuid);
