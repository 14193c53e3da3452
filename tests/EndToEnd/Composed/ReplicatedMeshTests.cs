using System.Collections.Concurrent;
using MeshStarter.EndToEnd.Composed.Load;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.TestKit;
using MeshStarter.TestKit.Providers;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The mesh of the published Compose file with two processes of each service, under the load of its clients.</summary>
[Trait("Category", "Slow")]
public sealed class ReplicatedMeshTests(TrinoJsClient trino, PyIcebergLoad python, ITestOutputHelper output) : IClassFixture<TrinoJsClient>, IClassFixture<PyIcebergLoad>, IAsyncLifetime
{
    private static readonly TimeSpan Kills = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Restarts = TimeSpan.FromMinutes(2);

    // That of the file: what has not ended by then is killed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    // Of a process that starts while all others work.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly ComposedMesh _mesh = new();
    private TestProvider _provider = null!;
    private MeshLoad _load = null!;

    public async Task InitializeAsync()
    {
        await _mesh.StartStoresAsync();
        if (Missing is not null)
        {
            return;
        }

        var certificate = Path.Combine(_folder.Path, "provider.pem");
        var directory = new ProviderDirectory.Keycloak();
        _provider = await TestProvider.StartAsync(directory, certificate);
        await _mesh.StartAsync(
            _provider.Issuer, directory.Clients, Company.Settings(directory, _provider), new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = certificate }, replicas: 2);
        _load = await MeshLoad.StartAsync(_mesh, _provider, certificate);
    }

    public async Task DisposeAsync()
    {
        _load?.Dispose();
        await _mesh.DisposeAsync();
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Processes_that_are_killed_at_random_lose_and_double_no_order_and_leave_no_answer_without_a_record()
    {
        Skip.If(Missing is not null, Missing);
        var killed = new ConcurrentQueue<string>();

        await _load.RunAsync(trino, python, Kills, async over =>
        {
            using var next = new PeriodicTimer(BetweenKills);
            while (!over.IsCancellationRequested)
            {
                await next.WaitForNextTickAsync(CancellationToken.None);
                var one = _mesh.Replicas[Random.Shared.Next(_mesh.Replicas.Count)];
                killed.Enqueue(one.Name);
                await one.KillAsync();
                one.Start();
            }
        });

        await AssertWholeAsync($"killed: {string.Join(", ", killed)}");
    }

    [SkippableFact]
    public async Task Restart_of_one_process_after_another_fails_nothing_that_a_retry_does_not_heal()
    {
        Skip.If(Missing is not null, Missing);
        var ended = new ConcurrentQueue<(string Name, int Exit)>();

        await _load.RunAsync(trino, python, Restarts, async _ =>
        {
            foreach (var one in _mesh.Replicas)
            {
                using var grace = new CancellationTokenSource(GracePeriod);
                ended.Enqueue((one.Name, await one.StopAsync(grace.Token)));
                one.Start();
                await one.UntilHealthyAsync(Patience);
            }
        });

        Assert.All(ended, one => Assert.True(one.Exit == 0, $"{one.Name} ended with {one.Exit}"));
        await AssertWholeAsync("restarted");
    }

    private string? Missing => !OperatingSystem.IsLinux() ? "the services trust the provider's certificate by SSL_CERT_FILE" : _mesh.Missing ?? trino.Missing ?? python.Missing;

    private async Task AssertWholeAsync(string done)
    {
        output.WriteLine($"{done}\n{_load}");
        _load.AssertHealed();
        foreach (var one in _mesh.Replicas)
        {
            await one.UntilHealthyAsync(Patience);
        }

        await _load.AssertOrdersAsync();
        await _load.AssertAuditedAsync();
        Assert.Empty(_provider.Refusals);
    }
}
