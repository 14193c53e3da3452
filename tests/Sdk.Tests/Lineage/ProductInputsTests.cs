using MeshStarter.Contracts;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Outbox;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Lineage;

[Trait("Category", "Quick")]
public sealed class ProductInputsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly ProductMajorVersion Orders = new(OrderPlaced.Descriptor.Name, 1);
    private static readonly ProductMajorVersion Carts = new(DataProductId.Parse("shop.carts"), 2);

    [SkippableFact]
    public async Task Rows_emitted_where_a_stream_is_handled_are_made_of_it_as_far_as_it_was_handled()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var inputs = new ProductInputs(database.Source);
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));
        Assert.Empty(await inputs.OfAsync(Orders, CancellationToken.None));

        await HandleAsync(database, null, 7, emits: 2);
        Assert.Equal([new ProductInput(Carts, 7)], await inputs.OfAsync(Orders, CancellationToken.None));

        // Events that lead to no row are in what was made of the stream all the same.
        await HandleAsync(database, 7, 9, emits: null);
        Assert.Equal([new ProductInput(Carts, 9)], await inputs.OfAsync(Orders, CancellationToken.None));
        Assert.Empty(await inputs.OfAsync(new ProductMajorVersion(DataProductId.Parse("shop.other"), 1), CancellationToken.None));
    }

    private static Task HandleAsync(MeshDatabase database, int? from, int to, int? emits) => database.CommitAsync(async transaction =>
    {
        Assert.True(await Checkpoints.TryMoveAsync("handler", Carts, from is { } before ? Id(before) : null, Id(to), transaction, CancellationToken.None));
        if (emits is { } number)
        {
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(number), transaction, CancellationToken.None);
        }
    });

    private static string Id(int position) => new FeedPosition(position, StableId.Of($"cart/{position}")).ToString();
}
