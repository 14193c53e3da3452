using MeshStarter.QueryProxy.Tests.Proxy;
using MeshStarter.TestKit;

namespace MeshStarter.QueryProxy.Tests.Peers;

/// <summary>Two proxies, a and b, that answer together. Tests send their queries to a.</summary>
public sealed class PeerFixture : QueryFixture
{
    private readonly Dictionary<string, Uri> _addresses = new(StringComparer.Ordinal) { ["a"] = Free(), ["b"] = Free() };
    private readonly List<ProxyProcess> _started = [];

    /// <inheritdoc/>
    public override Uri Http => _addresses["a"];

    /// <summary>The other proxy's address.</summary>
    public Uri B => _addresses["b"];

    /// <summary>Starts a proxy that answers together with a, which knows it as <paramref name="name"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its address.</param>
    /// <param name="peers">The addresses of the others by their names.</param>
    public async Task<ProxyProcess> StartAsync(string name, Uri address, params (string Name, Uri Address)[] peers)
    {
        var settings = Settings();
        settings["Mesh__Query__Name"] = name;
        // Each has a journal of its own.
        settings["Mesh__Data"] = Path.Combine(settings["Mesh__Data"], $"{name}-{address.Port}");
        foreach (var peer in peers)
        {
            settings[$"Mesh__Query__Peers__{peer.Name}"] = peer.Address.GetLeftPart(UriPartial.Authority);
        }

        return await ProxyProcess.StartAsync(settings, address);
    }

    /// <summary>An address at which nothing listens.</summary>
    public static Uri Free() => new($"http://localhost:{FreePort.Take()}");

    /// <inheritdoc/>
    protected override async Task StartProxyAsync(IReadOnlyDictionary<string, string> settings) =>
        _started.AddRange(await Task.WhenAll(StartAsync("a", Http, ("b", B)), StartAsync("b", B, ("a", Http))));

    /// <inheritdoc/>
    protected override async Task StopProxyAsync()
    {
        foreach (var proxy in _started)
        {
            await proxy.DisposeAsync();
        }
    }
}
