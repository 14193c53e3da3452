using MeshStarter.Lake.Iceberg;

namespace MeshStarter.QueryProxy.Products;

/// <summary>A table that was asked for before it was known whether it is the one: that of this major version.</summary>
internal sealed record RequestedTable(int Major, Task<LoadedTable?> Answer);
