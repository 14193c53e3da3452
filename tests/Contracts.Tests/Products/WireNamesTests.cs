using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Tests.Products;

public sealed class WireNamesTests
{
    [Fact]
    public void Words_are_those_of_the_descriptor()
    {
        Assert.Equal(["source-aligned", "aggregate", "consumer-aligned"], WireNames.All<ProductKind>());
        Assert.Equal(["table", "stream", "rest"], WireNames.All<PortType>());
        Assert.Equal(["public", "internal", "confidential", "restricted"], WireNames.All<Classification>());
    }

    [Theory]
    [InlineData("\"SourceAligned\"")]
    [InlineData("\"Source-Aligned\"")]
    [InlineData("0")]
    [InlineData("null")]
    public void Json_takes_only_the_word(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ProductKind>(json, MeshJson.Options));
}
