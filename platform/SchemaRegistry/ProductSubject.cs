using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Avro.Compatibility;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// The subjects of products: <c>orders.fact_order_events_v1-value</c> for each major version, as its topic is called, and
/// <c>orders.fact_order_events-value</c> as a second name of the default one's.
/// </summary>
internal static class ProductSubject
{
    private const string Suffix = "-value";

    public static string NameOf(DataProductId product, int major) => new ProductMajorVersion(product, major) + Suffix;

    public static string PlainNameOf(DataProductId product) => product + Suffix;

    /// <summary>The product that a subject of this name would be of; the major version is null in the plain name.</summary>
    public static bool TryParse(string subject, out DataProductId product, out int? major)
    {
        (product, major) = (default, null);
        if (!subject.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return false;
        }

        var name = subject[..^Suffix.Length];
        if (ProductMajorVersion.TryParse(name, out var named))
        {
            (product, major) = (named.Product, named.Major);
            return true;
        }

        return DataProductId.TryParse(name, out product);
    }

    /// <summary>Whether a name has the form of those of major versions: they are kept for the products that come to have them.</summary>
    public static bool IsOfMajor(string subject) => TryParse(subject, out _, out var major) && major is not null;

    /// <summary>The level that a contract's <c>schema_evolution</c> asks for; what is not promised is not held.</summary>
    public static CompatibilityLevel LevelOf(string? schemaEvolution) => schemaEvolution switch
    {
        SchemaEvolutions.BackwardCompatible => CompatibilityLevel.Backward,
        SchemaEvolutions.ForwardCompatible => CompatibilityLevel.Forward,
        SchemaEvolutions.Full => CompatibilityLevel.Full,
        _ => CompatibilityLevel.None,
    };
}
