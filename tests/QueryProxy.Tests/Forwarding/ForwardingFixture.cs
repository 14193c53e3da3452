using MeshStarter.QueryProxy.Tests.Proxy;
using MeshStarter.TestKit;

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

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _governance = await StandInServices.StartAsync();
        _governance.Bundle = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies", "mesh.yaml"));
        _authority = await TestAuthority.StartAsync();
        Orders = await Upstream.StartAsync(largestBody: 16 * 1024 * 1024);
        _proxy = await ProxyHost.StartAsync(Settings());
    }

    /// <summary>Starts another proxy of the same services.</summary>
    public Task<ProxyHost> StartAsync(string setting, string value) => StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [setting] = value });

    /// <summary>Starts another proxy of the same services.</summary>
    public Task<ProxyHost> StartAsync(IReadOnlyDictionary<string, string> own)
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
        await _proxy.DisposeAsync();
        await Orders.DisposeAsync();
        await _authority.DisposeAsync();
        await _governance.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["Mesh__Data"] = _data,
        // Each proxy has a journal of its own.
        ["Mesh__Audit__Folder"] = Path.Combine(_data, "audit", Guid.NewGuid().ToString("N")),
        ["Mesh__Storage__Buckets"] = Path.Combine(_data, "buckets"),
        ["Mesh__Identity__Authority"] = _authority.Issuer,
        ["Mesh__Identity__Audience"] = "query",
        ["Mesh__Identity__ClientId"] = "query",
        ["Mesh__Identity__ClientSecret"] = "s3cret-of-the-proxy",
        ["Mesh__Query__Domains"] = "orders,payments",
        ["services__catalog__http__0"] = _governance.Address,
        ["services__governance__http__0"] = _governance.Address,
        ["services__orders__http__0"] = Orders.Address,
        ["services__payments__http__0"] = $"http://127.0.0.1:{FreePort.Take()}",
    };
}
