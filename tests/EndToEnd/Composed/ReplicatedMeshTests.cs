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
        Require();
        await using var company = await ComposedCompany.StartAsync(replicas: 2, isPublished: true);
        using var load = await MeshLoad.StartAsync(company);
        var killed = new List<string>();

        await load.RunAsync(trino, python, Kills, async over =>
        {
            using var next = new PeriodicTimer(BetweenKills);
            while (!over.IsCancellationRequested)
            {
                await next.WaitForNextTickAsync(CancellationToken.None);
                var one = company.Mesh.Replicas[Random.Shared.Next(company.Mesh.Replicas.Count)];
                killed.Add(one.Name);
                await one.KillAsync();
                one.Start();
            }
        });

        output.WriteLine($"killed: {string.Join(", ", killed)}\n{load}");
        await load.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task Restart_of_one_process_after_another_fails_nothing_that_a_retry_does_not_heal()
    {
        Require();
        await using var company = await ComposedCompany.StartAsync(replicas: 2);
        using var load = await MeshLoad.StartAsync(company);

        await load.RunAsync(trino, python, Restarts, async _ =>
        {
            foreach (var one in company.Mesh.Replicas)
            {
                await one.RestartAsync();
            }
        });

        output.WriteLine(load.ToString());
        await load.AssertWholeAsync();
    }

    private void Require()
    {
        var missing = trino.Missing ?? python.Missing;
        Skip.If(missing is not null, missing);
    }
}
