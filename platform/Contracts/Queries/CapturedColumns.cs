namespace MeshStarter.Contracts.Queries;

/// <summary>Columns of a product that a query uses, by the clause of the query that names them. A column may be in several.</summary>
public sealed record CapturedColumns
{
    /// <summary>Columns whose values are returned, or what is returned is computed of.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>Columns that choose rows: of WHERE, HAVING, QUALIFY and FILTER.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>Columns that pair rows of tables.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>Columns that rows are grouped or partitioned by.</summary>
    public IReadOnlyList<string> Group { get; init; } = [];

    /// <summary>Columns that rows are ordered by.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>All of them, each once.</summary>
    public IReadOnlyList<string> All() => [.. Clauses().SelectMany(clause => clause.Columns).Distinct(StringComparer.Ordinal)];

    /// <summary>The clauses that name columns, with these.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Columns)> Clauses() =>
        new[] { ("select", Select), ("where", Where), ("join", Join), ("group", Group), ("order", Order) }.Where(clause => clause.Item2.Count > 0);
}
