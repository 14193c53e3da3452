using MeshStarter.Contracts.Rows;

namespace MeshStarter.Sdk.Outbox;

/// <summary>An entry of the outbox: a row from a domain's transaction for the product's ports, or a delete.</summary>
/// <param name="Position">Position in the domain's outbox; grows with each entry, without gaps.</param>
/// <param name="EventId">Stable id of the event; the same when it is emitted again.</param>
/// <param name="Subject">The subject of the event; null when the product has no key, or the entry is erased.</param>
/// <param name="OccurredAt">The time of the event.</param>
/// <param name="Data">The row in canonical JSON (<see cref="RowContract"/>); null for a delete, and when the entry is erased.</param>
/// <param name="SchemaGuid">The schema that the row was validated against, by its name in the registry; null when it was not stored.</param>
internal sealed record OutboxEvent(long Position, Guid EventId, string? Subject, DateTimeOffset OccurredAt, string? Data, Guid? SchemaGuid)
{
    /// <summary>The values of the deleted row's identity (<see cref="RowIdentity"/>), in canonical JSON; null for a row, and when the entry is erased.</summary>
    public string? Key { get; init; }
}
