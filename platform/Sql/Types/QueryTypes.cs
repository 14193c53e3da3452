using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// Finds the types of a query's expressions, and the zones of its instants, through aliases, subqueries and CTEs, from the tree as it was parsed.
/// The engine's instants have no zone of their own: what has another one than UTC must show here. Pure.
/// </summary>
internal sealed partial class QueryTypes
{
    // A query that repeats all columns of wide products again and again: names behind these are unknown.
    private const int MaxColumns = 50_000;
    private const int MaxRounds = 4;
    private const int ThreeDigits = 3;
    private const int SixDigits = 6;

    private readonly DialectSession _session;
    private readonly Dictionary<JsonObject, ExpressionType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, ExpressionKind> _columnKinds = [];
    private readonly Dictionary<JsonObject, (ExpressionType Of, ExpressionType Subscript)> _subscripts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ulong> _padded = [];
    private readonly HashSet<JsonObject> _ofSession = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonObject, TypedRelation> _queries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonObject, IReadOnlyList<(string Name, ExpressionType Left, ExpressionType Right)>> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly ExpressionKinds _kinds;
    private int _columns;

    private QueryTypes(DialectSession session) => (_session, _kinds) = (session, new ExpressionKinds(KindOfColumn, node => Of(node).Kind));

    /// <summary>The columns of the result.</summary>
    public TypedRelation Result { get; private set; } = new("", []);

    /// <summary>A <c>t.*</c> of a name that nothing in its FROM has; null where there is none.</summary>
    public JsonObject? UnknownStar { get; private set; }

    /// <summary>Finds the types of a query.</summary>
    /// <param name="query">Its tree.</param>
    /// <param name="session">The session, with the tables of products that the query names.</param>
    public static QueryTypes Of(JsonObject query, DialectSession session)
    {
        var types = new QueryTypes(session);
        types.Result = types.Query(query, ctes: null, outer: null);
        return types;
    }

    /// <summary>The type of an expression of the tree.</summary>
    public ExpressionType Of(JsonNode? expression) => expression is JsonObject node && _types.TryGetValue(node, out var type) ? type : ExpressionType.Unknown;

    /// <summary>Gives an expression the type of one whose place it takes.</summary>
    public void Move(JsonObject expression, JsonObject replacement)
    {
        if (_types.TryGetValue(expression, out var type))
        {
            _types[replacement] = type;
        }
    }

    /// <summary>The kind of a column, also of a copy of it.</summary>
    public ExpressionKind KindOfColumn(JsonObject column) => _columnKinds.GetValueOrDefault(Nodes.Place(column));

    /// <summary>Whether an expression's values are those of a char, also of a copy of a column.</summary>
    public bool IsPadded(JsonObject expression) => Of(expression).IsPadded || (Nodes.Class(expression) == "COLUMN_REF" && _padded.Contains(Nodes.Place(expression)));

    /// <summary>The types of an array, map or row and of its subscript, as the query has them.</summary>
    public (ExpressionType Of, ExpressionType Subscript) OfSubscript(JsonObject subscript) => _subscripts.GetValueOrDefault(subscript);

    /// <summary>The columns of a query within the tree.</summary>
    public TypedRelation OfQuery(JsonObject query) => _queries[query];

    private TypedRelation Query(JsonObject node, TypeCte? ctes, TypeScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var cte in node["cte_map"]!["map"]!.AsArray())
        {
            var value = cte!["value"]!;
            var columns = Query(value["query"]!["node"]!.AsObject(), ctes, outer);
            ctes = new TypeCte(cte["key"]!.GetValue<string>(), columns.Renamed("", Names(value["aliases"])), ctes);
        }

