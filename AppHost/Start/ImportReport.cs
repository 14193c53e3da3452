using System.Text.Json;

namespace MeshStarter.AppHost.Start;

/// <summary>The members of a domain's answer to <c>GET /import</c> that the start shows.</summary>
internal sealed record ImportReport(
    string State,
    IReadOnlyDictionary<string, long> Imported,
    long Rejected,
    string? Error,
    IReadOnlyDictionary<string, long> Facts,
    IReadOnlyDictionary<string, long> Emitted,
    IReadOnlyDictionary<string, long> Consumed)
{
    /// <summary>The JSON form.</summary>
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
