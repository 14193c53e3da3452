using MeshStarter.Inventory.Warehouse;
using MeshStarter.Platform.Samples;

namespace MeshStarter.Inventory.Simulator;

/// <summary>Adds the simulated shop's products to the list; off when the mesh imports real data.</summary>
internal sealed class ArticleSimulator(SourceData source, StockStore store, TimeProvider time, ILogger<SimulatedTraffic> logger) : SimulatedTraffic(source, time, logger)
{
    private const int Articles = 60;

    private static readonly IReadOnlyList<string> Categories = ["toys", "books", "garden", "kitchen", "sports", "office"];

    protected override Task SeedAsync(CancellationToken cancellationToken) => store.ListAsync(
        Enumerable.Range(1, Articles).Select(number => new Article(StableId.Of($"simulator/product/{number}"), Categories[number % Categories.Count])), cancellationToken);
}
