using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>All names that a query gives, and those of its products' columns: what a name in it may mean. Pure.</summary>
internal sealed class QueryNames
{
    private const string UnnamedSubquery = "unnamed_subquery";

    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _columns;
    private readonly HashSet<string> _queries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tables = new(StringComparer.Ordinal);
    private readonly bool _isComplete;
    private bool _hasFields;

    private QueryNames(IReadOnlySet<string> columns, bool isComplete) => (_columns, _isComplete) = (columns, isComplete);

    /// <param name="root">The query's tree, before it is rewritten.</param>
    /// <param name="session">The session, with the columns of the products.</param>
    public static QueryNames Of(JsonNode root, DialectSession session)
    {
        var columns = session.Tables.Values.SelectMany(table => table).Select(column => AsciiNames.Lower(column.Name)).ToHashSet(StringComparer.Ordinal);
        var names = new QueryNames(columns, session.HasProductsOnly);
        foreach (var node in Nodes.Within(root).Select(each => each.Part).OfType<JsonObject>())
        {
            names.Add(node);
        }

        return names;
    }

    /// <summary>Whether a name is that of one result of the query, and no table has a column of it.</summary>
    public bool MeansOnlyAnAlias(string name) => _isComplete && !_hasFields && !IsColumn(name) && _given.GetValueOrDefault(name) == 1;

    /// <summary>Whether a product has a column of a name.</summary>
    public bool IsColumn(string name) => _columns.Contains(name);

    /// <summary>Whether the query gives something a name, or a product has a column of it.</summary>
    public bool IsGiven(string name) => !_isComplete || _hasFields || IsColumn(name) || _given.ContainsKey(name);

    /// <summary>Whether a name is the engine's (1.5.6) of a subquery without an alias, <c>unnamed_subquery</c> or <c>unnamed_subquery2</c>, and nothing of the query's.</summary>
    public bool IsOfUnnamedSubquery(string name) => name.StartsWith(UnnamedSubquery, StringComparison.Ordinal) && name.AsSpan(UnnamedSubquery.Length).IndexOfAnyExceptInRange('0', '9') < 0
        && !IsColumn(name) && !_given.ContainsKey(name) && !_queries.Contains(name) && !_tables.Contains(name);

    private void Add(JsonObject node)
    {
        Count(Nodes.Text(node, "alias"));
        Count(Nodes.Text(node, "type") == "TABLE_FUNCTION" && node["function"] is JsonObject function ? Nodes.Text(function, "function_name") : "");
        // UNNEST of rows without names makes columns with the names of their fields.
        _hasFields |= Nodes.Text(node, "type") == "TABLE_FUNCTION" && node["column_name_alias"] is not JsonArray { Count: > 0 };
        foreach (var list in (ReadOnlySpan<string>)["column_name_alias", "expected_names", "aliases"])
        {
            foreach (var name in node[list] as JsonArray ?? [])
            {
                Count(name is JsonValue value && value.TryGetValue<string>(out var text) ? text : "");
            }
        }

        // {"key":"a","value":{"aliases":[],"query":{…}}}
        if (node["key"] is JsonValue key && key.TryGetValue<string>(out var query) && node["value"] is JsonObject)
        {
            _queries.Add(AsciiNames.Lower(query));
        }

        if (Nodes.Text(node, "type") == "BASE_TABLE")
        {
            _tables.Add(AsciiNames.Lower(Nodes.Text(node, "table_name")));
        }

        // A lambda's parameters.
        if (Nodes.Class(node) == "LAMBDA")
        {
            Nodes.Parameters(node).ForEach(Count);
        }
    }

    private void Count(string name)
    {
        if (name.Length > 0)
        {
            name = AsciiNames.Lower(name);
            _given[name] = _given.GetValueOrDefault(name) + 1;
        }
    }
}
