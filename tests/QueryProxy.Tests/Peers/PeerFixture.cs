using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Peers;

/// <summary>Two proxies, a and b, that answer together. Tests send their queries to a.</summary>
public sealed class PeerFixture : QueryFixture
{
    private readonly Dictionary<string, Uri> _addresses = new(StringComparer.Ordinal) { ["a"] = Free(), ["b"] = Free() };

    /// <inheritdoc/>
    public override Uri Http => _addresses["a"];

    /// <summary>The other proxy's address.</summary>
    public Uri B => _addresses["b"];

    /// <summary>Starts the process of a proxy that answers together with others.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its address.</param>
    /// <param name="peers">The addresses of the others by their names.</param>
    public Task<ServiceProcess> StartAsync(string name, Uri address, params (string Name, Uri Address)[] peers) => ProcessAsync(Settings(name, address, peers), address);

    /// <summary>An address at which nothing listens.</summary>
    public static Uri Free() => new($"http://localhost:{FreePort.Take()}");

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync();
        foreach (var proxy in await Task.WhenAll(ProxyHost.StartAsync(Settings("a", Http, ("b", B)), Http), ProxyHost.StartAsync(Settings("b", B, ("a", Http)), B)))
        {
            Own(proxy);
        }
    }

    private Dictionary<string, string> Settings(string name, Uri address, params (string Name, Uri Address)[] peers)
    {
        var settings = Settings();
        settings["Mesh__Query__Name"] = name;
        // Each has a journal of its own.
        settings["Mesh__Data"] = Path.Combine(settings["Mesh__Data"], $"{name}-{address.Port}");
        foreach (var peer in peers)
        {
            settings[$"Mesh__Query__Peers__{peer.Name}"] = peer.Address.GetLeftPart(UriPartial.Authority);
        }

        return settings;
    }
}
