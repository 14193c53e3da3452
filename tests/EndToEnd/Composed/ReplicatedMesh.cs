using MeshStarter.EndToEnd.Composed.Load;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The mesh of the published Compose file with two processes of each service, a company's provider, and clients.</summary>
internal sealed class ReplicatedMesh : IAsyncDisposable
{
    // That of the file: what has not ended by then is killed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    // Of a process that starts while all others work.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly ComposedMesh _mesh = new();
    private TestProvider? _provider;
    private MeshLoad? _load;

    private ReplicatedMesh()
    {
    }

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing => OperatingSystem.IsLinux() ? _mesh.Missing : "the services trust the provider's certificate by SSL_CERT_FILE";

    /// <summary>The processes.</summary>
    public IReadOnlyList<ServiceReplica> Replicas => _mesh.Replicas;

    /// <summary>The clients.</summary>
    public MeshLoad Load => _load!;

    /// <summary>Starts it, if it can run here.</summary>
    /// <param name="earlier">The folder of an earlier release, whose programs are the first processes of the services; null for this one's.</param>
    /// <param name="isPublished">Whether the programs are those of published folders, and run as in a container.</param>
    public static async Task<ReplicatedMesh> StartAsync(string? earlier = null, bool isPublished = false)
    {
        var mesh = new ReplicatedMesh();
        await mesh._mesh.StartStoresAsync();
        if (mesh.Missing is not null)
        {
            return mesh;
        }

        var certificate = Path.Combine(mesh._folder.Path, "provider.pem");
        var directory = new ProviderDirectory.Keycloak();
        var provider = mesh._provider = await TestProvider.StartAsync(directory, certificate);
        var published = isPublished ? await PublishedFolder.MakeAllAsync(Path.Combine(mesh._folder.Path, "published")) : null;
        await mesh._mesh.StartAsync(
            provider.Issuer, directory.Clients, Company.Settings(directory, provider), new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = certificate }, replicas: 2, earlier, published);
        mesh._load = await MeshLoad.StartAsync(mesh._mesh, provider, certificate);
        return mesh;
    }

    /// <summary>Ends a process as a container engine does, which it does well, and starts it again.</summary>
    /// <param name="one">The process.</param>
    /// <param name="repository">The repository whose program it is then; null for the same as before.</param>
    public async Task RestartAsync(ServiceReplica one, string? repository = null)
    {
        using var grace = new CancellationTokenSource(GracePeriod);
        var exit = await one.StopAsync(grace.Token);
        Assert.True(exit == 0, $"{one.Name} ended with {exit}");
        one.Repository = repository ?? one.Repository;
        one.Start();
        await one.UntilHealthyAsync(Patience);
    }

    /// <summary>Asserts that the work of the clients is healed, whole and in the trail.</summary>
    public async Task AssertWholeAsync()
    {
        Load.AssertHealed();
        foreach (var one in Replicas)
        {
            await one.UntilHealthyAsync(Patience);
        }

        await Load.AssertOrdersAsync();
        await Load.AssertAuditedAsync();
        Assert.Empty(_provider!.Refusals);
    }

    public async ValueTask DisposeAsync()
    {
        _load?.Dispose();
        await _mesh.DisposeAsync();
        await (_provider?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }
}
