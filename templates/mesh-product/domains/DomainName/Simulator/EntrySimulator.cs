using MeshStarter.DomainName.Operations;
using MeshStarter.Platform.Samples;

namespace MeshStarter.DomainName.Simulator;

/// <summary>Writes a few sample entries; off when the mesh imports real data.</summary>
internal sealed class EntrySimulator(SourceData source, EntryStore store, TimeProvider time, ILogger<SimulatedTraffic> logger) : SimulatedTraffic(source, time, logger)
{
    private const int Entries = 20;

    // Every start writes the same entries, so that a restart changes nothing. What was deleted stays so.
    protected override Task SeedAsync(CancellationToken cancellationToken) =>
        store.SeedAsync([.. Enumerable.Range(1, Entries).Select(Entry)], cancellationToken);

    private Entry Entry(int number) => new(StableId.Of($"simulator/product_name/{number}"), $"Example {number}", number % 7, Time.GetUtcNow());
}
