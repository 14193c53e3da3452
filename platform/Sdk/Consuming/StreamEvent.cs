using System.Text.Json;
using MeshStarter.Contracts.Events;

namespace MeshStarter.Sdk.Consuming;

/// <summary>An event of another product, as its stream port served it.</summary>
/// <typeparam name="T">The fields that the consumer reads; others are ignored.</typeparam>
/// <param name="Id">The event's id in its feed; the checkpoint.</param>
/// <param name="OccurredAt">When it happened; the default value where the time is a column that this caller sees masked.</param>
/// <param name="Data">The row.</param>
public sealed record StreamEvent<T>(string Id, DateTimeOffset OccurredAt, T Data)
{
    /// <summary>Reads an event as it came.</summary>
    /// <exception cref="JsonException">Its data is not of the type.</exception>
    internal static StreamEvent<T> Of(CloudEvent received) => new(
        received.Id,
        received.Time ?? default,
        RowReading.Read<T>(received.Data ?? throw new JsonException($"Event {received.Id} has no data."), $"Event {received.Id}"));
}
