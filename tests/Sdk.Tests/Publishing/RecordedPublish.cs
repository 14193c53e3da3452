using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Records the publish of one further row. It runs in a <see cref="NotedProduct"/>.</summary>
internal static class RecordedPublish
{
    private const string Orders = "checked.orders";

    /// <summary>Publishes rows until the publisher has started and the table exists, and records the next one: from its emit until the publisher knows its snapshot.</summary>
    /// <returns>The full names of the types that ran in the domain's process. The catalog is another.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(PostgresFixture postgres)
    {
        const int FirstRows = 3;
        await using var world = await CheckedWorld.StartAsync(postgres);
        var publisher = new DataProductPublisher(ProductContract.Of(OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked").All.Single(own => own.Name == DataProductId.Parse(Orders)).Descriptor), TimeProvider.System);
        await using var service = await world.PublishAsync();
        for (var id = 1; id <= FirstRows; id++)
        {
            await PublishAsync(id);
        }

        RanTypes.Begin();
        await PublishAsync(FirstRows + 1);
        return RanTypes.End();

        async Task PublishAsync(int id)
        {
            await world.Database.CommitAsync(transaction => publisher.EmitAsync(new { order_id = id, status = "placed" }, transaction, CancellationToken.None));
            await Eventually.HoldsAsync(() => world.Log.Count(line => line.Contains("of checked.orders_v1 as snapshot", StringComparison.Ordinal)) == id);
        }
    }
}
