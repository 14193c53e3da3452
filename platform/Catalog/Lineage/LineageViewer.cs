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
    private readonly Dictionary<ProductReference, VisibleVersion?> _known = [];
    private readonly Dictionary<LineageName, (VisibleVersion? Version, bool IsSeen)> _datasets = [];
    private bool _isFresh;

    /// <summary>Reads what has changed of the products; once for a request.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_isFresh)
        {
            await products.RefreshAsync(cancellationToken);
            _isFresh = true;
        }
    }

    /// <summary>Finds what is needed to decide about datasets, all at once.</summary>
    public async Task LoadAsync(IEnumerable<LineageName> datasets, CancellationToken cancellationToken)
    {
        var unknown = Unknown(datasets);
        if (unknown.Count > 0)
        {
            await RefreshAsync(cancellationToken);
            Load(unknown);
        }
    }

    /// <summary>Finds what is needed to decide about datasets, after <see cref="RefreshAsync"/>.</summary>
    public void Load(IEnumerable<LineageName> datasets) => Load(Unknown(datasets));

    /// <summary>
    /// Decides about many datasets by the products that they are (null for one outside the mesh), after <see cref="RefreshAsync"/>: the version of each, null where
    /// it is not registered, and whether the caller may know of it.
    /// </summary>
    public IReadOnlyList<(VisibleVersion? Version, bool IsSeen)> Decide(IReadOnlyList<ProductReference?> datasets)
    {
        var found = products.FindEach(datasets);
        var decided = new (VisibleVersion?, bool)[found.Count];
        for (var place = 0; place < decided.Length; place++)
        {
            decided[place] = (found[place], IsSeen(found[place]));
        }

        return decided;
    }

    /// <summary>Whether the caller may know of a dataset, which was loaded.</summary>
    public bool Sees(LineageName dataset) => Find(dataset).IsSeen;

    /// <summary>Whether the caller may read the texts of what makes a dataset, which was loaded: its owner and auditors may.</summary>
    public bool MayRead(LineageName dataset) => LineageAccess.Product(dataset) is { } product
        && (_known[product] is { } version ? _caller.Permits(PolicyAction.Audit, version) : PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Audit, product.Product).Permit);

    /// <summary>The version of a product that a dataset is, which was loaded; null for one that is not registered, or is no product.</summary>
    public VisibleVersion? VersionOf(LineageName dataset) => Find(dataset).Version;

    /// <summary>The classification of a product in force.</summary>
    public Classification ClassificationOf(VisibleVersion version) => version.Profile.InForce(bundle).Classification;

    /// <summary>Loads a dataset and decides.</summary>
    public async Task<bool> SeesAsync(LineageName dataset, CancellationToken cancellationToken)
    {
        await LoadAsync([dataset], cancellationToken);
        return Sees(dataset);
    }

    /// <summary>Loads a dataset and decides about the texts of what makes it.</summary>
    public async Task<bool> MayReadAsync(LineageName dataset, CancellationToken cancellationToken)
    {
        await LoadAsync([dataset], cancellationToken);
        return MayRead(dataset);
    }

    // A graph has many edges to a dataset: it is decided once.
    private (VisibleVersion? Version, bool IsSeen) Find(LineageName dataset)
    {
        if (!_datasets.TryGetValue(dataset, out var found))
        {
            var version = LineageAccess.Product(dataset) is { } product ? _known[product] : null;
            _datasets[dataset] = found = (version, IsSeen(version));
        }

        return found;
    }

    // What is no registered product has no one who hides it.
    private bool IsSeen(VisibleVersion? version) => version is null || _caller.MayDiscover(version);

    private List<ProductReference> Unknown(IEnumerable<LineageName> datasets) =>
        [.. datasets.Where(dataset => !_datasets.ContainsKey(dataset)).Select(LineageAccess.Product).OfType<ProductReference>().Where(product => !_known.ContainsKey(product)).Distinct()];

    private void Load(List<ProductReference> unknown)
    {
        if (unknown.Count == 0)
        {
            return;
        }

        var found = products.Find(unknown);
        foreach (var product in unknown)
        {
            _known[product] = found.GetValueOrDefault(product);
        }
    }
}
