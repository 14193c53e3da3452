using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Platform.Products;

/// <summary>
/// The versions that were read lately, each with the text that it was read from. The database is queried each time; a text that is the same as before is not read again.
/// </summary>
internal sealed class ReadVersions
{
    private const int MostVersions = 256;

    private readonly ConcurrentDictionary<(ProductReference Product, ProductVersion? Version), ReadVersion> _known = new();

    /// <summary>The version that a row holds.</summary>
    /// <param name="product">The product that was requested.</param>
    /// <param name="version">The version that was requested; null for the one in force.</param>
    /// <param name="details">Its details.</param>
    /// <param name="others">The terms of the others; null where there are none.</param>
    public ProductDetails Of(ProductReference product, ProductVersion? version, string details, string? others)
    {
        if (_known.TryGetValue((product, version), out var known) && known.Details == details && known.Others == others)
        {
            return known.Product;
        }

        var read = VersionTerms.Read(details, others);
        if (_known.Count >= MostVersions)
        {
            _known.Clear();
        }

        _known[(product, version)] = new ReadVersion(details, others, read);
        return read;
    }

    private sealed record ReadVersion(string Details, string? Others, ProductDetails Product);
}
