using System.Text.Json;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Database;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class KeyedRowsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Count = 8_000;

    [SkippableFact]
    public async Task Delete_of_many_rows_reads_each_key_a_few_times_and_not_once_more_for_each_page()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var product = new OwnProduct(IntakeWorld.Product(IntakeWorld.Customers), "", "Products/Customers/data-product.yaml");
        var rows = new KeyedRows(product, new DataProductPublisher(ProductContract.Of(product.Descriptor), TimeProvider.System), TimeProvider.System);
        SourceChange[] changes = [.. Enumerable.Range(1, Count).Select(id => new SourceChange(JsonElement.Parse(IntakeWorld.Row(id, "Ana")), IsDelete: false))];
        await database.Source.InTransactionAsync(transaction => rows.ApplyAsync(changes, 1, transaction, CancellationToken.None), CancellationToken.None);
        await database.ExecuteAsync("ANALYZE mesh.source_keys");

        var read = await database.Source.InTransactionAsync(
            async transaction =>
            {
                await rows.DeleteOlderAsync(2, transaction, CancellationToken.None);
                return await transaction.FirstAsync<long>("SELECT pg_stat_get_xact_tuples_returned('mesh.source_keys_pkey'::regclass)", null, CancellationToken.None);
            },
            CancellationToken.None);

        Assert.InRange(read, Count, 4 * Count);
        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.source_keys"));
    }
}
