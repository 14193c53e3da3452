using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>The result of analysing a query's tree: the tables and functions that it needs, or why it is refused.</summary>
/// <param name="Tables">Every table it names, CTEs left out; complete only without a refusal.</param>
/// <param name="Refusal">The first thing in it that is not allowed; null when all of it is.</param>
internal sealed record SqlAnalysis(IReadOnlyList<TableReference> Tables, QueryFailure? Refusal)
{
    /// <summary>The columns' names as the query has them.</summary>
    public ColumnNames Names { get; init; } = new();
}
