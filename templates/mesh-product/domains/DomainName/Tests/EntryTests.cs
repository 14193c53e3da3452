using MeshStarter.DomainName.Operations;
using MeshStarter.DomainName.Products.ProductName;

namespace MeshStarter.DomainName.Tests;

/// <summary>Entries in, the product's rows out.</summary>
public sealed class EntryTests
{
    private static readonly Entry First = new() { Id = Guid.NewGuid(), Name = "First", Quantity = 1, UpdatedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public async Task Changed_entry_is_one_row_that_passes_the_checks()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>(OperationsServices.AddOperations);
        var store = domain.Get<EntryStore>();

        await store.SaveAsync([First], CancellationToken.None);
        await store.SaveAsync([First with { Quantity = 2 }], CancellationToken.None);

        Assert.Equal([new ProductNameRow(First.Id, "First", 2, First.UpdatedAt)], await domain.RowsAsync<ProductNameRow>());
        Assert.Empty(await domain.FailedChecksAsync<ProductNameRow>());
    }

    [Fact]
    public async Task Deleted_entry_leaves_the_product()
    {
        await using var domain = await TestDomain.StartAsync<ProductNameRow>(OperationsServices.AddOperations);
        var store = domain.Get<EntryStore>();
        await store.SaveAsync([First], CancellationToken.None);

        Assert.True(await store.DeleteAsync(First.Id, CancellationToken.None));

        Assert.Empty(await domain.RowsAsync<ProductNameRow>());
    }
}
