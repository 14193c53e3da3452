using MeshStarter.EndToEnd.Composed.Load;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The mesh of the published Compose file with two processes of each service, under the load of its clients.</summary>
[Trait("Category", "Slow")]
public sealed class ReplicatedMeshTests(TrinoJsClient trino, PyIcebergLoad python, ITestOutputHelper output) : IClassFixture<TrinoJsClient>, IClassFixture<PyIcebergLoad>
{
    private static readonly TimeSpan Kills = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Restarts = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Processes_that_are_killed_at_random_lose_and_double_no_order_and_leave_no_answer_without_a_record()
    {
        await using var mesh = await ReplicatedMesh.StartAsync(isPublished: true);
        Require(mesh);
        var killed = new List<string>();

        await mesh.Load.RunAsync(trino, python, Kills, async over =>
        {
            using var next = new PeriodicTimer(BetweenKills);
            while (!over.IsCancellationRequested)
            {
                await next.WaitForNextTickAsync(CancellationToken.None);
                var one = mesh.Replicas[Random.Shared.Next(mesh.Replicas.Count)];
                killed.Add(one.Name);
                await one.KillAsync();
                one.Start();
            }
        });

        output.WriteLine($"killed: {string.Join(", ", killed)}\n{mesh.Load}");
        await mesh.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task Restart_of_one_process_after_another_fails_nothing_that_a_retry_does_not_heal()
    {
        await using var mesh = await ReplicatedMesh.StartAsync();
        Require(mesh);

        await mesh.Load.RunAsync(trino, python, Restarts, async _ =>
        {
            foreach (var one in mesh.Replicas)
            {
                await mesh.RestartAsync(one);
            }
        });

        output.WriteLine(mesh.Load.ToString());
        await mesh.AssertWholeAsync();
    }

    private void Require(ReplicatedMesh mesh)
    {
        var missing = mesh.Missing ?? trino.Missing ?? python.Missing;
        Skip.If(missing is not null, missing);
    }
}
