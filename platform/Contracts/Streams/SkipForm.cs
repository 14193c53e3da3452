using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Streams;

/// <summary>A request to skip the event at which a stream handler fails.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Reason">Why.</param>
/// <param name="Handler">The handler; needed where several fail at the event.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SkipForm(string? EventId, string? Reason, string? Handler = null);
