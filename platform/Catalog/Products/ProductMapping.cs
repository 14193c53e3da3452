using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Products;

/// <summary>A product in the words of the list and of its contract.</summary>
internal static class ProductMapping
{
    public static ProductSummary ToSummary(this ProductDetails product) => new()
    {
        Name = product.Name,
        Version = product.Version,
        Kind = product.Kind,
        Owner = product.Owner,
        Description = product.Description,
        Classification = product.Classification,
        Ports = product.Ports,
        Reachability = product.Reachability,
        LastReportAt = product.LastReportAt,
    };

    public static DataProductDescriptor ToDescriptor(this ProductDetails product) => RegisteredDescriptor.Of(product);

    public static ProductDetails ToDetails(this DataProductDescriptor descriptor, IReadOnlyList<PortLocation> ports, DateTimeOffset now) => new()
    {
        Name = descriptor.Name,
        Version = descriptor.Version,
        Kind = descriptor.Kind,
        Consumer = descriptor.Consumer,
        Owner = descriptor.Owner,
        Accountable = descriptor.Accountable,
        Description = descriptor.Description,
        Inputs = descriptor.Inputs,
        Classification = descriptor.Access.Classification,
        Schema = descriptor.Schema,
        Key = descriptor.Key,
        Ports = ports,
        Slo = new ServiceLevels(descriptor.Quality.FreshnessSla, descriptor.Quality.Availability, descriptor.Quality.Completeness),
        Quality = descriptor.Quality,
        Access = descriptor.Access,
        PartitionBy = descriptor.PartitionBy,
        Retention = descriptor.Retention,
        Examples = descriptor.Examples,
        RegisteredAt = now,
        UpdatedAt = now,
    };
}
