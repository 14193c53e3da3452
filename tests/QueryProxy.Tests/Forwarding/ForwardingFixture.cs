using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

/// <summary>A proxy with services behind it: the domain orders, which answers as a test says, and payments, which is away.</summary>
public sealed class ForwardingFixture() : MeshStandIns("forwarding")
{
    private ProxyHost _proxy = null!;

    /// <summary>The domain's service.</summary>
    public Upstream Orders { get; private set; } = null!;

    /// <summary>The proxy's address.</summary>
    public Uri Address => _proxy.Http;

    /// <summary>A client of the proxy.</summary>
    public HttpClient Client => _proxy.Client;

    /// <inheritdoc/>
    public override Dictionary<string, string> Settings() => new(base.Settings(), StringComparer.Ordinal)
    {
        ["Mesh__Query__Domains"] = "orders,payments",
        ["services__orders__http__0"] = Orders.Address,
        ["services__payments__http__0"] = $"http://127.0.0.1:{FreePort.Take()}",
    };

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        Orders = Own(await Upstream.StartAsync(largestBody: 16 * 1024 * 1024));
        _proxy = Own(await StartAsync());
    }
}

[CollectionDefinition(Name)]
public sealed class ForwardingCollection : ICollectionFixture<ForwardingFixture>
{
    public const string Name = "forwarding";
}
