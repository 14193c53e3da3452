using System.Text.Json;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary>A line of <c>mesh check --format json</c>.</summary>
internal sealed record WrittenFinding(string File, int Line, int Column, string Severity, string Key, string Rule, string Message, string Fix, string? Impact, string? LeastVersion)
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads all lines.</summary>
    public static IReadOnlyList<WrittenFinding> Read(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<WrittenFinding>(line, Wire)!)];
}
