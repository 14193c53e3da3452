using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The names of a SELECT's results. Pure.</summary>
internal sealed class SelectNames(JsonObject select)
{
    private readonly List<JsonObject> _items = [.. select["select_list"]!.AsArray().Select(item => item!.AsObject())];

    /// <summary>Whether a column is among the results, under its own name or another.</summary>
    public bool Has(string column) => _items.Exists(item => Nodes.Class(item) == "STAR" || Name(item) == column || Last(item) == column);

    /// <summary>Whether a name is given to an expression, or to a column of another name.</summary>
    public bool IsOwnAlias(string name) => _items.Exists(item => Nodes.Text(item, "alias") is { Length: > 0 } alias && AsciiNames.Lower(alias) == name && Last(item) != name);

    /// <summary>The result of a name; null where none has it.</summary>
    public JsonObject? Result(string name) => _items.Find(item => Name(item) == name);

    /// <summary>The columns that are named in a part of the SELECT, outside of its subqueries and lambdas.</summary>
    public static IEnumerable<JsonObject> Columns(JsonNode? part) => Nodes.Columns(part, each => Nodes.Class(each) is not ("SUBQUERY" or "LAMBDA"));

    /// <summary>A column's name, where it has no table before it; null for another node.</summary>
    public static string? Single(JsonObject node) => Nodes.Class(node) == "COLUMN_REF" && node["column_names"] is JsonArray { Count: 1 } ? Nodes.Name(node, 0) : null;

    private static string? Last(JsonObject item) => Nodes.Class(item) == "COLUMN_REF" ? Nodes.Name(item, ^1) : null;

    private static string? Name(JsonObject item) => Nodes.Text(item, "alias") is { Length: > 0 } alias ? AsciiNames.Lower(alias) : Last(item);
}
