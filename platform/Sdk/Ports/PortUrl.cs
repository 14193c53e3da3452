using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports.Rest;
using MeshStarter.Sdk.Ports.Stream;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Ports;

/// <summary>Builds the address of a product's port.</summary>
internal static class PortUrl
{
    public static string Of(string publicUrl, ProductMajorVersion product, PortType port) => $"{publicUrl.TrimEnd('/')}/" + port switch
    {
        PortType.Stream => StreamPort.Path(product),
        PortType.Table => TablePort.Path(product),
        PortType.Rest => RestPort.Path(product),
        _ => throw new NotSupportedException($"There is no {port} port."),
    };
}
