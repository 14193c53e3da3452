using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Platform.IcebergCatalog.Access;

/// <summary>The domains of the mesh, as far as namespaces depend on them.</summary>
internal interface IMeshDomains
{
    /// <summary>Whether the mesh knows a domain, registered products or not.</summary>
    bool Has(string domain);

    /// <summary>Whether a caller may discover a product of a domain.</summary>
    /// <param name="bundle">The rules, taken once for a request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<bool> ShowsAsync(PolicyBundle bundle, Principal caller, string domain, CancellationToken cancellationToken);

    /// <summary>The domains of which a caller may discover a product.</summary>
    /// <param name="bundle">The rules, taken once for a request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlySet<string>> ShownAsync(PolicyBundle bundle, Principal caller, CancellationToken cancellationToken);
}
