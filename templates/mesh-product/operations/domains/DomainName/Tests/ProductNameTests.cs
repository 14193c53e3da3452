using MeshStarter.DomainName.Operations;
using MeshStarter.DomainName.Products.ProductName;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.DomainName.Tests;

/// <summary>Entries in, the product's rows out.</summary>
public sealed class ProductNameTests
{
    private static readonly Entry First = new() { Id = Guid.NewGuid(), Name = "Same name", Quantity = 1, UpdatedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) };
    private static readonly Entry Second = First with { Id = Guid.NewGuid(), Quantity = 0 };

    [Fact]
    public async Task Changed_entry_is_one_row()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>(OperationsServices.AddOperations);
        var store = domain.Get<EntryStore>();

        await store.SaveAsync([First], CancellationToken.None);
        await store.SaveAsync([First with { Quantity = 2 }], CancellationToken.None);

        Assert.Equal([new ProductNameRow(First.Id, "Same name", 2, First.UpdatedAt)], await domain.RowsAsync<ProductNameRow>());
    }

    [Fact]
    public async Task Deleted_entry_leaves_the_product()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>(OperationsServices.AddOperations);
        var store = domain.Get<EntryStore>();
        await store.SaveAsync([First], CancellationToken.None);

        Assert.True(await store.DeleteAsync(First.Id, CancellationToken.None));
        Assert.False(await store.DeleteAsync(First.Id, CancellationToken.None));

        Assert.Empty(await domain.RowsAsync<ProductNameRow>());
        // The row and one delete.
        Assert.Equal(2, await domain.Get<NpgsqlDataSource>().FirstAsync<long>("SELECT count(*) FROM mesh.outbox", null, CancellationToken.None));
    }

    [Fact]
    public void Each_check_finds_its_fault()
    {
        var (first, second) = (ProductNameRow.Of(First), ProductNameRow.Of(Second));
        Assert.Empty(TestChecks.Failed(first, second));
        Assert.StartsWith("range:quantity: ", Assert.Single(TestChecks.Failed(first with { Quantity = -1 })), StringComparison.Ordinal);
        Assert.StartsWith("unique:id: ", Assert.Single(TestChecks.Failed(first, first with { Name = "Other" })), StringComparison.Ordinal);
    }
}
