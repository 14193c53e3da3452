namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>
/// The service in the tests' own process, with its workers as processes: for tests of what it answers. What it writes, listens on over TLS and takes
/// of memory, and how it ends, is tested with <see cref="ServiceProcess"/>.
/// </summary>
public sealed class ProxyHost : IAsyncDisposable
{
    private readonly ServiceHost<Program> _service;

    // A proxy reserves threads for the answers of its own workers, and here are several in one process.
    static ProxyHost() => ThreadPool.SetMinThreads(32, 32);

    private ProxyHost(ServiceHost<Program> service) => _service = service;

    /// <summary>The address at which it listens.</summary>
    public Uri Http => _service.Client.BaseAddress!;

    /// <summary>Calls it; without a token.</summary>
    public HttpClient Client => _service.Client;

    /// <summary>The service's own parts.</summary>
    public IServiceProvider Services => _service.Services;

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="address">Where it listens; null for a port that is free.</param>
    public static async Task<ProxyHost> StartAsync(IReadOnlyDictionary<string, string> settings, Uri? address = null) => new(await ServiceHost<Program>.StartAsync(_ => settings, address));

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
