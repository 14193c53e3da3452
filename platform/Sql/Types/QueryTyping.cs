using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of a query's columns, through aliases, subqueries and CTEs; its parts find those of tables, expressions, calls and casts. Pure.</summary>
internal sealed class QueryTyping
{
    // A query that repeats all columns of wide products again and again: names behind these are unknown.
    private const int MaxColumns = 50_000;
    private const int MaxRounds = 4;

    private readonly QueryTypes _found;
    private readonly DialectSession _session;
    private readonly ExpressionTyping _expressions;
    private readonly TableTyping _tables;
    private int _columns;

    /// <param name="found">Takes what is found.</param>
    /// <param name="session">The session, with the tables of products that the query names.</param>
    /// <param name="engineName">The engine's name of a function that has another one there; null for others.</param>
    public QueryTyping(QueryTypes found, DialectSession session, Func<string, string?> engineName)
    {
        (_found, _session) = (found, session);
        _expressions = new ExpressionTyping(this, found, session, engineName);
        _tables = new TableTyping(this, _expressions, found, session);
    }

    /// <summary>The columns of a query.</summary>
    public TypedRelation Query(QueryNode node, TypeCte? ctes, TypeScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var (name, columns, query) in node.Ctes)
        {
            ctes = new TypeCte(name, Query(query, ctes, outer).Renamed("", columns), ctes);
        }

        return _found.AddQuery(node, node.Kind switch
        {
            "SET_OPERATION_NODE" => Ordered(node, Union(Query(node.Left, ctes, outer), Query(node.Right, ctes, outer), node.IsByName), ctes, outer),
            "RECURSIVE_CTE_NODE" => Ordered(node, Recursive(node, ctes, outer), ctes, outer),
            _ => Select(node, ctes, outer),
        });
    }

    // What a step adds may have another type than what it begins with.
    private TypedRelation Recursive(QueryNode node, TypeCte? ctes, TypeScope? outer)
    {
        var all = Query(node.Left, ctes, outer).Renamed("", node.CteColumns);
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = Query(node.Right, new TypeCte(node.CteName, all, ctes), outer);
            var union = Union(all, next, isByName: false);
            if (union.Columns.SequenceEqual(all.Columns))
            {
                break;
            }

            all = union;
        }

        return all;
    }

    private TypedRelation Select(QueryNode node, TypeCte? ctes, TypeScope? outer)
    {
        var scope = new TypeScope(_tables.From(node.From, ctes, outer), outer);
        List<TypedColumn> selected = [];
        ExpressionType? rest = null;
        foreach (var item in node.SelectList)
        {
            Selected(item, scope, ctes, selected, ref rest);
        }

        _expressions.Parts([node.Where, .. node.Groups, node.Having, node.Qualify], scope, ctes);
        scope.PrefersAliases = true;
        Modifiers(node, scope, ctes);
        scope.PrefersAliases = false;
        return new TypedRelation("", selected, rest);
    }

    private void Selected(ExpressionNode item, TypeScope scope, TypeCte? ctes, List<TypedColumn> selected, ref ExpressionType? rest)
    {
        var from = selected.Count;
        Bound(1);
        if (item.Kind == "STAR")
        {
            Star(item, scope, selected, ref rest);
        }
        else
        {
            var type = _expressions.Of(item, scope, ctes);
            if (item.CalledName == "unnest")
            {
                // Rows become several columns.
                rest = ExpressionType.Unknown with { Zone = type.Zone };
            }

            selected.Add(new TypedColumn(item.ResultName is { Length: > 0 } name ? name : FormattableString.Invariant($"_col{from}"), type));
        }

        foreach (var column in selected.Skip(from))
        {
            scope.Aliases[column.Name] = column.Type;
        }
    }

    // COLUMNS(…), and what leaves columns out or replaces them, are refused where the tree is rewritten.
    private void Star(ExpressionNode star, TypeScope scope, List<TypedColumn> selected, ref ExpressionType? rest)
    {
        var relation = star.StarOf;
        var relations = scope.Relations.Where(each => relation.Length == 0 || AsciiNames.Comparer.Equals(each.Name, relation)).ToList();
        if (relation.Length > 0 && relations.Count == 0 && _session.HasProductsOnly && scope.Relations.All(each => each.Name.Length > 0))
        {
            _found.AddUnknownStar(star);
        }

        foreach (var each in relations)
        {
            rest = rest is { } all && each.Rest is { } more ? Common(all, more) : each.Rest ?? rest;
            Bound(each.Columns.Count);
            selected.AddRange(each.Columns);
        }
    }

    private TypedRelation Ordered(QueryNode node, TypedRelation result, TypeCte? ctes, TypeScope? outer)
    {
        Modifiers(node, new TypeScope([result], outer), ctes);
        return result;
    }

    private void Modifiers(QueryNode node, TypeScope scope, TypeCte? ctes)
    {
        foreach (var (_, parts) in node.Modifiers)
        {
            _expressions.Parts([.. parts], scope, ctes);
        }
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

    /// <summary>The type of values of which some are of one type, some of another.</summary>
    public ExpressionType Common(ExpressionType one, ExpressionType other) => ExpressionType.Common(one, other, _session.Zone);

    /// <summary>Counts columns, of which a query has not too many.</summary>
    public void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new QueryFailedException(QueryFailure.TooDeep);
        }
    }
}
