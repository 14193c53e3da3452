using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Work that one process of a domain does: the one with the publisher's lease.</summary>
internal interface ILeasedWork
{
    /// <summary>Runs until it is cancelled, when the lease ends.</summary>
    /// <param name="products">The registered products.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken);
}
