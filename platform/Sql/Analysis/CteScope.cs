using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>The CTE names that a part of a query can see.</summary>
internal sealed record CteScope(string Name, CteScope? Outer) : CteChain<CteScope>(Name, Outer);
