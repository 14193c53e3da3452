using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.TestKit;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Writers of one table with PyIceberg, each a process.</summary>
internal sealed class PyIcebergWriters() : PythonProject("contended.py", "pyiceberg[pyarrow]")
{
    /// <summary>Appends with all writers at the same time.</summary>
    /// <param name="writers">Number of writers.</param>
    /// <param name="catalog">Address of the Iceberg catalog.</param>
    /// <param name="token">Token of the table's service.</param>
    /// <param name="table">The table, with the columns of <see cref="SmallProduct"/>.</param>
    /// <param name="seconds">Duration of the measure, after each writer's first append.</param>
    /// <returns>The duration of each append.</returns>
    public async Task<Durations> RunAsync(int writers, Uri catalog, string token, TableIdentifier table, int seconds)
    {
        var input = new JsonObject { ["uri"] = $"{catalog}", ["token"] = token, ["namespace"] = table.Namespace[0], ["table"] = table.Name, ["seconds"] = seconds };
        var took = new Durations();
        foreach (var each in (await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => RunProgramAsync([], input.ToJsonString())))).SelectMany(output => JsonSerializer.Deserialize<double[]>(output)!))
        {
            took.Add(TimeSpan.FromSeconds(each));
        }

        return took;
    }
}
