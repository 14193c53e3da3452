using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Exports;

/// <summary>Checks as the quality rules of ODCS 3.1.0. A check that the standard's library does not have is a custom rule of this mesh's engine.</summary>
internal static class OdcsQuality
{
    private const string Engine = "meshstarter";

    /// <summary>The rule of a check about the table; null for one about a column.</summary>
    public static JsonNode? OfTable(QualityCheck check) => check switch
    {
        QualityCheck.Unique unique => Library(check, "duplicateValues", "uniqueness", rule =>
        {
            rule["arguments"] = new JsonObject { ["properties"] = Texts(unique.Columns) };
            rule["mustBe"] = 0;
        }),
        QualityCheck.RowCount count => Library(check, "rowCount", "completeness", rule =>
        {
            // A rule has exactly one operator.
            if (count is { Min: { } least, Max: { } most })
            {
                rule["mustBeBetween"] = new JsonArray(least, most);
            }
            else if (count.Min is { } min)
            {
                rule["mustBeGreaterOrEqualTo"] = min;
            }
            else
            {
                rule["mustBeLessOrEqualTo"] = count.Max;
            }
        }),
        QualityCheck.Sql => Custom(check),
        _ => null,
    };

    /// <summary>The rules of a check about a column; none where it is about another, or about the table.</summary>
    public static IEnumerable<JsonNode> OfColumn(QualityCheck check, ColumnDefinition column)
    {
        switch (check)
        {
            case QualityCheck.NotNull present when present.Columns.Contains(column.Name, StringComparer.Ordinal):
                yield return Library(check, "nullValues", "completeness", rule => rule["mustBe"] = 0);
                break;
            case QualityCheck.Completeness share when share.Column == column.Name:
                yield return Library(check, "nullValues", "completeness", rule =>
                {
                    rule["unit"] = "percent";
                    rule["mustBeLessOrEqualTo"] = 100 - Percentage.Parse(share.Min);
                });
                break;
            case QualityCheck.AcceptedValues accepted when accepted.Column == column.Name:
                yield return Library(check, "invalidValues", "conformity", rule =>
                {
                    rule["arguments"] = new JsonObject { ["validValues"] = Texts(accepted.Values) };
                    rule["mustBe"] = 0;
                });
                break;
            case QualityCheck.Regex regex when regex.Column == column.Name:
                yield return Library(check, "invalidValues", "conformity", rule =>
                {
                    rule["arguments"] = new JsonObject { ["pattern"] = regex.Pattern };
                    rule["mustBe"] = 0;
                });
                break;
            default:
                if (ColumnWithoutMetric(check) == column.Name)
                {
                    yield return Custom(check);
                }

                break;
        }
    }

    // The column of a check that the library has no metric for.
    private static string? ColumnWithoutMetric(QualityCheck check) => check switch
    {
        QualityCheck.Range range => range.Column,
        QualityCheck.Freshness freshness => freshness.Column,
        QualityCheck.Referential referential => referential.Column,
        QualityCheck.DistributionDrift drift => drift.Column,
        _ => null,
    };

    private static JsonObject Library(QualityCheck check, string metric, string dimension, Action<JsonObject> operation)
    {
        var rule = new JsonObject { ["type"] = "library", ["metric"] = metric, ["dimension"] = dimension, ["severity"] = WireNames.Of(check.Severity) };
        operation(rule);
        return rule;
    }

    private static JsonObject Custom(QualityCheck check) => new()
    {
        ["type"] = "custom",
        ["engine"] = Engine,
        ["implementation"] = JsonSerializer.Serialize(check, MeshJson.Options),
        ["severity"] = WireNames.Of(check.Severity),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
