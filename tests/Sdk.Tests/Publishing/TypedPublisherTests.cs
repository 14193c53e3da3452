using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Products.Readings;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Rows that the build made a record of, from handler to outbox.</summary>
[Trait("Category", "Quick")]
public sealed class TypedPublisherTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Result_of_a_handler_is_in_the_outbox_when_its_transaction_commits_and_without_one_nothing()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var publisher = Publisher();

        await database.CommitAsync(transaction => publisher.EmitReadAsync(0, transaction, CancellationToken.None));
        await database.CommitAsync(transaction => publisher.EmitReadManyAsync(0, transaction, CancellationToken.None));
        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));

        await database.CommitAsync(transaction => publisher.EmitReadAsync(1, transaction, CancellationToken.None));
        await database.CommitAsync(transaction => publisher.EmitReadManyAsync(3, transaction, CancellationToken.None));

        Assert.Equal(
            Enumerable.Range(1, 3).Select(number => $$"""tests.readings_v1 {"event_id":"{{Readings.IdOf(number)}}","value":"{{number / 2m:F3}}","places":[{"zip_code":"{{number}}"}]}"""),
            await database.QueryAsync<string>("SELECT product || ' ' || data FROM mesh.outbox ORDER BY data::json ->> 'value'"));
    }

    // What types do not say is still validated against the contract when the row is emitted.
    [SkippableFact]
    public async Task Row_whose_value_breaks_the_contract_is_refused_with_its_field()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);

        await database.CommitAsync(async transaction =>
        {
            var refused = await Assert.ThrowsAsync<ContractViolationException>(() => Publisher().EmitAsync(new ReadingsRow(Guid.NewGuid(), 0.0001m), transaction, CancellationToken.None));
            Assert.Equal([("value", "range")], refused.Violations.Select(violation => (violation.Path, violation.Rule)));
        });
    }

    private static DataProductPublisher<ReadingsRow> Publisher()
    {
        var descriptor = DescriptorReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Products/Readings/data-product.yaml")), "data-product.yaml").Descriptor!;
        return new ServiceCollection()
            .AddKeyedSingleton("readings@1", new DataProductPublisher(ProductContract.Of(descriptor), TimeProvider.System))
            .AddSingleton(typeof(DataProductPublisher<>))
            .BuildServiceProvider().GetRequiredService<DataProductPublisher<ReadingsRow>>();
    }
}
