using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures the time from the start of each published service until it is healthy, five times on empty data.</summary>
internal static class PublishedMeasure
{
    private const int Rounds = 5;

    // By the path of the project in the repository, in which the benchmark is started.
    private static readonly string[] Projects = ["platform/Governance", "platform/Catalog", "platform/QueryProxy", "domains/Orders"];

    public static async Task RunAsync(Sizes sizes)
    {
        var root = Directory.CreateTempSubdirectory("mesh-published-").FullName;
        try
        {
            foreach (var project in Projects)
            {
                using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", Path.Combine(root, Path.GetFileName(project)), "-v", "q", "--nologo"]))!;
                await publish.WaitForExitAsync();
                if (publish.ExitCode != 0)
                {
                    throw new InvalidOperationException($"{project} was not published. Fix: start the benchmark in the root of the repository.");
                }
            }

            await PrintAsync(root);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task PrintAsync(string root)
    {
        List<(string Name, TimeSpan Took)> starts = [];
        for (var round = 0; round < Rounds; round++)
        {
            await using var mesh = await MeasuredMesh.StartAsync(published: root);
            await mesh.StartQueryAsync();
            await mesh.StartDomainAsync("Orders");
            starts.AddRange(mesh.Starts);
        }

        foreach (var service in starts.GroupBy(start => start.Name, start => start.Took.TotalSeconds))
        {
            var sorted = service.Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{service.Key}: healthy {sorted[0]:F2}, {sorted[sorted.Count / 2]:F2} and {sorted[^1]:F2} s after its start (least, median, most of {sorted.Count})"));
        }
    }
}
