using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>The words that Marquez has for what OpenLineage names otherwise.</summary>
internal static class MarquezForm
{
    /// <summary>The type of a dataset.</summary>
    public const string Dataset = "DB_TABLE";

    /// <summary>The state of a run after an event of a type.</summary>
    public static string StateOf(string eventType) => eventType switch
    {
        "START" or "RUNNING" => "RUNNING",
        "COMPLETE" => "COMPLETED",
        "ABORT" => "ABORTED",
        "FAIL" => "FAILED",
        _ => "NEW",
    };

    /// <summary>The type of a job with some facets.</summary>
    public static string JobTypeOf(JsonObject facets) =>
        facets["jobType"]?["processingType"] is JsonValue type && type.TryGetValue<string>(out var text) && text == "STREAMING" ? "STREAM" : "BATCH";
}
