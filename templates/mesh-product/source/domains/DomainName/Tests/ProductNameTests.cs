using MeshStarter.DomainName.Products.ProductName;

namespace MeshStarter.DomainName.Tests;

/// <summary>Rows of the source in, the product's rows out.</summary>
public sealed class ProductNameTests
{
    private static readonly ProductNameRow First = new(Guid.Parse("00000000-0000-4000-8000-000000000001"), "Same name", 1, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly ProductNameRow Second = First with { Id = Guid.Parse("00000000-0000-4000-8000-000000000002"), Quantity = 0 };

    [Fact]
#if (isTable)
    public async Task Each_row_of_the_table_is_one_of_the_product()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>();

        await domain.ReadTableAsync<ProductNameRow>(
            """
            CREATE TABLE public."product_name" (id uuid PRIMARY KEY, name text, quantity integer, updated_at timestamptz);
            INSERT INTO public."product_name" VALUES
                ('00000000-0000-4000-8000-000000000001', 'Same name', 1, '2026-03-01T12:00:00Z'),
                ('00000000-0000-4000-8000-000000000002', 'Same name', 0, '2026-03-01T12:00:00Z');
            """);

        Assert.Equal([First, Second], await domain.RowsAsync<ProductNameRow>());
    }
#else
    public async Task Each_line_of_a_file_is_a_row_and_a_broken_one_is_rejected()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>();

        var rejected = await domain.ReadFileAsync<ProductNameRow>(
            "product_name.csv",
            """
            id,name,quantity,updated_at
            00000000-0000-4000-8000-000000000001,Same name,1,2026-03-01T12:00:00Z
            00000000-0000-4000-8000-000000000002,Same name,0,2026-03-01T12:00:00Z
            00000000-0000-4000-8000-000000000003,Same name,many,2026-03-01T12:00:00Z
            """);

        Assert.Equal([First, Second], await domain.RowsAsync<ProductNameRow>());
        Assert.StartsWith("product_name.csv:4: quantity: ", Assert.Single(rejected), StringComparison.Ordinal);
    }
#endif

    [Fact]
    public void Each_check_finds_its_fault()
    {
        Assert.Empty(TestChecks.Failed(First, Second));
        Assert.StartsWith("range:quantity: ", Assert.Single(TestChecks.Failed(First with { Quantity = -1 })), StringComparison.Ordinal);
        Assert.StartsWith("unique:id: ", Assert.Single(TestChecks.Failed(First, First with { Name = "Other" })), StringComparison.Ordinal);
    }
}
