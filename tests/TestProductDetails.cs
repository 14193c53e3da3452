using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.TestKit;

/// <summary>Products as the catalog has them.</summary>
internal static class TestProductDetails
{
    /// <summary>Makes version 1.0.0 of a product that has published nothing and has no ports.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="classification">Its classification, which its terms of access name, too.</param>
    public static ProductDetails Of(string name, IReadOnlyList<ColumnDefinition> schema, Classification classification = Classification.Internal) => new()
    {
        Name = DataProductId.Parse(name),
        Version = ProductVersion.First,
        Kind = ProductKind.SourceAligned,
        Owner = "team@example.org",
        Description = "for a test",
        Classification = classification,
        Schema = schema,
        Key = [],
        Ports = [],
        Slo = new ServiceLevels(null, null, null),
        Quality = new QualityTerms(),
        Access = new AccessTerms { Classification = classification },
        Examples = [],
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
