namespace MeshStarter.Architecture.Tests.Rules;

public sealed class DomainRuleTests
{
    private static readonly string[] Made =
    [
        "domains/Directory.Build.props",
        "domains/Orders/Orders.csproj",
        "domains/Orders/Program.cs",
        "domains/Orders/README.md",
        "domains/Orders/Products/Orders/data-product.yaml",
    ];

    [Fact]
    public void Every_domain_has_the_same_rooms()
    {
        Assert.Contains("domains/Orders/Program.cs", Repository.Files);
        HouseRule.IsFollowed(DomainRule.Violations(Repository.Files));
    }

    [Fact]
    public void A_domain_with_all_rooms_is_no_violation() => Assert.Empty(DomainRule.Violations(Made));

    [Theory]
    [InlineData("domains/Orders/Orders.csproj")]
    [InlineData("domains/Orders/Program.cs")]
    [InlineData("domains/Orders/README.md")]
    [InlineData("domains/Orders/Products/Orders/data-product.yaml")]
    public void A_missing_room_is_found(string missing) => Assert.Single(DomainRule.Violations([.. Made.Where(file => file != missing)]));

    [Fact]
    public void A_product_without_a_descriptor_is_found() => Assert.Contains(
        "Products/Returns: it has no data-product.yaml",
        Assert.Single(DomainRule.Violations([.. Made, "domains/Orders/Products/Returns/Return.cs"])),
        StringComparison.Ordinal);
}
