using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Tests.Publishing;

[Trait("Category", "Quick")]
public sealed class StableIdTests
{
    [Fact]
    public void Id_never_changes_from_release_to_release()
    {
        // Computed by Python's uuid.uuid5. Were it another, every event that was emitted before would be emitted again.
        Assert.Equal(new Guid("d3947cf8-b3c6-59c8-a142-9ecb6295d534"), StableId.Of("order/1/placed"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("order/1/placed")]
    [InlineData("größe/日本")]
    public void Id_has_the_shape_of_version_5(string name)
    {
        var id = StableId.Of(name);

        Assert.Equal(5, id.Version);
        Assert.InRange(id.Variant, 0x8, 0xB);
        Assert.Equal(id, StableId.Of(name));
    }

    [Fact]
    public void Different_names_have_different_ids()
    {
        var ids = Enumerable.Range(0, 10_000).Select(number => StableId.Of($"order/{number}/placed")).Distinct();

        Assert.Equal(10_000, ids.Count());
    }
}
