using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Audit.Verification;

/// <summary>Compares a record as queries of the trail return it with the document that its service wrote and signed.</summary>
internal static class RecordForm
{
    /// <summary>Returns the first field that differs; null when none does.</summary>
    public static string? Difference(string document, AuditRecord stored)
    {
        try
        {
            var written = Fields(AuditBounds.Apply(JsonSerializer.Deserialize<AuditRecord>(document, MeshJson.Options)!));
            var kept = Fields(stored);
            return written.Select(field => field.Key).Union(kept.Select(field => field.Key), StringComparer.Ordinal).FirstOrDefault(name => !JsonNode.DeepEquals(written[name], kept[name]));
        }
        catch (JsonException)
        {
            return "the form";
        }
    }

    private static JsonObject Fields(AuditRecord record) => JsonSerializer.SerializeToNode(record, MeshJson.Options)!.AsObject();
}
