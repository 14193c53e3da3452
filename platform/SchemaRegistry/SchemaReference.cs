using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A version whose types a schema uses.</summary>
/// <param name="Name">The client's name for it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Version">Its version.</param>
internal sealed record SchemaReference(string Name, string Subject, int Version)
{
    /// <summary>
    /// The version number that a client sends for the subject's latest version; the number that it has then is stored, as in
    /// Confluent's registry.
    /// </summary>
    public const int Latest = -1;

    public static string ToJson(IReadOnlyList<SchemaReference> references) => ToArray(references).ToJsonString();

    public static JsonArray ToArray(IReadOnlyList<SchemaReference> references) => new(
        [.. references.Select(reference => new JsonObject { ["name"] = reference.Name, ["subject"] = reference.Subject, ["version"] = reference.Version })]);

    public static IReadOnlyList<SchemaReference> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(item => new SchemaReference(
            item.GetProperty("name").GetString()!, item.GetProperty("subject").GetString()!, item.GetProperty("version").GetInt32()))];
    }
}
