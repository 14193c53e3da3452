using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Quality;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Holds the list of types in docs/architecture.md: those that run from the start of a publisher to the snapshot with its first row.</summary>
public sealed partial class WayOfARowTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Variable = "MESH_WAY_OF_A_ROW";
    private const string Orders = "checked.orders";

    [SkippableFact]
    public async Task A_recorded_publish_runs_no_more_types_than_the_docs_list()
    {
        postgres.Require();
        var doc = await File.ReadAllTextAsync(Path.Combine(Repository(), "docs", "architecture.md"));
        var stated = int.Parse(Stated().Match(doc).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var listed = Listed().Match(doc).Groups["rooms"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(room => room[(room.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);

        var recorded = await RecordAsync();

        Assert.InRange(listed.Count, 100, stated);
        Assert.True(recorded.Count > 100, $"Only {recorded.Count} types were recorded.");
        Assert.True(recorded.Count <= stated, $"{recorded.Count} types ran, and docs/architecture.md states at most {stated}. Not listed: {string.Join(", ", recorded.Except(listed).Order(StringComparer.Ordinal))}");
    }

    // A method is reported when it is called for the first time in its process, so the recording has one of its own.
    [SkippableFact]
    public async Task Recording()
    {
        var file = Environment.GetEnvironmentVariable(Variable);
        Skip.If(file is null, "It runs in a process of its own.");
        await using var world = await CheckedWorld.StartAsync(postgres);
        var product = OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked").All.Single(own => own.Name.ToString() == Orders);
        var publisher = new DataProductPublisher(ProductContract.Of(product.Descriptor), TimeProvider.System);
        using var types = new RanTypes();

        await using var service = await world.PublishAsync();
        await world.Database.CommitAsync(transaction => publisher.EmitAsync(new { order_id = 1, status = "placed" }, transaction, CancellationToken.None));
        await Eventually.HoldsAsync(async () => await world.Catalog.TableAsync(Orders) is { CurrentSnapshot: not null });

        await File.WriteAllLinesAsync(file, await types.EndAsync());
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests are not in the repository.");
        }

        return folder.FullName;
    }

    private static async Task<HashSet<string>> RecordAsync()
    {
        var file = Path.GetTempFileName();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["vstest", typeof(WayOfARowTests).Assembly.Location, $"--TestCaseFilter:FullyQualifiedName={typeof(WayOfARowTests).FullName}.{nameof(Recording)}"])
        {
            Environment = { [Variable] = file },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, output);
            return [.. (await File.ReadAllLinesAsync(file, patience.Token)).Select(type => type[(type.LastIndexOf('.') + 1)..])];
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"(?<number>\d+) types of the mesh run")]
    private static partial Regex Stated();

    [GeneratedRegex(@"<!-- types of a publish -->\s*```\s*(?<rooms>[^`]*)```")]
    private static partial Regex Listed();
}
