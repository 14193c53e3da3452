using System.Text.Json;
using FsCheck.Fluent;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
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

    [Fact]
    public void Every_key_has_several_values_and_every_check_is_there_in_what_properties_try()
    {
        var descriptors = Arbitraries.Descriptors.Sample(1_000).ToList();
        Assert.All(
            typeof(DataProductDescriptor).GetProperties(),
            key => Assert.True(descriptors.Select(each => Json(key.GetValue(each))).Distinct().Count() > 1, $"{key.Name} has one value. Fix: generate others in {nameof(Arbitraries)}.{nameof(Arbitraries.Descriptors)}."));
        var checks = descriptors.SelectMany(descriptor => descriptor.Quality.Checks).Select(check => check.Kind).ToHashSet(StringComparer.Ordinal);
        Assert.All(QualityCheckKinds.All, kind => Assert.True(checks.Contains(kind), $"No check is {kind}. Fix: generate one in {nameof(Arbitraries)}."));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, MeshJson.Options);
}
