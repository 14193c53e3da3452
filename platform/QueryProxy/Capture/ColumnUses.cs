using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>
/// Finds the columns of products that each clause of a query uses, through aliases, subqueries and CTEs, from the tree of a query that was
/// permitted (<see cref="SqlAnalyzer"/>). Pure. It decides nothing about access: a form that it does not know makes the columns unknown.
/// </summary>
internal sealed class ColumnUses : QueryWalk<ColumnSources>
{
    private readonly Dictionary<ulong, IReadOnlyList<QueryColumn<ColumnSources>>> _products = [];
    private readonly Dictionary<SourceColumn, QueryClause> _uses = [];

    private ColumnUses(IReadOnlyList<ReadTable> tables)
    {
        for (var table = 0; table < tables.Count; table++)
        {
            var place = table;
            _products[tables[table].Offset] = [.. tables[table].Columns.Select(column => new QueryColumn<ColumnSources>(column, new ColumnSources(new HashSet<SourceColumn> { new(place, column) })))];
        }
    }

    /// <summary>The columns of each table by clause; null where they are not known.</summary>
    public static IReadOnlyList<CapturedColumns>? Of(QueryReading reading)
    {
        try
        {
            var uses = new ColumnUses(reading.Tables);
            uses.Query(QueryTree.Query(QueryTree.Read(reading.Tree)), ctes: null, outer: null);
            return [.. Enumerable.Range(0, reading.Tables.Count).Select(uses.OfTable)];
        }
        catch (Exception unknown) when (unknown is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException or InsufficientExecutionStackException or QueryFailedException)
        {
            return null;
        }
    }

    private CapturedColumns OfTable(int table)
    {
        IReadOnlyList<string> In(QueryClause clause) =>
            [.. _uses.Where(use => use.Key.Table == table && use.Value.HasFlag(clause)).Select(use => use.Key.Name).Order(StringComparer.Ordinal)];

        return new CapturedColumns
        {
            Select = In(QueryClause.Select),
            Where = In(QueryClause.Where),
            Join = In(QueryClause.Join),
            Group = In(QueryClause.Group),
            Order = In(QueryClause.Order),
        };
    }

    // They only grow, and there are as many as the products have: they end, or there are too many columns.
    /// <inheritdoc/>
    protected override int MaxRounds => int.MaxValue;

    /// <inheritdoc/>
    protected override IReadOnlyList<QueryColumn<ColumnSources>>? Product(ulong place) => _products.GetValueOrDefault(place);

    /// <inheritdoc/>
    protected override void Used(ColumnSources known, QueryClause clause)
    {
        foreach (var column in known.Columns)
        {
            _uses[column] = _uses.GetValueOrDefault(column) | clause;
        }
    }

    /// <inheritdoc/>
    protected override void JoinedBy(TableNode join, IReadOnlyList<(string Name, ColumnSources Left, ColumnSources Right)> keys)
    {
        if (keys.Count == 0)
        {
            throw new InvalidOperationException("A join by columns that it does not name.");
        }

        foreach (var (_, left, right) in keys)
        {
            Used(left, QueryClause.Join);
            Used(right, QueryClause.Join);
        }
    }

    /// <inheritdoc/>
    protected override QueryRelation<ColumnSources> Star(ExpressionNode star, QueryRelation<ColumnSources> all, QueryScope<ColumnSources> scope, QueryCte<ColumnSources>? ctes)
    {
        if (star.HasReplaced)
        {
            throw new InvalidOperationException("A star with columns of its own.");
        }

        Used(all.Any, QueryClause.Select);
        return all;
    }

    /// <inheritdoc/>
    protected override ColumnSources Expression(ExpressionNode node, QueryScope<ColumnSources> scope, QueryCte<ColumnSources>? ctes, QueryClause clause)
    {
        HashSet<SourceColumn> found = [];
        Collect(node, scope, ctes, clause, found);
        return new ColumnSources(found);
    }

    private void Collect(IEnumerable<ExpressionNode> expressions, QueryScope<ColumnSources> scope, QueryCte<ColumnSources>? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        foreach (var expression in expressions)
        {
            Collect(expression, scope, ctes, clause, found);
        }
    }

    private void Collect(ExpressionNode expression, QueryScope<ColumnSources> scope, QueryCte<ColumnSources>? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression.Kind)
        {
            case "COLUMN_REF":
                Add(scope.Resolve(expression.Names));
                return;
            case "SUBQUERY":
                Collect(expression.Parts, scope.FromFirst, ctes, clause, found);
                Add(Query(expression.Subquery, ctes, scope).Any);
                return;
            case "STAR" or "POSITIONAL_REFERENCE":
                // COLUMNS(…), #2: those that it chooses are among all of them.
                Add(QueryRelation<ColumnSources>.Together("", scope.Relations).Any);
                return;
            case "LAMBDA":
                Collect(expression.Parts, new QueryScope<ColumnSources>([], scope), ctes, clause, found);
                return;
            case "FUNCTION":
                scope = expression.CalledName is { } called && SafeFunctions.IsAggregate(called) ? scope.FromFirst : scope;
                // o.email.upper() is upper(o.email) to the engine.
                if (expression.Qualifier.Where(name => !AsciiNames.Comparer.Equals(name, "main")).ToList() is { Count: > 0 } qualifier)
                {
                    Add(scope.FromFirst.Resolve(qualifier));
                }

                Collect(expression.Children, scope, ctes, clause, found);
                Collect(expression.Within("filter"), scope, ctes, QueryClause.Where, found);
                Collect(expression.Within("order_bys"), scope, ctes, QueryClause.Order, found);
                return;
            case "WINDOW":
                Collect(expression.Within("partitions"), scope, ctes, QueryClause.Group, found);
                Collect(expression.Within("orders", "arg_orders"), scope, ctes, QueryClause.Order, found);
                Collect(expression.Within("filter_expr"), scope, ctes, QueryClause.Where, found);
                Collect(expression.Within("children", "start_expr", "end_expr", "offset_expr", "default_expr"), scope, ctes, clause, found);
                return;
            default:
                Collect(expression.Parts, scope, ctes, clause, found);
                return;
        }

        void Add(ColumnSources? sources)
        {
            if (sources is { } known)
            {
                Used(known, clause);
                found.UnionWith(known.Columns);
            }
        }
    }
}
