using System.Text.Json.Nodes;
using MeshStarter.Contracts.Queries;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The texts of transformations in facets of jobs and runs. They are code of a domain: its literals may be values of rows. Callers who may not
/// audit what the job makes see SQL without literals, where they may know of all that the job reads and makes, and of facets only those that are known to hold no code.
/// </summary>
internal static class TransformationTexts
{
    private static readonly string[] WithoutCode =
        ["jobType", "documentation", "ownership", "tags", "sourceCodeLocation", "parent", "nominalTime", "processing_engine", "sql"];

    /// <summary>Removes code, and the literals of SQL or all of it.</summary>
    /// <param name="facets">The facets of a job or run; null for none.</param>
    /// <param name="keepsSql">Whether SQL stays without its literals.</param>
    public static void Redact(JsonNode? facets, bool keepsSql)
    {
        if (facets is not JsonObject members)
        {
            return;
        }

        foreach (var name in members.Select(facet => facet.Key).Where(name => !WithoutCode.Contains(name, StringComparer.Ordinal)).ToList())
        {
            members.Remove(name);
        }

        if (members["sql"] is JsonObject sql)
        {
            var dialect = sql["dialect"];
            members["sql"] = keepsSql && Sql(members) is { } text
                ? new JsonObject { ["_producer"] = sql["_producer"]?.DeepClone(), ["_schemaURL"] = sql["_schemaURL"]?.DeepClone(), ["query"] = text, ["dialect"] = dialect?.DeepClone() }
                : null;
            if (members["sql"] is null)
            {
                members.Remove("sql");
            }
        }
    }

    /// <summary>The SQL of a job's facets without its literals; null where there is none that can be shown.</summary>
    public static string? Sql(JsonObject facets) => facets["sql"]?["query"] is JsonValue value && value.TryGetValue(out string? query)
        && NormalizedSql.Of(query, quotesAreNames: IsOwn(facets["sql"])) is { Length: > 0 } normalized
            ? NormalizedSql.Bounded(normalized)
            : null;

    private static bool IsOwn(JsonNode? facet) => facet?["_producer"] is JsonValue producer && producer.TryGetValue(out string? text) && text == PublishRun.Producer;
}
