using MeshStarter.DomainName.Operations;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.DomainName.Simulator;

/// <summary>Writes a few sample entries; off when the mesh imports real data.</summary>
internal sealed class EntrySimulator(SourceData source, EntryStore store, NpgsqlDataSource database, TimeProvider time, ILogger<SimulatedTraffic> logger) : SimulatedTraffic(source, time, logger)
{
    private const int Entries = 20;

    // Every start writes the same entries, so that a restart changes nothing. What was deleted stays so.
    protected override async Task SeedAsync(CancellationToken cancellationToken)
    {
        var deleted = await database.QueryAsync<Guid>("SELECT id FROM operations.deleted_entries", null, cancellationToken);
        await store.SaveAsync(Enumerable.Range(1, Entries).Select(Entry).ExceptBy(deleted, entry => entry.Id), cancellationToken);
    }

    private Entry Entry(int number) => new() { Id = StableId.Of($"simulator/product_name/{number}"), Name = $"Example {number}", Quantity = number % 7, UpdatedAt = Time.GetUtcNow() };
}
