using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// The types of a query's expressions, and the zones of its instants, as <see cref="QueryTyping"/> found them in the tree as it was parsed.
/// The engine's instants have no zone of their own: what has another one than UTC must show here. Pure.
/// </summary>
internal sealed class QueryTypes
{
    private readonly Dictionary<JsonObject, ExpressionType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, ExpressionKind> _columnKinds = [];
    private readonly Dictionary<JsonObject, (ExpressionType Of, ExpressionType Subscript)> _subscripts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ulong> _padded = [];
    private readonly HashSet<JsonObject> _ofSession = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonObject, QueryRelation<ExpressionType>> _queries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonObject, IReadOnlyList<QueryRelation<ExpressionType>>> _stars = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonObject> _aliases = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonObject> _ambiguous = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonObject> _numbered = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonObject, IReadOnlyList<(string Name, ExpressionType Left, ExpressionType Right)>> _keys = new(ReferenceEqualityComparer.Instance);

    private QueryTypes(Func<string, ExpressionKind> functions) => Kinds = new ExpressionKinds(KindOfColumn, node => Of(node).Kind, functions);

    /// <summary>The kinds of expressions, also of those that are not of the tree.</summary>
    public ExpressionKinds Kinds { get; }

    /// <summary>The columns of the result.</summary>
    public QueryRelation<ExpressionType> Result { get; private set; } = new("", []);

    /// <summary>A <c>t.*</c> of a name that nothing in its FROM has; null where there is none.</summary>
    public JsonObject? UnknownStar { get; private set; }

    /// <summary>Finds the types of a query.</summary>
    /// <param name="query">Its tree.</param>
    /// <param name="session">The session, with the tables of products that the query names.</param>
    /// <param name="functions">The kind of the values of a function of the dialect, by its name or that of its macro.</param>
    /// <param name="isAggregate">Whether a function is an aggregate.</param>
    public static QueryTypes Of(QueryNode query, DialectSession session, Func<string, ExpressionKind> functions, Func<string, bool> isAggregate)
    {
        var types = new QueryTypes(functions);
        types.Result = new QueryTyping(types, session, isAggregate).Query(query, ctes: null, outer: null);
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
    public QueryRelation<ExpressionType> OfQuery(JsonObject query) => _queries[query];

    /// <summary>Whether a name is one of the session's time, such as <c>current_timestamp</c>, and not a column's.</summary>
    public bool IsOfSession(JsonObject column) => _ofSession.Contains(column);

    /// <summary>Whether a column is the name of a result of its SELECT, and of nothing in FROM.</summary>
    public bool IsOwnAlias(JsonObject column) => _aliases.Contains(column);

    /// <summary>Whether a column, or one that a join has in USING, is of a relation that has several of the name.</summary>
    public bool IsAmbiguous(JsonObject node) => _ambiguous.Contains(node);

    /// <summary>Whether a column is the engine's name of one of several that have a name: <c>total_1</c>.</summary>
    public bool IsNumbered(JsonObject column) => _numbered.Contains(column);

    /// <summary>The relations of FROM that a star of a SELECT list may mean; none where they are not known.</summary>
    public IReadOnlyList<QueryRelation<ExpressionType>> OfStar(JsonObject star) => _stars.GetValueOrDefault(star, []);

    /// <summary>The columns of USING, with their types on both sides.</summary>
    public IReadOnlyList<(string Name, ExpressionType Left, ExpressionType Right)> KeysOf(JsonObject join) => _keys.GetValueOrDefault(join, []);

    internal ExpressionType Add(ExpressionNode expression, ExpressionType type) => _types[expression.Node] = type;

    internal void AddQuery(QueryNode query, QueryRelation<ExpressionType> columns) => _queries[query.Node] = columns;

    internal void AddSubscript(ExpressionNode subscript, ExpressionType of, ExpressionType type) => _subscripts[subscript.Node] = (of, type);

    internal void AddKeys(TableNode join, IReadOnlyList<(string Name, ExpressionType Left, ExpressionType Right)> keys) => _keys[join.Node] = keys;

    internal void AddOfSession(ExpressionNode column) => _ofSession.Add(column.Node);

    internal void AddOwnAlias(ExpressionNode column) => _aliases.Add(column.Node);

    internal void AddRepeatedKey(TableNode join) => _ambiguous.Add(join.Node);

    internal void AddAmbiguous(ExpressionNode column) => _ambiguous.Add(column.Node);

    internal void AddNumbered(ExpressionNode column) => _numbered.Add(column.Node);

    internal void AddStar(ExpressionNode star, IReadOnlyList<QueryRelation<ExpressionType>> relations) => _stars[star.Node] = relations;

    internal void AddUnknownStar(ExpressionNode star) => UnknownStar ??= star.Node;

    /// <summary>Notes the type of a column by its place, under which a copy of it is found too.</summary>
    internal void AddColumn(ExpressionNode column, ExpressionType type)
    {
        if (column.Place is not (var place and not ulong.MaxValue))
        {
            return;
        }

        if (type.Kind != ExpressionKind.Unknown)
        {
            _columnKinds[place] = _columnKinds.TryGetValue(place, out var other) && other != type.Kind ? ExpressionKind.Unknown : type.Kind;
        }

        if (type.IsPadded)
        {
            _padded.Add(place);
        }
    }
}
