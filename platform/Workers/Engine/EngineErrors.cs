using System.Globalization;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Reads the engine's errors, which it writes as JSON when its setting says so (<c>errors_as_json</c>).</summary>
internal static class EngineErrors
{
    // Parser Error: {"exception_type":"Parser","exception_message":"syntax error at end of input","error_subtype":"SYNTAX_ERROR","position":"9"}
    public static EngineError From(DuckDbException error)
    {
        var start = error.Message.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
        {
            return new EngineError(error.Kind.ToString(), error.Message);
        }

        try
        {
            using var document = JsonDocument.Parse(error.Message.AsMemory(start));
            var root = document.RootElement;
            return new EngineError(Member(root, "exception_type") ?? error.Kind.ToString(), Member(root, "exception_message") ?? "")
            {
                Subtype = Member(root, "error_subtype"),
                EntryType = Member(root, "type"),
                Position = ulong.TryParse(Member(root, "position"), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null,
            };
        }
        catch (JsonException)
        {
            return new EngineError(error.Kind.ToString(), error.Message);
        }
    }

    private static string? Member(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
