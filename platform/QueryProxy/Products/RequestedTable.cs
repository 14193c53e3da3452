using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.QueryProxy.Products;

/// <summary>A table that was requested before it was known whether it is the one: that of this major version.</summary>
internal sealed record RequestedTable(int Major, Task<AnsweredTable> Answer);

/// <summary>The catalog's answer about a product's table.</summary>
/// <param name="Table">The table; null where there is none yet.</param>
/// <param name="Revision">The product's revision at that moment; null where the catalog does not say.</param>
internal sealed record AnsweredTable(LoadedTable? Table, string? Revision);
