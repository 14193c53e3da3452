using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Tests.Registration;

public sealed class ProductDetailsTests
{
    [Fact]
    [Trait("Category", "Property")]
    public void Catalog_gives_back_every_key_but_the_publish_interval() => Property.ForAll(Arbitraries.Descriptors, descriptor =>
    {
        var kept = ProductDetails.Of(descriptor, [.. descriptor.Ports.Select(port => new PortLocation(port, "http://localhost:5001"))], DateTimeOffset.UnixEpoch);
        var read = JsonSerializer.Deserialize<ProductDetails>(Json(kept), MeshJson.Options)!;
        Assert.Equal(Json(descriptor with { PublishInterval = null }), Json(read.ToDescriptor()));
    });

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, MeshJson.Options);
}
