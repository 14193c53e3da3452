using MeshStarter.DomainName.Products.ProductName;

namespace MeshStarter.DomainName.Tests;

/// <summary>The product's rows.</summary>
public sealed class ProductNameTests
{
    private static readonly ProductNameRow First = new(Guid.NewGuid(), "Same name", 1, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly ProductNameRow Second = First with { Id = Guid.NewGuid(), Quantity = 0 };

    // They are in Products/ProductName/pipeline.tests.yaml.
    [Fact]
    public Task Cases_alongside_the_pipeline_pass() => TestPipeline.RunAsync("domain_name.product_name");

    [Fact]
    public void Each_check_finds_its_fault()
    {
        Assert.Empty(TestChecks.Failed(First, Second));
        Assert.StartsWith("range:quantity: ", Assert.Single(TestChecks.Failed(First with { Quantity = -1 })), StringComparison.Ordinal);
        Assert.StartsWith("unique:id: ", Assert.Single(TestChecks.Failed(First, First with { Name = "Other" })), StringComparison.Ordinal);
    }
}
