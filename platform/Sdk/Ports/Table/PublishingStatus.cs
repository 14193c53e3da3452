using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Whether a product's rows reach its table.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="Failing">Why they do not; null when they do.</param>
internal sealed record PublishingStatus(DataProductId Product, int Major, PublishingFailure? Failing);
