using MeshStarter.EndToEnd.Composed.Load;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>A mesh of the release before this one is updated while its clients work: for a while the earlier programs run on databases that this release's migrations changed.</summary>
[Trait("Category", "Slow")]
public sealed class UpdateTests(TrinoJsClient trino, PyIcebergLoad python, ITestOutputHelper output) : IClassFixture<TrinoJsClient>, IClassFixture<PyIcebergLoad>
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Earlier_programs_work_on_the_new_layout_until_each_is_replaced()
    {
        var (earlier, unbuilt) = await EarlierRelease.BuildAsync();
        Skip.If(unbuilt is not null, unbuilt);
        var missing = trino.Missing ?? python.Missing;
        Skip.If(missing is not null, missing);
        await using var company = await ComposedCompany.StartAsync(replicas: 2, earlier: earlier);
        using var load = await MeshLoad.StartAsync(company);

        await load.RunAsync(trino, python, Time, async _ =>
        {
            foreach (var one in company.Mesh.Replicas.Where(replica => replica.Repository == earlier))
            {
                await one.RestartAsync(BuiltService.Repository);
            }
        });

        output.WriteLine(load.ToString());
        await load.AssertWholeAsync();
    }
}
