namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Tests of consumers, each with a catalog and ports of its own.</summary>
public abstract class PortServerTests : IAsyncLifetime
{
    private protected HttpClient Http { get; } = new();

    private protected PortServer Server { get; set; } = null!;

    public virtual async Task InitializeAsync() => Server = await PortServer.StartAsync();

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
