namespace MeshStarter.Lake.Queries;

/// <summary>A query that was tried.</summary>
/// <param name="Problem">The reason why it cannot be run; null for one that can, and for one of which nothing is known, as of products without known columns.</param>
/// <param name="Tables">The tables of the mesh that it names, those of its own left out; not all of them where it cannot be run. The schema is empty where it names none.</param>
public sealed record TriedQuery(QueryProblem? Problem, IReadOnlyList<(string Schema, string Name)> Tables);
