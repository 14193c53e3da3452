namespace MeshStarter.TestKit;

/// <summary>A real service of the mesh that is called through its own port: a process of its own, or a host in the tests' process.</summary>
public abstract class ServiceUnderTest : IAsyncDisposable
{
    private protected ServiceUnderTest(Uri address) => Client = new HttpClient { BaseAddress = address };

    /// <summary>Calls it; without a token.</summary>
    public HttpClient Client { get; }

    /// <summary>The address at which it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    public abstract ValueTask DisposeAsync();
}
