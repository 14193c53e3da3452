using MeshStarter.Contracts.Lineage;

namespace MeshStarter.Portal.Profiles;

/// <summary>The neighbours of a product in the lineage graph.</summary>
/// <param name="Upstream">The datasets that it is made of.</param>
/// <param name="Downstream">The datasets that are made of it.</param>
public sealed record ProductLineage(IReadOnlyList<LineageItem> Upstream, IReadOnlyList<LineageItem> Downstream);
