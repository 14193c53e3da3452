using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports;

namespace MeshStarter.Sdk.Tests.Ports;

[Trait("Category", "Quick")]
public sealed class PortKindsTests
{
    [Fact]
    public void Every_port_of_a_descriptor_has_an_address() => Assert.Equal(
        [
            "http://localhost:5001/products/orders@2/table",
            "http://localhost:5001/products/orders@2/events",
            "http://localhost:5001/products/orders@2/rows",
        ],
        Enum.GetValues<PortType>().Select(port => PortKinds.Address("http://localhost:5001/", new ProductMajorVersion(DataProductId.Parse("shop.orders"), 2), port)));
}
