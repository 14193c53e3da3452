using MeshStarter.Contracts.Events;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A change of another product: an event with its row, or a delete.</summary>
/// <typeparam name="T">The fields that the consumer reads of a row.</typeparam>
public sealed record StreamChange<T>
{
    private StreamChange(string id, StreamEvent<T>? received, StreamDelete? delete) => (Id, Event, Delete) = (id, received, delete);

    /// <summary>The event's id in its feed; the checkpoint.</summary>
    public string Id { get; }

    /// <summary>The event with its row; null for a delete.</summary>
    public StreamEvent<T>? Event { get; }

    /// <summary>The delete; null for an event.</summary>
    public StreamDelete? Delete { get; }

    /// <summary>Reads a change as it came.</summary>
    internal static StreamChange<T> Of(CloudEvent received) => received.IsDelete
        ? new StreamChange<T>(received.Id, null, StreamDelete.Of(received))
        : new StreamChange<T>(received.Id, StreamEvent<T>.Of(received), null);
}
