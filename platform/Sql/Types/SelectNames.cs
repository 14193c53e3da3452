using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The names of a SELECT's results. Pure.</summary>
internal sealed class SelectNames
{
    private readonly JsonObject _select;
    private readonly List<JsonObject> _items;

    public SelectNames(JsonObject select) => (_select, _items) = (select, [.. select["select_list"]!.AsArray().Select(item => item!.AsObject())]);

    /// <summary>The number of results that have a name.</summary>
    public int Count(string name) => _items.Count(item => Name(item) == name);

    /// <summary>Whether a column is among the results, under its own name or another.</summary>
    public bool Has(string column) => _items.Exists(item => DialectNodes.Class(item) == "STAR" || Name(item) == column || Last(item) == column);

    /// <summary>Whether a name is given to an expression, or to a column of another name.</summary>
    public bool IsOwnAlias(string name) => _items.Exists(item => DialectNodes.Text(item, "alias") is { Length: > 0 } alias && AsciiNames.Lower(alias) == name && Last(item) != name);

    /// <summary>Whether all columns of one product are among the results.</summary>
    public bool HasStarOf(QueryNames names) => _select["from_table"] is JsonObject table && names.IsProduct(table) && _items.Exists(item => DialectNodes.Class(item) == "STAR");

    /// <summary>The columns that are named in a part of the SELECT, outside of its subqueries and lambdas.</summary>
    public static IEnumerable<JsonObject> Columns(JsonNode? part)
    {
        var open = new Stack<JsonNode?>([part]);
        while (open.TryPop(out var node))
        {
            if (node is JsonArray items)
            {
                foreach (var item in items)
                {
                    open.Push(item);
                }
            }
            else if (node is JsonObject each && DialectNodes.Class(each) is var kind and not ("SUBQUERY" or "LAMBDA"))
            {
                if (kind == "COLUMN_REF")
                {
                    yield return each;
                    continue;
                }

                foreach (var (_, child) in each)
                {
                    open.Push(child as JsonArray ?? (JsonNode?)(child as JsonObject));
                }
            }
        }
    }

    /// <summary>A column's name, where it has no table before it; null for another node.</summary>
    public static string? Single(JsonObject node) => DialectNodes.Class(node) == "COLUMN_REF" && node["column_names"] is JsonArray { Count: 1 } names ? AsciiNames.Lower(names[0]!.GetValue<string>()) : null;

    private static string? Last(JsonObject item) => DialectNodes.Class(item) == "COLUMN_REF" && item["column_names"] is JsonArray names ? AsciiNames.Lower(names[^1]!.GetValue<string>()) : null;

    private static string? Name(JsonObject item) => DialectNodes.Text(item, "alias") is { Length: > 0 } alias ? AsciiNames.Lower(alias) : Last(item);
}
