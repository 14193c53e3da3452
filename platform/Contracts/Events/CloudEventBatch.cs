using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Events;

/// <summary>A batch of events, <c>application/cloudevents-batch+json</c>: a JSON array, which may be empty.</summary>
public static class CloudEventBatch
{
    /// <summary>The header of an empty answer of a stream that is not its end: the id to go on after, of the last event that the reader may not see.</summary>
    public const string PlaceHeader = "Mesh-Last-Event-Id";

    /// <summary>Returns the id after which an answer without events goes on; null where it is the end of the stream.</summary>
    public static string? PlaceIn(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.TryGetValues(PlaceHeader, out var places) ? places.First() : null;
    }

    /// <summary>Writes a batch.</summary>
    public static byte[] Serialize(IReadOnlyList<CloudEvent> events) =>
        JsonSerializer.SerializeToUtf8Bytes(events, MeshJson.Options);

    /// <summary>Reads a batch.</summary>
    /// <exception cref="JsonException">The text is not a batch; the message names the attribute.</exception>
    public static IReadOnlyList<CloudEvent> Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<List<CloudEvent>>(utf8, MeshJson.Options)
        ?? throw new JsonException("A batch of CloudEvents is a JSON array.");
}
