using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>Finds the columns used in FROM and in expressions.</summary>
internal sealed partial class ColumnUses
{
    private IReadOnlyList<QueryRelation> From(TableNode table, QueryCte? ctes, QueryScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (table.Kind)
        {
            case "BASE_TABLE":
                return [BaseTable(table, ctes)];
            case "SUBQUERY":
                return [new QueryRelation(table.Alias, Renamed(Query(table.Subquery, ctes, outer), table.Columns))];
            case "JOIN":
                return Join(table, ctes, outer);
            case "TABLE_FUNCTION":
                Expression(table.Function, outer ?? new QueryScope([], null), ctes, QueryClause.Select);
                return [new QueryRelation(table.Alias, [])];
            case "EXPRESSION_LIST":
                foreach (var value in table.Rows.SelectMany(row => row))
                {
                    Expression(value, outer ?? new QueryScope([], null), ctes, QueryClause.Select);
                }

                return [new QueryRelation(table.Alias, [])];
            default:
                return [];
        }
    }

    private QueryRelation BaseTable(TableNode table, QueryCte? ctes)
    {
        IReadOnlyList<QueryColumn> columns =
            _places.TryGetValue(table.Place, out var place) ? [.. _tables[place].Columns.Select(column => new QueryColumn(column, [new SourceColumn(place, column)]))]
            : table.Schema.Length == 0 && QueryCte.Find(ctes, table.Name) is { } cte ? cte.Columns
            : [];
        Bound(columns.Count);
        return new QueryRelation(table.Alias.Length > 0 ? table.Alias : table.Name, Renamed(columns, table.Columns));
    }

    private IReadOnlyList<QueryRelation> Join(TableNode join, QueryCte? ctes, QueryScope? outer)
    {
        var left = From(join.Left, ctes, outer);
        // The right side of a lateral join sees the left one.
        var right = From(join.Right, ctes, new QueryScope(left, outer));
        IReadOnlyList<QueryRelation> both = [.. left, .. right];
        var scope = new QueryScope(both, outer);
        var merged = join.JoinForm == "NATURAL"
            ? left.SelectMany(relation => relation.Columns).Select(column => column.Name).Where(name => right.Any(relation => relation.Find(name) is not null))
            : join.Using;
        foreach (var column in merged)
        {
            Use(scope.Resolve([column]), QueryClause.Join);
        }

        Optional(join.Condition, scope, ctes, QueryClause.Join);
        return join.Alias.Length == 0 ? both : [new QueryRelation(join.Alias, [.. both.SelectMany(relation => relation.Columns)])];
    }

    private void Optional(ExpressionNode? expression, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        if (expression is { } given)
        {
            Expression(given, scope, ctes, clause);
        }
    }

    private IReadOnlyCollection<SourceColumn> Expression(ExpressionNode expression, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        HashSet<SourceColumn> found = [];
        Collect(expression, scope, ctes, clause, found);
        return found.Count == 0 ? None : found;
    }

    private void Collect(IEnumerable<ExpressionNode> expressions, QueryScope scope, QueryCte? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        foreach (var expression in expressions)
        {
            Collect(expression, scope, ctes, clause, found);
        }
    }

    private void Collect(ExpressionNode expression, QueryScope scope, QueryCte? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression.Kind)
        {
            case "COLUMN_REF":
                found.UnionWith(Use(scope.Resolve(expression.Names), clause));
                return;
            case "SUBQUERY":
                Collect(expression.Parts, scope, ctes, clause, found);
                found.UnionWith(Query(expression.Subquery, ctes, scope).SelectMany(column => Use(column.Sources, clause)));
                return;
            case "STAR":
                // COLUMNS(…): those that it chooses are among all of them.
                found.UnionWith(scope.Relations.SelectMany(relation => relation.Columns).SelectMany(column => Use(column.Sources, clause)));
                return;
            case "FUNCTION":
                // o.email.upper() is upper(o.email) to the engine.
                if (expression.Qualifier.Where(name => !AsciiNames.Comparer.Equals(name, "main")).ToList() is { Count: > 0 } qualifier)
                {
                    found.UnionWith(Use(scope.Resolve(qualifier), clause));
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
    }
}
