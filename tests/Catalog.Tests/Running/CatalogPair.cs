namespace MeshStarter.Catalog.Tests.Running;

/// <summary>Two catalogs that share a database and buckets, each a process of its own, and their one address.</summary>
internal sealed class CatalogPair : IAsyncDisposable
{
    private CatalogPair(RunningCatalog first, RunningCatalog second, RoundRobin both) => (First, Second, Both) = (first, second, both);

    public RunningCatalog First { get; }

    public RunningCatalog Second { get; }

    /// <summary>The address that gives requests to the two in turn.</summary>
    public RoundRobin Both { get; }

    /// <summary>Starts both at once.</summary>
    public static async Task<CatalogPair> StartAsync(Func<Task<RunningCatalog>> start)
    {
        var pair = await Task.WhenAll(start(), start());
        return new CatalogPair(pair[0], pair[1], await RoundRobin.StartAsync(pair[0].Client.BaseAddress!, pair[1].Client.BaseAddress!));
    }

    public async ValueTask DisposeAsync()
    {
        await Both.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
