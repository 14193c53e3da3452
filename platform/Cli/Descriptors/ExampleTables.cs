using System.Text.Json;
using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;

namespace MeshStarter.Cli.Descriptors;

/// <summary>
/// Finds tables in a descriptor's <c>examples</c> that are no products. Skips a text that only the query proxy can parse, such as one
/// with a time-travel clause, and products of unknown domains.
/// </summary>
/// <param name="known">All known products.</param>
internal sealed class ExampleTables(IReadOnlyCollection<DataProductId> known) : IDisposable
{
    // Schema that the proxy serves alongside products.
    private const string MetadataSchema = "information_schema";

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    /// <summary>Returns an error for each wrong table.</summary>
    public IEnumerable<Finding> Problems(DataProductDescriptor product, CheckedText text) => product.Examples.SelectMany((example, index) =>
        TablesOf(example).Distinct().Select(table => Problem(table.Schema, table.Name)).OfType<(string Message, string Fix)>()
            .Select(problem => text.Error($"examples[{index}]", "example.table", problem.Message, problem.Fix)));

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private (string Message, string Fix)? Problem(string schema, string table)
    {
        if (schema.Length == 0)
        {
            var full = known.Where(product => product.Product == table).Select(product => product.ToString()).FirstOrDefault() ?? $"domain.{table}";
            return ($"{Quoted.Text(table)} names no domain.", $"Write {full}.");
        }

        // orders@1 names a major version, orders$snapshots a metadata table.
        var name = $"{schema}.{table.Split('@', '$')[0]}";
        if (schema == MetadataSchema || known.Any(product => product.ToString() == name))
        {
            return null;
        }

        var nearest = Suggestion.Nearest(name, known.Select(product => product.ToString()));
        return nearest is not null ? ($"There is no product {name}.", $"Did you mean {nearest}?")
            : known.Any(product => product.Domain == schema) ? ($"There is no product {name}.", $"Name one of {string.Join(", ", known.Where(product => product.Domain == schema).Order())}.")
            : null;
    }

    private IReadOnlyList<(string Schema, string Name)> TablesOf(string example)
    {
        using var session = _engine.Connect();
        using var tree = JsonDocument.Parse(SqlTree.Of(session, example));
        List<(string Schema, string Name)> tables = [];
        HashSet<string> defined = new(StringComparer.OrdinalIgnoreCase);
        Walk(tree.RootElement, tables, defined);
        return [.. tables.Where(table => table.Schema.Length > 0 || !defined.Contains(table.Name))];
    }

    private static void Walk(JsonElement node, List<(string Schema, string Name)> tables, HashSet<string> defined)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
            {
                Walk(item, tables, defined);
            }
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            if (node.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "BASE_TABLE")
            {
                tables.Add((node.GetProperty("schema_name").GetString() ?? "", node.GetProperty("table_name").GetString() ?? ""));
            }

            foreach (var member in node.EnumerateObject())
            {
                if (member.Name == "cte_map" && member.Value.TryGetProperty("map", out var definitions))
                {
                    defined.UnionWith(definitions.EnumerateArray().Select(definition => definition.GetProperty("key").GetString() ?? ""));
                }

                Walk(member.Value, tables, defined);
            }
        }
    }
}
