using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>
/// Walks a query that was understood, clause by clause, and finds what is known of its columns through aliases, subqueries, CTEs and joins. What is known
/// of an expression follows from what is known of the names that it may use. Forms that the dialect refuses, such as NATURAL JOIN and <c>* EXCLUDE</c>, have no
/// rules of their own. Pure.
/// </summary>
/// <typeparam name="T">What is known of values.</typeparam>
internal abstract class QueryWalk<T>
    where T : struct, IKnown<T>
{
    // A query that repeats all columns of wide products again and again.
    private const int MaxColumns = 50_000;

    private int _columns;

    /// <summary>All that is known of columns of tables about the mesh.</summary>
    protected virtual T OfMesh => default;

    /// <summary>The most rounds in which a recursion's columns become those of its steps too.</summary>
    protected virtual int MaxRounds => 4;

    /// <summary>The columns of a query.</summary>
    /// <exception cref="QueryFailedException">It has too many columns.</exception>
    public QueryRelation<T> Query(QueryNode node, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var (name, columns, query) in node.Ctes)
        {
            ctes = new QueryCte<T>(name, Query(query, ctes, outer).Renamed("", columns), ctes);
        }

        var result = node.Kind switch
        {
            "SELECT_NODE" => Select(node, ctes, outer),
            "SET_OPERATION_NODE" => Ordered(node, Query(node.Left, ctes, outer).Union(Query(node.Right, ctes, outer), Common), ctes, outer),
            "RECURSIVE_CTE_NODE" => Ordered(node, Recursive(node, ctes, outer), ctes, outer),
            _ => throw new InvalidOperationException("A query of an unknown form."),
        };
        Found(node, result);
        return result;
    }

    /// <summary>All that is known of values of which some are of one expression, some of another.</summary>
    public virtual T Common(T one, T other) => T.OneOf([one, other]);

    /// <summary>The columns of a product by the place of its name; null where there is none.</summary>
    protected abstract IReadOnlyList<QueryColumn<T>>? Product(ulong place);

    /// <summary>All that is known of an expression's values.</summary>
    protected abstract T Expression(ExpressionNode node, QueryScope<T> scope, QueryCte<T>? ctes, QueryClause clause);

    /// <summary>The columns of a function in FROM.</summary>
    /// <param name="function">The function.</param>
    /// <param name="known">What is known of its value.</param>
    protected virtual QueryRelation<T> TableFunction(ExpressionNode function, T known) => new("", [], known);

    /// <summary>The columns of a star.</summary>
    /// <param name="star">The star.</param>
    /// <param name="all">The columns of the relations that it names.</param>
    /// <param name="scope">The names that it may use.</param>
    /// <param name="ctes">The CTEs that it sees.</param>
    protected virtual QueryRelation<T> Star(ExpressionNode star, QueryRelation<T> all, QueryScope<T> scope, QueryCte<T>? ctes) => all;

    /// <summary>Notes a query within the tree, with its columns.</summary>
    protected virtual void Found(QueryNode node, QueryRelation<T> columns)
    {
    }

    /// <summary>Notes the columns by which USING joins, on both sides; none of NATURAL, which names none.</summary>
    protected virtual void JoinedBy(TableNode join, IReadOnlyList<(string Name, T Left, T Right)> keys)
    {
    }

    /// <summary>Notes a join with USING by a name that one side gives to several columns.</summary>
    protected virtual void JoinedByRepeated(TableNode join)
    {
    }

    /// <summary>Notes columns that a clause uses without naming them, as ORDER BY 1 does.</summary>
    protected virtual void Used(T known, QueryClause clause)
    {
    }

    // What a step adds may be of other values than what it begins with.
    private QueryRelation<T> Recursive(QueryNode node, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        var all = Query(node.Left, ctes, outer).Renamed("", node.CteColumns);
        for (var round = 0; round < MaxRounds; round++)
        {
            var union = all.Union(Query(node.Right, new QueryCte<T>(node.CteName, all, ctes), outer), Common);
            if (union.Columns.SequenceEqual(all.Columns) && Nullable.Equals(union.Rest, all.Rest))
            {
                break;
            }

            all = union;
        }

        return all;
    }

    private QueryRelation<T> Select(QueryNode node, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        var scope = new QueryScope<T>(From(node.From, ctes, outer), outer);
        List<QueryRelation<T>> items = [];
        var count = 0;
        foreach (var item in node.SelectList)
        {
            var columns = Selected(item, count, scope, ctes);
            Bound(Math.Max(1, columns.Width));
            foreach (var column in columns.Columns)
            {
                scope.Aliases[column.Name] = scope.Aliases.TryGetValue(column.Name, out var other) ? T.OneOf([other, column.Known]) : column.Known;
            }

            if (item.HasOwnAlias)
            {
                scope.OwnAliases.Add(item.Alias);
            }

            items.Add(columns);
            count += columns.Columns.Count;
        }

        var selected = QueryRelation<T>.Together("", items);
        Clause(QueryClause.Where, [node.Where], selected, scope, ctes);
        Clause(QueryClause.Group, [.. node.Groups], selected, scope, ctes);
        Clause(QueryClause.Where, [node.Having, node.Qualify], selected, scope, ctes);
        Modifiers(node, selected, scope.AliasesFirst, ctes);
        return selected;
    }

    private QueryRelation<T> Selected(ExpressionNode item, int place, QueryScope<T> scope, QueryCte<T>? ctes)
    {
        if (item.Kind == "STAR" && !item.IsChoice)
        {
            var name = item.StarOf;
            var relations = scope.Relations.Where(each => name.Length == 0 || AsciiNames.Comparer.Equals(each.Name, name)).ToList();
            // Else all fields of a column that is a row.
            var all = relations.Count > 0 || name.Length == 0 ? QueryRelation<T>.Together("", name.Length == 0 ? relations : relations.Select(relation => relation.WithoutKeys())) : new QueryRelation<T>("", [], scope.Resolve([name]));
            return Star(item, all, scope, ctes);
        }

        var known = Expression(item, scope, ctes, QueryClause.Select);
        return new QueryRelation<T>("", [item.ResultName is { Length: > 0 } own ? new QueryColumn<T>(own, known) : Unnamed(place, known)]);
    }

    private QueryRelation<T> Ordered(QueryNode node, QueryRelation<T> result, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        Modifiers(node, result, new QueryScope<T>([result], outer), ctes);
        return result;
    }

    private void Modifiers(QueryNode node, QueryRelation<T> selected, QueryScope<T> scope, QueryCte<T>? ctes)
    {
        foreach (var (kind, expressions) in node.Modifiers)
        {
            var clause = kind switch
            {
                "ORDER_MODIFIER" => QueryClause.Order,
                "DISTINCT_MODIFIER" => QueryClause.Group,
                // LIMIT and OFFSET, which may be subqueries.
                _ => QueryClause.Where,
            };
            Clause(clause, [.. expressions], selected, scope, ctes);
        }
    }

    private void Clause(QueryClause clause, IReadOnlyList<ExpressionNode?> expressions, QueryRelation<T> selected, QueryScope<T> scope, QueryCte<T>? ctes)
    {
        foreach (var expression in expressions.OfType<ExpressionNode>())
        {
            Expression(expression, scope, ctes, clause);
            // ORDER BY 2, GROUP BY 1
            if (clause is QueryClause.Order or QueryClause.Group && expression.WholeNumber is >= 1 and var place && selected.At(place - 1) is { } column)
            {
                Used(column, clause);
            }
        }
    }

    private IReadOnlyList<QueryRelation<T>> From(TableNode table, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var alias = table.Alias;
        switch (table.Kind)
        {
            case "BASE_TABLE":
                var relation = BaseTable(table, ctes);
                Bound(relation.Width);
                return [relation.Renamed(alias.Length > 0 ? alias : table.Name, table.Columns)];
            case "SUBQUERY":
                return [Query(table.Subquery, ctes, outer).Renamed(alias, table.Columns)];
            case "JOIN":
                return Join(table, ctes, outer);
            case "TABLE_FUNCTION":
                var function = table.Function;
                var made = TableFunction(function, Expression(function, outer ?? new QueryScope<T>([], null), ctes, QueryClause.Select));
                return [made.Renamed(alias.Length > 0 ? alias : function.FunctionName, table.Columns)];
            case "EXPRESSION_LIST":
                return [Values(table, outer ?? new QueryScope<T>([], null), ctes).Renamed(alias, table.Columns)];
            default:
                return [];
        }
    }

    private QueryRelation<T> BaseTable(TableNode table, QueryCte<T>? ctes) =>
        Product(table.Place) is { } columns ? new QueryRelation<T>("", columns)
        : table.Schema.Length == 0 && QueryCte<T>.Find(ctes, table.Name) is { } cte ? cte.Relation
        : new QueryRelation<T>("", [], OfMesh);

    private IReadOnlyList<QueryRelation<T>> Join(TableNode join, QueryCte<T>? ctes, QueryScope<T>? outer)
    {
        var left = From(join.Left, ctes, outer);
        // The right side of a lateral join sees the left one.
        var right = From(join.Right, ctes, new QueryScope<T>(left, outer));
        IReadOnlyList<QueryRelation<T>> both = [.. left, .. right];
        if (join.Using.Count > 0 || join.JoinForm == "NATURAL")
        {
            var (one, other) = (new QueryScope<T>(left, null), new QueryScope<T>(right, null));
            if (join.Using.Any(name => one.IsAmbiguous([name]) || other.IsAmbiguous([name])))
            {
                JoinedByRepeated(join);
            }

            JoinedBy(join, [.. join.Using.Select(name => (name, one.Resolve([name]) ?? default, other.Resolve([name]) ?? default))]);
            // They are columns of both sides, and one of the result.
            both = [.. left.Select(relation => relation.Joined(join.Using, isRight: false)), .. right.Select(relation => relation.Joined(join.Using, isRight: true))];
        }

        if (join.Condition is { } condition)
        {
            Expression(condition, new QueryScope<T>(both, outer), ctes, QueryClause.Join);
        }

        return join.Alias.Length == 0 ? both : [QueryRelation<T>.Together(join.Alias, both)];
    }

    private QueryRelation<T> Values(TableNode table, QueryScope<T> scope, QueryCte<T>? ctes)
    {
        List<T> all = [];
        foreach (var row in table.Rows)
        {
            var values = row.Select(value => Expression(value, scope, ctes, QueryClause.Select)).ToList();
            all = [.. values.Select((value, at) => at < all.Count ? Common(all[at], value) : value), .. all.Skip(values.Count)];
        }

        return new QueryRelation<T>("", [.. all.Select((value, at) => Unnamed(at, value))]);
    }

    // Trino names what has no name by its place.
    private static QueryColumn<T> Unnamed(int place, T known) => new(FormattableString.Invariant($"_col{place}"), known) { HasOwnName = false };

    private void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new QueryFailedException(QueryFailure.TooDeep);
        }
    }
}
