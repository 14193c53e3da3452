namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>One process of the proxy for all tests that only ask it.</summary>
public class ProxyFixture : QueryFixture
{
    /// <inheritdoc/>
    public override Uri Http { get; } = new($"http://localhost:{FreePort.Take()}");

    /// <summary>The address at which the process listens with TLS.</summary>
    public Uri Https { get; } = new($"https://localhost:{FreePort.Take()}");

    /// <summary>The process.</summary>
    public ServiceProcess Proxy { get; private set; } = null!;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync();
        Proxy = Own(await ProcessAsync(ProcessSettings(), Http));
    }

    /// <summary>The settings of the process.</summary>
    protected virtual Dictionary<string, string> ProcessSettings() => new(Settings(), StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = $"{Http.OriginalString};{Https.OriginalString}" };
}

[CollectionDefinition(Name)]
public sealed class ProxyCollection : ICollectionFixture<ProxyFixture>
{
    public const string Name = "proxy";
}
