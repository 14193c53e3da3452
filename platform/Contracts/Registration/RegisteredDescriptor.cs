using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Registration;

/// <summary>The descriptor of a product as the catalog returns it, without the publish interval, which it does not keep: what registration rules are about.</summary>
public static class RegisteredDescriptor
{
    /// <summary>The descriptor of a product.</summary>
    public static DataProductDescriptor Of(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new DataProductDescriptor
        {
            Name = product.Name,
            Version = product.Version,
            Kind = product.Kind,
            Consumer = product.Consumer,
            Owner = product.Owner,
            Accountable = product.Accountable,
            Description = product.Description,
            Inputs = product.Inputs,
            Schema = product.Schema,
            Key = product.Key,
            Quality = product.Quality,
            Access = product.Access,
            PartitionBy = product.PartitionBy,
            Retention = product.Retention,
            Ports = [.. product.Ports.Select(port => port.Type)],
            Examples = product.Examples,
        };
    }
}
