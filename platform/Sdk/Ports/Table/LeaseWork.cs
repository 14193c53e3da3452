using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Work alongside the publishes of the outbox, in the process with the publisher's lease.</summary>
/// <param name="products">The registered products.</param>
/// <param name="lease">The lease.</param>
/// <param name="cancellationToken">Ends the work, with the lease.</param>
internal delegate Task LeaseWork(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken);
