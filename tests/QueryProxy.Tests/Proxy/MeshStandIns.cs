namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The parts of a mesh that a proxy of the tests needs: a folder with the tables of products, stand-ins of the other services, the mesh's own rules, and an identity provider.</summary>
/// <param name="name">A word of the folder's name.</param>
public abstract class MeshStandIns(string name) : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _started = [];

    /// <summary>The catalog and governance.</summary>
    public StandInServices Services { get; private set; } = null!;

    /// <summary>The identity provider.</summary>
    public TestAuthority Authority { get; private set; } = null!;

    /// <summary>The file of the certificate that a proxy makes itself.</summary>
    public string CertificatePath => Path.Combine(Data, "certificates", "query.pem");

    internal TestProducts Products { get; private set; } = null!;

    /// <summary>The folder of the proxies, which has the buckets, too.</summary>
    protected string Data { get; } = Directory.CreateTempSubdirectory($"mesh-{name}-").FullName;

    protected string Buckets => Path.Combine(Data, "buckets");

    /// <summary>The bundle of the rules.</summary>
    protected virtual string Bundle => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "mesh.yaml"));

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Products = new TestProducts(Buckets);
        Services = Own(await StandInServices.StartAsync(Products.Catalog));
        Services.Bundle = Bundle;
        Authority = Own(await TestAuthority.StartAsync());
        await BeginAsync();
    }

    /// <summary>Ends what was started, the last first: all of it, or what there is when a start failed.</summary>
    public async Task DisposeAsync()
    {
        while (_started.TryPop(out var last))
        {
            await last.DisposeAsync();
        }

        Products?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Starts a proxy in the tests' process, with settings of its own.</summary>
    internal Task<ProxyHost> StartAsync(params (string Name, string Value)[] own)
    {
        var settings = Settings();
        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return ProxyHost.StartAsync(settings);
    }

    /// <summary>The settings without which no proxy starts.</summary>
    public virtual Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["Mesh__Data"] = Data,
        // Each proxy has a journal of its own.
        ["Mesh__Audit__Folder"] = Path.Combine(Data, "audit", Guid.NewGuid().ToString("N")),
        ["Mesh__Storage__Buckets"] = Buckets,
        ["Mesh__Identity__Authority"] = Authority.Issuer,
        ["Mesh__Identity__Audience"] = "query",
        ["Mesh__Identity__ClientId"] = "query",
        ["Mesh__Identity__ClientSecret"] = "s3cret-of-the-proxy",
        ["services__catalog__http__0"] = Services.Address,
        ["services__governance__http__0"] = Services.Address,
    };

    /// <summary>Registers products and starts proxies.</summary>
    protected abstract Task BeginAsync();

    /// <summary>Ends something with the fixture.</summary>
    protected T Own<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Push(started);
        return started;
    }
}
