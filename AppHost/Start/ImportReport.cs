using System.Text.Json;

namespace MeshStarter.AppHost.Start;

/// <summary>What a domain tells at <c>GET /import</c>, as far as the start shows it.</summary>
internal sealed record ImportReport(
    string State,
    IReadOnlyDictionary<string, long> Imported,
    long Rejected,
    string? Error,
    IReadOnlyDictionary<string, long> Facts,
    IReadOnlyDictionary<string, long> Emitted,
    IReadOnlyDictionary<string, long> Consumed)
{
    /// <summary>How it is written.</summary>
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
