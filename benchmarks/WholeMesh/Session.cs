using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MeshStarter.WholeMesh;

/// <summary>Starts meshes one after the other and takes their times.</summary>
internal sealed class Session(Plan plan)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async IAsyncEnumerable<Measure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await MeshRun.BuildAsync(plan.Repository, cancellationToken);

        await using (var simulated = MeshRun.Start(plan.Repository, build: false))
        {
            yield return Seconds("start to all resources healthy", await simulated.UntilHealthyAsync(Patience, cancellationToken), goal: 15);
            yield return Seconds("start to the first answer (simulator)", await simulated.UntilAnswerAsync(Answers.FirstOrder, Patience, cancellationToken), goal: 20);
            if (plan.Source is null)
                yield return Memory(simulated);
        }

        if (plan.Source is not null)
        {
            await using var imported = MeshRun.Start(plan.Repository, build: false, $"--Mesh:SourceData={plan.Source}");
            yield return Seconds("start to imported orders in daily_revenue", await imported.UntilAnswerAsync(Answers.Revenue(plan), Patience, cancellationToken), goal: 60);
            yield return Memory(imported);
        }

        if (plan.FreshClone)
        {
            var clock = Stopwatch.StartNew();
            using var clone = await Clone.OfAsync(plan.Repository, cancellationToken);
            await using var fresh = MeshRun.Start(clone.Folder, build: true);
            await fresh.UntilAnswerAsync(Answers.FirstOrder, Patience, cancellationToken);
            yield return Seconds("git clone to the first answer, restore and build included", clock.Elapsed, goal: 300);
        }
    }

    private static Measure Seconds(string name, TimeSpan time, double goal) => new(name, time.TotalSeconds, "s", goal);

    private static Measure Memory(MeshRun mesh) => new("proportional set size of all processes", mesh.Memory().Bytes / (1024.0 * 1024 * 1024), "GiB", 1.2);
}
