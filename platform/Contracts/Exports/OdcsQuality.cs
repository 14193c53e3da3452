using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Exports;

/// <summary>Checks as the quality rules of ODCS 3.1.0. A check that the standard's library does not have is a custom rule of this mesh's engine.</summary>
internal static class OdcsQuality
{
    private const string Engine = "meshstarter";

    /// <summary>The rules of the checks about the table.</summary>
    public static IEnumerable<JsonNode> OfTable(IEnumerable<QualityCheck> checks) => checks.Where(check => check.IsOfTable).Select(Rule);

    /// <summary>The rules of the checks about a column.</summary>
    public static IEnumerable<JsonNode> OfColumn(IEnumerable<QualityCheck> checks, ColumnDefinition column) =>
        checks.Where(check => !check.IsOfTable && check.Columns.Contains(column.Name, StringComparer.Ordinal)).Select(Rule);

    private static JsonObject Rule(QualityCheck check)
    {
        if (check.Metric is not { } metric)
        {
            return new JsonObject
            {
                ["type"] = "custom",
                ["engine"] = Engine,
                ["implementation"] = JsonSerializer.Serialize(check, MeshJson.Options),
                ["severity"] = WireNames.Of(check.Severity),
            };
        }

        var rule = new JsonObject { ["type"] = "library", ["metric"] = metric.Name, ["dimension"] = metric.Dimension, ["severity"] = WireNames.Of(check.Severity) };
        foreach (var (key, value) in metric.Operation)
        {
            rule[key] = value;
        }

        return rule;
    }
}
