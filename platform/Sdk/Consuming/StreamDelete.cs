using System.Text.Json;
using MeshStarter.Contracts.Events;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A delete of a row of another product, as its stream port served it: the row is gone there, and what a consumer made of it is to go, too.</summary>
/// <param name="Id">The event's id in its feed; the checkpoint.</param>
/// <param name="OccurredAt">When the row was deleted.</param>
/// <param name="Key">
/// An object with the columns of the product's key, or with the <c>event_id</c> of a fact; null where masks or filters hide from this caller which
/// row it is.
/// </param>
public sealed record StreamDelete(string Id, DateTimeOffset OccurredAt, JsonElement? Key)
{
    /// <summary>Reads a column of the key.</summary>
    /// <param name="column">The column's name on the wire, such as <c>order_id</c>.</param>
    /// <exception cref="InvalidOperationException">The key is hidden from this caller, or has no such column.</exception>
    /// <exception cref="JsonException">The value is not of the type.</exception>
    public T? Value<T>(string column) => Key is not { } key ? throw new InvalidOperationException($"Delete {Id} does not show this caller which row it is of: ask the product's owner for access to the key.")
        : key.TryGetProperty(column, out var value) ? value.Deserialize<T>(RowReading.Options)
        : throw new InvalidOperationException($"Delete {Id} has no {column} in its key; it has {string.Join(", ", key.EnumerateObject().Select(member => member.Name))}.");

    /// <summary>Reads a delete as it came.</summary>
    internal static StreamDelete Of(CloudEvent received) => new(received.Id, received.Time ?? default, received.DeletedKey is { } key ? JsonElement.Parse(key) : null);
}
