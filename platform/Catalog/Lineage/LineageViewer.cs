using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Decides which nodes of the graph a caller sees, by one bundle for a whole request. A product that the caller may not discover is, to the
/// caller, not there, and neither is what is behind it.
/// </summary>
internal sealed class LineageViewer(ProductVisibility products, PolicyBundle bundle, Principal principal)
{
    private readonly CallerDecisions _caller = new(bundle, principal);
    private readonly Dictionary<LineageName, (VisibleVersion? Version, bool IsSeen)> _datasets = [];
    private bool _isFresh;

    /// <summary>Reads what has changed of the products; once for a request, before all else.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_isFresh)
        {
            await products.RefreshAsync(cancellationToken);
            _isFresh = true;
        }
    }

    /// <summary>
    /// Decides about many datasets by the products that they are (null for one outside the mesh): the version of each, null where
    /// it is not registered, and whether the caller may know of it.
    /// </summary>
    public IReadOnlyList<(VisibleVersion? Version, bool IsSeen)> Decide(IReadOnlyList<ProductReference?> datasets) =>
        [.. products.FindEach(datasets).Zip(datasets, (version, dataset) => (version, IsSeen(dataset, version)))];

    /// <summary>The rules.</summary>
    public PolicyBundle Bundle => bundle;

    /// <summary>The caller.</summary>
    public Principal Principal => principal;

    /// <summary>Whether the caller may know of a dataset.</summary>
    public bool Sees(LineageName dataset) => Find(dataset).IsSeen;

    /// <summary>Whether the caller may read the texts of what makes a dataset: its owner and auditors may.</summary>
    public bool MayRead(LineageName dataset) => LineageAccess.Product(dataset) is { } product
        && (VersionOf(dataset) is { } version ? _caller.Permits(PolicyAction.Audit, version) : Permits(PolicyAction.Audit, product));

    /// <summary>The version of a product that a dataset is; null for one that is not registered, or is no product.</summary>
    public VisibleVersion? VersionOf(LineageName dataset) => Find(dataset).Version;

    /// <summary>The classification of a product in force.</summary>
    public Classification ClassificationOf(VisibleVersion version) => version.Profile.InForce(bundle).Classification;

    // A graph has many edges to a dataset: it is decided once.
    private (VisibleVersion? Version, bool IsSeen) Find(LineageName dataset)
    {
        if (!_datasets.TryGetValue(dataset, out var found))
        {
            _datasets[dataset] = found = Decide([LineageAccess.Product(dataset)])[0];
        }

        return found;
    }

    // A product that was removed had a contract that is not known any more, which may have hidden it. What is outside the mesh has no one who hides it, nor has an
    // outbox: each domain has one.
    private bool IsSeen(ProductReference? dataset, VisibleVersion? version) =>
        version is not null ? _caller.MayDiscover(version)
        : dataset is not { Product.Product: not LineageAccess.Outbox } reference || Permits(PolicyAction.Discover, reference) || Permits(PolicyAction.Audit, reference);

    private bool Permits(PolicyAction action, ProductReference unregistered) => PolicyEngine.DecideForAll(bundle, principal, action, unregistered.Product).Permit;
}
