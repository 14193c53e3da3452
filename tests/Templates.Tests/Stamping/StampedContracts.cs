using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>The contracts of stamped products.</summary>
internal static class StampedContracts
{
    /// <summary>Each stamp's product, with its contract by the Open Data Contract Standard.</summary>
    public static List<(DataProductDescriptor Product, string Text)> Of(StampedMesh mesh) =>
    [
        .. mesh.All.Where(file => !mesh.Before.ContainsKey(file.Key) && file.Key.EndsWith("data-product.yaml", StringComparison.Ordinal))
            .OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => DescriptorReader.Read(file.Value, file.Key).Descriptor!)
            .Select(product => (product, ContractExport.Of(Registered(product), ContractFormat.Odcs).Text)),
    ];

    private static ProductDetails Registered(DataProductDescriptor product) => ProductDetails.Of(
        product, [.. product.Ports.Select(port => new PortLocation(port, $"http://localhost:5001/products/{product.Name.Product}/{port}"))], new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero));
}
