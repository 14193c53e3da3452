namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>One process of the proxy for all tests that only ask it.</summary>
public class ProxyFixture : QueryFixture
{
    private Task<ServiceProcess>? _hasty;

    /// <inheritdoc/>
    public override Uri Http { get; } = new($"http://localhost:{FreePort.Take()}");

    /// <summary>The address at which the process listens with TLS.</summary>
    public Uri Https { get; } = new($"https://localhost:{FreePort.Take()}");

    /// <summary>The process.</summary>
    public ServiceProcess Proxy { get; private set; } = null!;

    /// <summary>A proxy that gives a query a second, for those that would never end.</summary>
    public Task<ServiceProcess> HastyAsync()
    {
        return _hasty ??= StartAsync();

        Task<ServiceProcess> StartAsync()
        {
            var settings = Settings();
            settings["Mesh__Query__TimeLimit"] = "00:00:01";
            return ProcessAsync(settings);
        }
    }

    /// <inheritdoc/>
    protected override async Task StartProxyAsync(IReadOnlyDictionary<string, string> settings) => Proxy =
        await ProcessAsync(new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = $"{Http.OriginalString};{Https.OriginalString}" }, Http);

    /// <inheritdoc/>
    protected override async Task StopProxyAsync()
    {
        await Proxy.DisposeAsync();
        if (_hasty is not null)
        {
            await (await _hasty).DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class ProxyCollection : ICollectionFixture<ProxyFixture>
{
    public const string Name = "proxy";
}
