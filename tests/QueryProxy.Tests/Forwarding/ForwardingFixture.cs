using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

/// <summary>A proxy with services behind it: the domain orders, which answers as a test says, and payments, which is away.</summary>
public sealed class ForwardingFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-forwarding-").FullName;
    private StandInServices _governance = null!;
    private TestAuthority _authority = null!;
    private ProxyHost _proxy = null!;

    /// <summary>The domain's service.</summary>
    public Upstream Orders { get; private set; } = null!;

    /// <summary>The proxy's address.</summary>
    public Uri Address => _proxy.Http;

    /// <summary>A client of the proxy.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _governance = await StandInServices.StartAsync();
        _governance.Bundle = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies", "mesh.yaml"));
        _authority = await TestAuthority.StartAsync();
        Orders = await Upstream.StartAsync(largestBody: 16 * 1024 * 1024);
        _proxy = await ProxyHost.StartAsync(Settings());
        Client = new HttpClient { BaseAddress = Address };
    }

    /// <summary>Starts another proxy of the same services.</summary>
    public Task<ProxyHost> StartAsync(params (string Name, string Value)[] own)
    {
        var settings = Settings();
        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return ProxyHost.StartAsync(settings);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _proxy.DisposeAsync();
        await Orders.DisposeAsync();
        await _authority.DisposeAsync();
        await _governance.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private Dictionary<string, string> Settings() => new(QueryFixture.SettingsOf(_data, _authority, _governance), StringComparer.Ordinal)
    {
        ["Mesh__Query__Domains"] = "orders,payments",
        ["services__orders__http__0"] = Orders.Address,
        ["services__payments__http__0"] = $"http://127.0.0.1:{FreePort.Take()}",
    };
}

[CollectionDefinition(Name)]
public sealed class ForwardingCollection : ICollectionFixture<ForwardingFixture>
{
    public const string Name = "forwarding";
}
