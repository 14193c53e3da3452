using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Refill;
using MeshStarter.Sdk.Tests.Products.Readings;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Rows of one table of the domain, emitted again page by page.</summary>
public sealed class TableRefillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Rows_without_a_value_in_the_column_are_emitted_too(int limit)
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("CREATE TABLE readings (id integer UNIQUE, value numeric NOT NULL); INSERT INTO readings VALUES (2, 2), (NULL, 4), (1, 1), (3, 3), (NULL, 5)");
        var refill = new TableRefill<Stored, ReadingsRow>("readings", "id", stored => new ReadingsRow(Guid.NewGuid(), stored.Value), Publisher());

        var (rows, after) = (0, (string?)null);
        do
        {
            await database.CommitAsync(async transaction =>
            {
                var page = await refill.EmitAsync(after, limit, transaction, CancellationToken.None);
                (rows, after) = (rows + page.Rows, page.Next);
            });
        }
        while (after is not null);

        Assert.Equal(5, rows);
        Assert.Equal([1m, 2m, 3m, 4m, 5m], await database.QueryAsync<decimal>("SELECT (data::json ->> 'value')::numeric AS value FROM mesh.outbox ORDER BY value"));
    }

    private static DataProductPublisher<ReadingsRow> Publisher()
    {
        var descriptor = DescriptorReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Products/Readings/data-product.yaml")), "data-product.yaml").Descriptor!;
        return new DataProductPublisher<ReadingsRow>(new ServiceCollection()
            .AddKeyedSingleton("readings@1", new DataProductPublisher(ProductContract.Of(descriptor), TimeProvider.System))
            .BuildServiceProvider());
    }

    private sealed record Stored(int? Id, decimal Value);
}
