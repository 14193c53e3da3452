using System.Runtime.InteropServices;
using MeshStarter.Catalog.Search;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Products;

/// <summary>The products in memory, with the words by which they are found. A version has the number of its document.</summary>
internal sealed class ProductIndexContent
{
    // Half of the numbers may be of documents that were replaced before they are given again.
    private const int LeastReplaced = 1_000;

    private readonly Dictionary<DataProductId, int[]> _products = [];
    private readonly List<VisibleVersion?> _versions = [];
    private int _replaced;

    /// <summary>The versions by number; null for one that was replaced.</summary>
    public ReadOnlySpan<VisibleVersion?> Versions => CollectionsMarshal.AsSpan(_versions);

    /// <summary>The domains whose services are not there.</summary>
    public IReadOnlySet<string> SilentDomains { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The words of the documents.</summary>
    public WordIndex Words { get; } = new();

    /// <summary>The state of a version: no new rows come from a service that is not there.</summary>
    public SloState StateOf(VisibleVersion version) => SilentDomains.Count > 0 && SilentDomains.Contains(version.Product.Domain) ? SloState.Breached : version.State;

    /// <summary>The major version of a product that is named, or the default one at a moment; null where there is none.</summary>
    public VisibleVersion? Find(ProductReference reference, DateTime moment)
    {
        VisibleVersion? newest = null;
        foreach (var number in _products.GetValueOrDefault(reference.Product, []))
        {
            var version = _versions[number]!;
            if (reference.Major is { } major ? version.Version.Major == major : version.IsDefaultAt(moment))
            {
                return version;
            }

            newest = newest is null || version.Version > newest.Version ? version : newest;
        }

        return reference.Major is null ? newest : null;
    }

    /// <summary>Replaces the major versions of a product.</summary>
    public void Replace(DataProductId product, IReadOnlyList<(VisibleVersion Version, DocumentWords Words)> versions)
    {
        foreach (var number in _products.GetValueOrDefault(product, []))
        {
            _versions[number] = null;
            _replaced++;
        }

        _products.Remove(product);
        if (versions.Count > 0)
        {
            _products[product] = [.. versions.Select(Add)];
        }

        if (_replaced > LeastReplaced + (_versions.Count / 2))
        {
            Renumber();
        }
    }

    private int Add((VisibleVersion Version, DocumentWords Words) document)
    {
        _versions.Add(document.Version);
        Words.Add(_versions.Count - 1, document.Words);
        return _versions.Count - 1;
    }

    private void Renumber()
    {
        var next = 0;
        int[] numbers = [.. _versions.Select(version => version is null ? -1 : next++)];
        foreach (var (product, own) in _products.ToList())
        {
            _products[product] = [.. own.Select(number => numbers[number])];
        }

        _versions.RemoveAll(version => version is null);
        Words.Renumber(numbers);
        _replaced = 0;
    }
}