        return _queries[node] = Nodes.Text(node, "type") switch
        {
            "SET_OPERATION_NODE" => Ordered(node, Union(Query(node["left"]!.AsObject(), ctes, outer), Query(node["right"]!.AsObject(), ctes, outer), Nodes.Text(node, "setop_type").EndsWith("BY_NAME", StringComparison.Ordinal)), ctes, outer),
            "RECURSIVE_CTE_NODE" => Ordered(node, Recursive(node, ctes, outer), ctes, outer),
            _ => Select(node, ctes, outer),
        };
    }

    // What a step adds may have another type than what it begins with.
    private TypedRelation Recursive(JsonObject node, TypeCte? ctes, TypeScope? outer)
    {
        var all = Query(node["left"]!.AsObject(), ctes, outer).Renamed("", Names(node["aliases"]));
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = Query(node["right"]!.AsObject(), new TypeCte(Nodes.Text(node, "cte_name"), all, ctes), outer);
            var union = Union(all, next, isByName: false);
            if (union.Columns.SequenceEqual(all.Columns))
            {
                break;
            }

            all = union;
        }

        return all;
    }

    private TypedRelation Select(JsonObject node, TypeCte? ctes, TypeScope? outer)
    {
        var scope = new TypeScope(node["from_table"] is JsonObject table ? From(table, ctes, outer) : [], outer);
        List<TypedColumn> selected = [];
        ExpressionType? rest = null;
        foreach (var item in node["select_list"]!.AsArray())
        {
            Selected(item!.AsObject(), scope, ctes, selected, ref rest);
        }

        Bound(selected.Count);
        foreach (var clause in (ReadOnlySpan<string>)["where_clause", "group_expressions", "having", "qualify"])
        {
            Parts(node[clause], scope, ctes);
        }

        scope.PrefersAliases = true;
        Parts(node["modifiers"], scope, ctes);
        scope.PrefersAliases = false;
        return new TypedRelation("", selected, rest);
    }

    private void Selected(JsonObject item, TypeScope scope, TypeCte? ctes, List<TypedColumn> selected, ref ExpressionType? rest)
    {
        var from = selected.Count;
        if (Nodes.Class(item) == "STAR")
        {
            Star(item, scope, ctes, selected, ref rest);
        }
        else
        {
            var type = Expression(item, scope, ctes);
            var alias = Nodes.Text(item, "alias");
            var name = alias.Length > 0 ? alias : Nodes.Class(item) == "COLUMN_REF" ? item["column_names"]!.AsArray()[^1]!.GetValue<string>() : FormattableString.Invariant($"_col{from}");
            if (Nodes.FunctionName(item) == "unnest")
            {
                // Rows become several columns.
                rest = ExpressionType.Unknown with { Zone = type.Zone };
            }

            selected.Add(new TypedColumn(name, type));
        }

        foreach (var column in selected.Skip(from))
        {
            scope.Aliases[column.Name] = column.Type;
        }
    }

    private void Star(JsonObject star, TypeScope scope, TypeCte? ctes, List<TypedColumn> selected, ref ExpressionType? rest)
    {
        var relation = Nodes.Text(star, "relation_name");
        var relations = scope.Relations.Where(each => relation.Length == 0 || AsciiNames.Comparer.Equals(each.Name, relation)).ToList();
        if (relation.Length > 0 && relations.Count == 0 && _session.HasProductsOnly && scope.Relations.All(each => each.Name.Length > 0))
        {
            UnknownStar ??= star;
        }

        if (star["expr"] is JsonObject chosen || star["rename_list"] is JsonArray { Count: > 0 } || star["exclude_list"] is JsonArray { Count: > 0 } || star["qualified_exclude_list"] is JsonArray { Count: > 0 })
        {
            // COLUMNS(…), and those that it leaves out or names otherwise: places are not known.
            Parts(star, scope, ctes);
            rest = new ExpressionType(ExpressionKind.Unknown, TypeScope.ZoneOf(relations));
        }

        var replaced = new Dictionary<string, ExpressionType>(AsciiNames.Comparer);
        foreach (var each in star["replace_list"]!.AsArray())
        {
            replaced[each!["key"]!.GetValue<string>()] = Expression(each["value"]!.AsObject(), scope, ctes);
        }

        foreach (var each in relations)
        {
            rest = rest is { } all && each.Rest is { } more ? Common(all, more) : each.Rest ?? rest;
            selected.AddRange(each.Columns.Select(column => replaced.TryGetValue(column.Name, out var other) ? column with { Type = other } : column));
        }
    }

    private TypedRelation Ordered(JsonObject node, TypedRelation result, TypeCte? ctes, TypeScope? outer)
    {
        Parts(node["modifiers"], new TypeScope([result], outer), ctes);
        return result;
    }

    private TypedRelation Union(TypedRelation left, TypedRelation right, bool isByName)
    {
        ExpressionType? rest = left.Rest is { } a ? right.Rest is { } b ? Common(a, b) : a : right.Rest;
        if (isByName || rest is not null)
        {
            var zone = ExpressionType.Either(rest?.Zone, TypeScope.ZoneOf([left, right]));
            return new TypedRelation("", [.. left.Columns.Concat(right.Columns).GroupBy(column => column.Name, AsciiNames.Comparer).Select(group => group.Aggregate((one, other) => one with { Type = Common(one.Type, other.Type) }))], new ExpressionType(ExpressionKind.Unknown, zone));
        }

        return new TypedRelation("", [.. left.Columns.Select((column, at) => at < right.Columns.Count ? column with { Type = Common(column.Type, right.Columns[at].Type) } : column)]);
    }

    private ExpressionType Common(ExpressionType one, ExpressionType other) => ExpressionType.Common(one, other, _session.Zone);

    private static List<string> Names(JsonNode? names) => names is JsonArray given ? [.. given.Select(name => name!.GetValue<string>())] : [];

    private void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new MeshStarter.Platform.Sql.Failures.QueryFailedException(SqlAnalyzer.TooDeep);
        }
    }

    /// <summary>A CTE that a part of a query can see: a chain from the innermost outwards.</summary>
    private sealed record TypeCte(string Name, TypedRelation Relation, TypeCte? Outer)
    {
        public static TypedRelation? Find(TypeCte? innermost, string name)
        {
            for (var cte = innermost; cte is not null; cte = cte.Outer)
            {
                if (AsciiNames.Comparer.Equals(cte.Name, name))
                {
                    return cte.Relation;
                }
            }

            return null;
        }
    }
}
