using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Outbox;

/// <summary>The rows of several products that are in the outbox and not in their tables, all read at one moment.</summary>
/// <param name="Head">The last position that was given; 0 where none was.</param>
/// <param name="Products">The rows of each product and their size in bytes; counted up to a limit.</param>
internal sealed record OutboxBacklog(long Head, IReadOnlyDictionary<ProductMajorVersion, (long Rows, long Bytes)> Products);
