using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Refill;

/// <summary>The progress of a refill.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version that the rows go to.</param>
/// <param name="Rows">The rows that it has emitted by now.</param>
/// <param name="IsComplete">Whether all are emitted; else the next call goes on.</param>
internal sealed record RefillProgress(DataProductId Product, int Major, long Rows, bool IsComplete);
