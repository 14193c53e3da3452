using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Cli.Findings;

/// <summary>Writes findings as a document of the Static Analysis Results Interchange Format 2.1.0.</summary>
internal static class SarifDocument
{
    private const string Version = "2.1.0";

    /// <summary>Returns the document.</summary>
    public static string Of(IReadOnlyList<Finding> findings)
    {
        var rules = findings.Select(finding => finding.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var document = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = Version,
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "mesh check",
                        ["rules"] = new JsonArray([.. rules.Select(rule => new JsonObject { ["id"] = rule })]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. findings.Select(finding => Result(finding, rules.IndexOf(finding.Rule)))]),
            }),
        };
        return document.ToJsonString(MeshJson.Options);
    }

    private static JsonObject Result(Finding finding, int rule) => new()
    {
        ["ruleId"] = finding.Rule,
        ["ruleIndex"] = rule,
        ["level"] = finding.Level("note"),
        ["message"] = new JsonObject { ["text"] = finding.Text },
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = string.Join('/', FindingWriter.PathOf(finding.File).Split('/').Select(Uri.EscapeDataString)) },
                ["region"] = new JsonObject { ["startLine"] = finding.Line, ["startColumn"] = finding.Column },
            },
        }),
    };
}
