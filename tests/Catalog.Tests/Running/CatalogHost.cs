using MeshStarter.TestKit;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>A catalog in the tests' own process.</summary>
internal sealed class CatalogHost : RunningCatalog
{
    private readonly ServiceHost<Program> _service;

    private CatalogHost(ServiceHost<Program> service) => _service = service;

    public override HttpClient Client => _service.Client;

    /// <summary>Starts it and waits until it is healthy.</summary>
    public static async Task<CatalogHost> StartAsync(string database, string buckets, string issuer, Uri governance, string? domains = null, IReadOnlyDictionary<string, string>? addresses = null, string? audit = null) =>
        new(await ServiceHost<Program>.StartAsync(_ => Settings(database, buckets, issuer, governance, domains, addresses, audit)));

    public override ValueTask DisposeAsync() => _service.DisposeAsync();
}
