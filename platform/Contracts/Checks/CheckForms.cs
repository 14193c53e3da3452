using System.Text.Json.Nodes;
using MeshStarter.Contracts.Schemas;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary>The forms of quality checks in the JSON Schema of <c>data-product.yaml</c>.</summary>
internal static class CheckForms
{
    /// <summary>An entry of <c>quality.checks</c>: one kind, and a severity.</summary>
    public static JsonObject Entry()
    {
        var entry = Keys([("severity", Word<CheckSeverity>().Says("error (default) quarantines a batch that fails, warn publishes it and says so."))]);
        var properties = entry["properties"]!.AsObject();
        foreach (var kind in QualityCheckKinds.All)
        {
            properties[kind] = QualityCheckKinds.Schema(kind);
        }

        entry["oneOf"] = new JsonArray([.. QualityCheckKinds.All.Select(Required)]);
        return entry;
    }

    /// <summary>One column, or several.</summary>
    public static JsonObject Columns() => Either(Filled(), Set(Filled(), least: 1));

    /// <summary>Terms with the keys <c>min</c> and <c>max</c>, of which at least one is given.</summary>
    public static JsonObject Bounds(JsonObject terms)
    {
        terms["anyOf"] = new JsonArray(Required("min"), Required("max"));
        return terms;
    }

    private static JsonObject Required(string key) => new() { ["required"] = new JsonArray(key) };
}
