using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of a query's columns; its parts find those of expressions, calls and casts. Pure.</summary>
internal sealed class QueryTyping : QueryWalk<ExpressionType>
{
    private readonly QueryTypes _found;
    private readonly DialectSession _session;
    private readonly ExpressionTyping _expressions;

    /// <param name="found">Takes what is found.</param>
    /// <param name="session">The session, with the tables of products that the query names.</param>
    /// <param name="isAggregate">Whether a function is an aggregate.</param>
    public QueryTyping(QueryTypes found, DialectSession session, Func<string, bool> isAggregate)
    {
        (_found, _session) = (found, session);
        _expressions = new ExpressionTyping(this, found, session, isAggregate);
    }

    // Their times are UTC's.
    /// <inheritdoc/>
    protected override ExpressionType OfMesh { get; } = new(ExpressionKind.Unknown, ExpressionType.Utc);

    /// <inheritdoc/>
    public override ExpressionType Common(ExpressionType one, ExpressionType other) => ExpressionType.Common(one, other, _session.Zone);

    /// <inheritdoc/>
    protected override IReadOnlyList<QueryColumn<ExpressionType>>? Product(ulong place) => _session.Tables.GetValueOrDefault(place);

    /// <inheritdoc/>
    protected override ExpressionType Expression(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes, QueryClause clause) => _expressions.Of(node, scope, ctes);

    /// <inheritdoc/>
    protected override void Found(QueryNode node, QueryRelation<ExpressionType> columns) => _found.AddQuery(node, columns);

    /// <inheritdoc/>
    protected override void JoinedBy(TableNode join, IReadOnlyList<(string Name, ExpressionType Left, ExpressionType Right)> keys) => _found.AddKeys(join, keys);

    /// <inheritdoc/>
    protected override void JoinedByRepeated(TableNode join) => _found.AddRepeatedKey(join);

    /// <inheritdoc/>
    protected override QueryRelation<ExpressionType> Star(ExpressionNode star, QueryRelation<ExpressionType> all, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        _found.AddStar(star, scope.Relations);
        var relation = star.StarOf;
        if (relation.Length > 0 && _session.HasProductsOnly && scope.Relations.All(each => each.Name.Length > 0 && !AsciiNames.Comparer.Equals(each.Name, relation)))
        {
            _found.AddUnknownStar(star);
        }

        return all;
    }

    // A column of each array, two of a map, and one of each field of an array of rows; none behind what is not known.
    /// <inheritdoc/>
    protected override QueryRelation<ExpressionType> TableFunction(ExpressionNode function, ExpressionType known)
    {
        List<QueryColumn<ExpressionType>> columns = [];
        foreach (var each in function.CalledName == "unnest" ? function.Children : [])
        {
            var type = _found.Of(each.Node);
            switch (type.Kind)
            {
                case ExpressionKind.Map:
                    columns.AddRange([new QueryColumn<ExpressionType>("", type.OfKey), new QueryColumn<ExpressionType>("", type.OfValue)]);
                    continue;
                case ExpressionKind.Rows when type.OfItem.Parts is { } fields:
                    columns.AddRange(fields.Types.Select((_, at) => new QueryColumn<ExpressionType>(at < fields.Names.Count ? fields.Names[at] : "", type.OfItem.Field(at + 1))));
                    continue;
                case ExpressionKind.Array:
                    columns.Add(new QueryColumn<ExpressionType>("unnest", type.OfItem) { HasOwnName = false });
                    continue;
            }

            break;
        }

        return new QueryRelation<ExpressionType>("", columns, new ExpressionType(ExpressionKind.Unknown, known.Zone));
    }
}
