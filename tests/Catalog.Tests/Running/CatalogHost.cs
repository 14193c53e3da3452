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

    /// <summary>Starts it with its tables in an S3 store.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="store">The store; its administrator's keys are the catalog's and those by which it makes credentials.</param>
    /// <param name="cache">The folder of its copies.</param>
    /// <param name="issuer">The identity provider.</param>
    /// <param name="governance">Where it gets its rules.</param>
    public static async Task<CatalogHost> StartOnStoreAsync(string database, MinioServer store, string cache, string issuer, Uri governance) =>
        new(await ServiceHost<Program>.StartAsync(_ => new Dictionary<string, string>(Settings(database, "s3://mesh-", issuer, governance), StringComparer.Ordinal)
        {
            ["Mesh__Storage__Cache"] = cache,
            ["Mesh__Storage__S3__Endpoint"] = store.Address.ToString().TrimEnd('/'),
            ["Mesh__Storage__S3__AccessKey"] = MinioServer.RootAccessKey,
            ["Mesh__Storage__S3__SecretKey"] = MinioServer.RootSecretKey,
            ["Mesh__Storage__S3__Vending__AccessKey"] = MinioServer.RootAccessKey,
            ["Mesh__Storage__S3__Vending__SecretKey"] = MinioServer.RootSecretKey,
        }));

    public override ValueTask DisposeAsync() => _service.DisposeAsync();
}
