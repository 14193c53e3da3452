using System.Runtime.InteropServices;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>A column of a product in a query.</summary>
/// <param name="Table">The number of the product's place in <see cref="QueryReading.Tables"/>.</param>
/// <param name="Name">The column, as the product calls it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceColumn(int Table, string Name);

/// <summary>A column of something in FROM, or of a subquery's answer.</summary>
/// <param name="Name">Its name there; empty where the engine makes one.</param>
/// <param name="Sources">The columns of products that it is made of.</param>
internal sealed record QueryColumn(string Name, IReadOnlyCollection<SourceColumn> Sources);

/// <summary>Something in FROM.</summary>
/// <param name="Name">The name by which the query calls it.</param>
/// <param name="Columns">Its columns; none where they are not of a product.</param>
internal sealed record QueryRelation(string Name, IReadOnlyList<QueryColumn> Columns)
{
    /// <summary>The sources of a column; null where there is no such column.</summary>
    public IReadOnlyCollection<SourceColumn>? Find(string column) => Columns.FirstOrDefault(own => AsciiNames.Comparer.Equals(own.Name, column))?.Sources;
}

/// <summary>The names that an expression may use.</summary>
/// <param name="Relations">What is in FROM.</param>
/// <param name="Outer">The scope around a subquery; null for the whole query.</param>
internal sealed record QueryScope(IReadOnlyList<QueryRelation> Relations, QueryScope? Outer)
{
    private static readonly IReadOnlyCollection<SourceColumn> None = [];

    /// <summary>The columns of the SELECT list under their names, which other clauses may use.</summary>
    public Dictionary<string, IReadOnlyCollection<SourceColumn>> Aliases { get; } = new(AsciiNames.Comparer);

    /// <summary>
    /// The sources of a name as the query writes it: <c>total</c>, <c>o.total</c>, <c>o.address.city</c>, or for the whole row <c>o</c>, <c>orders.o</c>, <c>mesh.orders.o</c>.
    /// </summary>
    public IReadOnlyCollection<SourceColumn> Resolve(IReadOnlyList<string> names) =>
        First(scope => scope.Own(names))
        // Behind the columns of all scopes: address.city is no row of a relation that is called city.
        ?? (names.Count is 2 or 3 ? First(scope => scope.Row(names[^1])) : null)
        // A lambda's parameter, or a column of what is no product.
        ?? None;

    private IReadOnlyCollection<SourceColumn>? First(Func<QueryScope, IReadOnlyCollection<SourceColumn>?> find)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (find(scope) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private IReadOnlyCollection<SourceColumn>? Own(IReadOnlyList<string> names)
    {
        // mesh.orders.orders.total, orders.orders.total, orders.total: the last qualifier is the relation.
        for (var qualifier = Math.Min(names.Count - 2, 2); qualifier >= 0; qualifier--)
        {
            if (Named(names[qualifier]).Select(relation => relation.Find(names[qualifier + 1])).OfType<IReadOnlyCollection<SourceColumn>>().ToList() is { Count: > 0 } qualified)
            {
                return Union(qualified);
            }
        }

        // Unqualified, or a member of a STRUCT. A name that several relations have is one of a USING, which means all.
        if (Relations.Select(relation => relation.Find(names[0])).OfType<IReadOnlyCollection<SourceColumn>>().ToList() is { Count: > 0 } found)
        {
            return Union(found);
        }

        return Aliases.TryGetValue(names[0], out var alias) ? alias
            : names.Count == 1 ? Row(names[0])
            : null;
    }

    private IReadOnlyCollection<SourceColumn>? Row(string name) =>
        Named(name).ToList() is { Count: > 0 } rows ? Union(rows.SelectMany(row => row.Columns).Select(column => column.Sources)) : null;

    private IEnumerable<QueryRelation> Named(string name) => Relations.Where(relation => AsciiNames.Comparer.Equals(relation.Name, name));

    private static IReadOnlyCollection<SourceColumn> Union(IEnumerable<IReadOnlyCollection<SourceColumn>> sources) => [.. sources.SelectMany(each => each).Distinct()];
}

/// <summary>A CTE with the sources of its columns.</summary>
internal sealed record QueryCte(string Name, IReadOnlyList<QueryColumn> Columns, QueryCte? Outer) : CteChain<QueryCte>(Name, Outer);
