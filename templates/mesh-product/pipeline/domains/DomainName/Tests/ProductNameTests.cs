using MeshStarter.DomainName.Products.ProductName;

namespace MeshStarter.DomainName.Tests;

/// <summary>Rows of the inputs in, the product's rows out.</summary>
public sealed class ProductNameTests
{
    private static readonly ProductNameRow First = new(given_first_key, 2);
    private static readonly ProductNameRow Second = new(given_second_key, 0);

    // They are in Products/ProductName/pipeline.tests.yaml.
    [Fact]
    public Task Cases_alongside_the_pipeline_pass() => TestPipeline.RunAsync("domain_name.product_name");

    [Fact]
    public void Each_check_finds_its_fault()
    {
        Assert.Empty(TestChecks.Failed(First, Second));
        Assert.StartsWith("range:row_count: ", Assert.Single(TestChecks.Failed(First with { RowCount = -1 })), StringComparison.Ordinal);
        Assert.StartsWith("unique:given_key: ", Assert.Single(TestChecks.Failed(First, First with { RowCount = 3 })), StringComparison.Ordinal);
    }
}
