namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>One process of the proxy for all tests that only ask it.</summary>
public class ProxyFixture : QueryFixture
{
    private Task<ProxyProcess>? _hasty;

    /// <inheritdoc/>
    public override Uri Http => Proxy.Http;

    /// <summary>The process.</summary>
    public ProxyProcess Proxy { get; private set; } = null!;

    /// <summary>A proxy that gives a query a second, for those that would never end.</summary>
    public Task<ProxyProcess> HastyAsync()
    {
        return _hasty ??= StartAsync();

        Task<ProxyProcess> StartAsync()
        {
            var settings = Settings();
            settings["Mesh__Query__TimeLimit"] = "00:00:01";
            return ProxyProcess.StartAsync(settings);
        }
    }

    /// <inheritdoc/>
    protected override async Task StartProxyAsync(IReadOnlyDictionary<string, string> settings) => Proxy = await ProxyProcess.StartAsync(settings);

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
