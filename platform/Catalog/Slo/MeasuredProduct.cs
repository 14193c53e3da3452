using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Slo;

/// <summary>The properties of a major version in use that its service levels depend on, of its newest contract.</summary>
/// <param name="Id">The major version.</param>
/// <param name="Promises">Its service levels.</param>
/// <param name="Freshness">Its freshness, read; null where it promises none.</param>
/// <param name="Ports">The addresses of its ports.</param>
/// <param name="RegisteredAt">When the major version was first registered.</param>
/// <param name="Documented">The share of the contract that is described, from 0 to 1.</param>
internal sealed record MeasuredProduct(
    ProductMajorVersion Id, IReadOnlyList<SloPromise> Promises, FreshnessTarget? Freshness, IReadOnlyList<PortLocation> Ports, DateTimeOffset RegisteredAt, double Documented)
{
    /// <summary>Reads the properties from the versions of a major version.</summary>
    /// <param name="versions">The versions with their contracts, the earliest first; at least one.</param>
    public static MeasuredProduct Of(IReadOnlyList<ProductDetails> versions)
    {
        var product = versions[^1];
        var freshness = FreshnessTarget.TryParse(product.Quality.FreshnessSla, out var target, out _, out _) ? target : null;
        return new MeasuredProduct(
            product.ProductMajorVersion,
            SloPromise.Of(product),
            freshness,
            product.Ports,
            versions.Min(version => version.RegisteredAt),
            DocumentedShare(product));
    }

    private static double DocumentedShare(ProductDetails product)
    {
        var texts = product.Schema.Select(column => column.Description).Append(product.Description).Append(product.Examples.Count > 0 ? product.Examples[0] : null).ToList();
        return (double)texts.Count(text => !string.IsNullOrWhiteSpace(text)) / texts.Count;
    }
}
