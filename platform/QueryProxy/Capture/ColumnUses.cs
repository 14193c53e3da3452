using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>
/// Finds the columns of products that each clause of a query uses, through aliases, subqueries and CTEs, from the tree of a query that was
/// permitted (<see cref="SqlAnalyzer"/>). Pure. It decides nothing about access: a form that it does not know makes the columns unknown.
/// </summary>
internal sealed partial class ColumnUses
{
    // A query that repeats all columns of wide products again and again is not worth more.
    private const int MaxColumns = 50_000;

    private static readonly IReadOnlyCollection<SourceColumn> None = [];

    private readonly IReadOnlyList<ReadTable> _tables;
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Dictionary<SourceColumn, QueryClause> _uses = [];
    private int _columns;

    private ColumnUses(IReadOnlyList<ReadTable> tables)
    {
        _tables = tables;
        for (var table = 0; table < tables.Count; table++)
        {
            _places[tables[table].Offset] = table;
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
        catch (Exception unknown) when (unknown is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException or InsufficientExecutionStackException)
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

    private IReadOnlyCollection<SourceColumn> Use(IReadOnlyCollection<SourceColumn> columns, QueryClause clause)
    {
        foreach (var column in columns)
        {
            _uses[column] = _uses.GetValueOrDefault(column) | clause;
        }

        return columns;
    }

    private IReadOnlyList<QueryColumn> Query(QueryNode node, QueryCte? ctes, QueryScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var (name, names, query) in node.Ctes)
        {
            ctes = new QueryCte(name, Renamed(Query(query, ctes, outer), names), ctes);
        }

        switch (node.Kind)
        {
            case "SELECT_NODE":
                return Select(node, ctes, outer);
            case "SET_OPERATION_NODE":
                return Ordered(node, Union(Query(node.Left, ctes, outer), Query(node.Right, ctes, outer), node.IsByName), ctes, outer);
            case "RECURSIVE_CTE_NODE":
                var first = Renamed(Query(node.Left, ctes, outer), node.CteColumns);
                return Ordered(node, Union(first, Query(node.Right, new QueryCte(node.CteName, first, ctes), outer), isByName: false), ctes, outer);
            default:
                throw new InvalidOperationException("A query of an unknown form.");
        }
    }

    private IReadOnlyList<QueryColumn> Select(QueryNode node, QueryCte? ctes, QueryScope? outer)
    {
        var scope = new QueryScope(From(node.From, ctes, outer), outer);
        List<QueryColumn> selected = [];
        foreach (var expression in node.SelectList)
        {
            var from = selected.Count;
            selected.AddRange(Selected(expression, scope, ctes));
            Bound(selected.Count - from);
            foreach (var column in selected.Skip(from).Where(column => column.Name.Length > 0))
            {
                scope.Aliases[column.Name] = column.Sources;
            }
        }

        Optional(node.Where, scope, ctes, QueryClause.Where);
        foreach (var group in node.Groups)
        {
            Positional(group, selected, scope, ctes, QueryClause.Group);
        }

        GroupByAll(node, selected);

        Optional(node.Having, scope, ctes, QueryClause.Where);
        Optional(node.Qualify, scope, ctes, QueryClause.Where);
        Modifiers(node, selected, scope, ctes);
        return selected;
    }

    // GROUP BY ALL: by every column of the list that is not aggregated.
    private void GroupByAll(QueryNode node, List<QueryColumn> selected)
    {
        var list = node.SelectList;
        if (!node.GroupsByAll || list.Count != selected.Count)
        {
            return;
        }

        foreach (var (_, column) in list.Zip(selected).Where(each => each.First.Kind == "COLUMN_REF"))
        {
            Use(column.Sources, QueryClause.Group);
        }
    }

    private IEnumerable<QueryColumn> Selected(ExpressionNode expression, QueryScope scope, QueryCte? ctes)
    {
        if (expression.Kind == "STAR" && !expression.IsChoice)
        {
            return Star(expression, scope, ctes);
        }

        return [new QueryColumn(expression.ResultName, Expression(expression, scope, ctes, QueryClause.Select))];
    }

    private List<QueryColumn> Star(ExpressionNode star, QueryScope scope, QueryCte? ctes)
    {
        var relation = star.StarOf;
        var replaced = star.Replaced.ToDictionary(each => each.Column, each => each.Value, AsciiNames.Comparer);
        var excluded = star.Excluded.ToHashSet(AsciiNames.Comparer);
        List<QueryColumn> columns = [];
        foreach (var column in scope.Relations.Where(each => relation.Length == 0 || AsciiNames.Comparer.Equals(each.Name, relation)).SelectMany(each => each.Columns).Where(each => !excluded.Contains(each.Name)))
        {
            columns.Add(replaced.TryGetValue(column.Name, out var value)
                ? column with { Sources = Expression(value, scope, ctes, QueryClause.Select) }
                : column with { Sources = Use(column.Sources, QueryClause.Select) });
        }

        return columns;
    }

    private IReadOnlyList<QueryColumn> Ordered(QueryNode node, IReadOnlyList<QueryColumn> columns, QueryCte? ctes, QueryScope? outer)
    {
        Modifiers(node, columns, new QueryScope([new QueryRelation("", columns)], outer), ctes);
        return columns;
    }

    private void Modifiers(QueryNode node, IReadOnlyList<QueryColumn> selected, QueryScope scope, QueryCte? ctes)
    {
        foreach (var (kind, expression) in node.Modifiers.SelectMany(modifier => modifier.Expressions, (modifier, expression) => (modifier.Kind, expression)))
        {
            switch (kind)
            {
                case "ORDER_MODIFIER":
                    Positional(expression, selected, scope, ctes, QueryClause.Order);
                    break;
                case "DISTINCT_MODIFIER":
                    Positional(expression, selected, scope, ctes, QueryClause.Group);
                    break;
                default:
                    // LIMIT and OFFSET, which may be subqueries.
                    Expression(expression, scope, ctes, QueryClause.Where);
                    break;
            }
        }
    }

    // ORDER BY 2, GROUP BY 1, ORDER BY ALL
    private void Positional(ExpressionNode expression, IReadOnlyList<QueryColumn> selected, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        if (expression.WholeNumber is not { } place)
        {
            Expression(expression, scope, ctes, clause);
        }
        else if (place >= 1 && place <= selected.Count)
        {
            Use(selected[place - 1].Sources, clause);
        }
    }

    private static IReadOnlyList<QueryColumn> Union(IReadOnlyList<QueryColumn> left, IReadOnlyList<QueryColumn> right, bool isByName) => isByName
        ? [.. left.Concat(right).GroupBy(column => column.Name, AsciiNames.Comparer).Select(group => new QueryColumn(group.Key, [.. group.SelectMany(column => column.Sources).Distinct()]))]
        : [.. left.Select((column, place) => place < right.Count ? column with { Sources = [.. column.Sources.Concat(right[place].Sources).Distinct()] } : column)];

    private static IReadOnlyList<QueryColumn> Renamed(IReadOnlyList<QueryColumn> columns, IReadOnlyList<string> names) =>
        names.Count == 0 ? columns : [.. columns.Select((column, place) => place < names.Count ? column with { Name = names[place] } : column)];

    private void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new InvalidOperationException("A query with too many columns.");
        }
    }
}
