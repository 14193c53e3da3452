using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Tests.Products;

public sealed class ProductVersionTests
{
    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.0.1")]
    [InlineData("10.20.2147483647")]
    public void Parse_valid_version_prints_the_same(string text) => Assert.Equal(text, ProductVersion.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("1.0.x")]
    [InlineData("1.0.-1")]
    [InlineData("01.0.0")]
    [InlineData("1. 0.0")]
    [InlineData("v1.0.0")]
    [InlineData("1.0.2147483648")]
    public void Parse_invalid_version_is_refused(string? text) => Assert.False(ProductVersion.TryParse(text, out _));

    [Fact]
    public void Versions_compare_as_numbers()
    {
        ProductVersion[] sorted = [new(1, 0, 0), new(1, 0, 2), new(1, 0, 10), new(1, 2, 0), new(2, 0, 0)];
        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(new ProductVersion(1, 10, 0) > new ProductVersion(1, 9, 9));
    }
}
