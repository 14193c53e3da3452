using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Pipelines;

/// <summary>A request about one window of a pipeline.</summary>
/// <param name="Window">
/// The window: a local day or time in it, such as <c>2017-10-15</c>, its start in UTC, such as <c>2017-10-15T03:00Z</c>, or <c>table</c>. Null for all, where a
/// request may be about all.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WindowRequest(string? Window = null);
