using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>The real program, called through its own port.</summary>
internal sealed class RunningCatalog : IAsyncDisposable
{
    private const string Assembly = "MeshStarter.Catalog.dll";

    private readonly ServiceUnderTest _service;

    private RunningCatalog(ServiceUnderTest service) => _service = service;

    public HttpClient Client => _service.Client;

    /// <summary>The process of one that is a process.</summary>
    public ServiceProcess Process => (ServiceProcess)_service;

    /// <summary>Keeps the warnings and errors that one in the tests' own process logs from now on.</summary>
    public CapturedLog CaptureLog()
    {
        var log = new CapturedLog(LogLevel.Warning);
        ((ServiceHost<Program>)_service).Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return log;
    }

    /// <summary>The endpoints of one in the tests' own process.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => ((ServiceHost<Program>)_service).Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Starts it in the tests' own process, and waits until it is healthy.</summary>
    /// <inheritdoc cref="Settings"/>
    public static async Task<RunningCatalog> HostAsync(string database, string buckets, string issuer, Uri governance, string? domains = null, IReadOnlyDictionary<string, string>? addresses = null, string? audit = null) =>
        new(await ServiceHost<Program>.StartAsync(_ => Settings(database, buckets, issuer, governance, domains, addresses, audit)));

    /// <summary>Starts it in the tests' own process, with its tables in an S3 store.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="store">The store; its administrator's keys are the catalog's and those by which it makes credentials.</param>
    /// <param name="cache">The folder of its copies.</param>
    /// <param name="issuer">The identity provider.</param>
    /// <param name="governance">Where it gets its rules.</param>
    /// <param name="tokens">The store's token service; the store itself where it is null.</param>
    /// <param name="secret">The catalog's own secret key.</param>
    public static async Task<RunningCatalog> OnStoreAsync(string database, MinioServer store, string cache, string issuer, Uri governance, string? tokens = null, string secret = MinioServer.RootSecretKey) =>
        new(await ServiceHost<Program>.StartAsync(_ => new Dictionary<string, string>(Settings(database, "s3://mesh-", issuer, governance), StringComparer.Ordinal)
        {
            ["Mesh__Storage__Cache"] = cache,
            ["Mesh__Storage__S3__Endpoint"] = store.Address.ToString().TrimEnd('/'),
            ["Mesh__Storage__S3__AccessKey"] = MinioServer.RootAccessKey,
            ["Mesh__Storage__S3__SecretKey"] = secret,
            ["Mesh__Storage__S3__Vending__AccessKey"] = MinioServer.RootAccessKey,
            ["Mesh__Storage__S3__Vending__SecretKey"] = MinioServer.RootSecretKey,
            ["Mesh__Storage__S3__Vending__Endpoint"] = tokens ?? "",
        }));

    /// <summary>Starts it as a process of its own, and waits until it is healthy.</summary>
    /// <inheritdoc cref="Settings"/>
    public static async Task<RunningCatalog> ProcessAsync(string database, string buckets, string issuer, Uri governance) =>
        new(await ServiceProcess.StartAsync(Assembly, _ => Settings(database, buckets, issuer, governance)));

    /// <summary>Starts it as a process where it must refuse to start.</summary>
    /// <returns>Its exit code, and the lines of its errors.</returns>
    public static async Task<(int ExitCode, IReadOnlyList<string> Errors)> RefuseAsync(Dictionary<string, string?> settings)
    {
        var (exitCode, errors, _, _) = await ServiceProcess.RunAsync(Assembly, settings);
        return (exitCode, errors);
    }

    /// <summary>Sends a request with a token.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content, Headers = { Authorization = new("Bearer", token) } };
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Its settings in Development.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="buckets">The folder of all buckets.</param>
    /// <param name="issuer">The identity provider.</param>
    /// <param name="governance">Where it gets its rules.</param>
    /// <param name="domains">The domains that the mesh's start found.</param>
    /// <param name="addresses">The addresses of domains' services; without any, ports may be anywhere on this machine.</param>
    /// <param name="audit">The folder of its audit journal; without any, a temporary one.</param>
    private static Dictionary<string, string> Settings(
        string database, string buckets, string issuer, Uri governance, string? domains = null, IReadOnlyDictionary<string, string>? addresses = null, string? audit = null) => new(
        (addresses ?? new Dictionary<string, string>()).Select(address => KeyValuePair.Create($"Mesh__Domains__{address.Key}__PublicUrl", address.Value))
            .Concat(audit is null ? [] : [KeyValuePair.Create("Mesh__Audit__Folder", audit)]),
        StringComparer.Ordinal)
        {
            ["Mesh__Catalog__Domains"] = domains ?? "",
            ["ConnectionStrings__database"] = database,
            ["Mesh__Storage__Buckets"] = buckets,
            ["Mesh__Identity__Authority"] = issuer,
            ["Mesh__Identity__Audience"] = "catalog",
            ["Mesh__Identity__ClientId"] = "catalog",
            ["Mesh__Identity__ClientSecret"] = "the secret of catalog 0123456789",
            ["services__governance__http__0"] = governance.ToString(),
        };
}
