namespace MeshStarter.Catalog.Lineage;

/// <summary>An answer that comes whole would have too many nodes.</summary>
internal sealed class LineageTooLargeException() : Exception($"The graph has more than {LineageStore.MaximumNodes} nodes. Lower depth, or read it page by page with GET /lineage.");
