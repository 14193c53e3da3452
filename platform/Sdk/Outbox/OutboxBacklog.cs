using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Outbox;

/// <summary>The rows of several products that are in the outbox and not in their tables, all read at one moment.</summary>
/// <param name="Head">The last assigned position; 0 when there is none.</param>
/// <param name="Products">The number of rows of each product and their size in bytes; counted up to a limit.</param>
internal sealed record OutboxBacklog(long Head, IReadOnlyDictionary<ProductMajorVersion, (long Rows, long Bytes)> Products);
