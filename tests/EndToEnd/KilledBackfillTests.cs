using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd;

/// <summary>A backfill of all days of the real shop while the domain, the catalog and the database are killed at random moments.</summary>
[Trait("Category", "Slow")]
public sealed class KilledBackfillTests(RealShopMesh real, ITestOutputHelper output) : IClassFixture<RealShopMesh>
{
    private const int Kills = 20;
    private const string Pipeline = "/products/daily_sales/pipeline";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [SkippableFact]
    public async Task Backfill_ends_with_the_rows_of_one_piece()
    {
        Skip.If(real.Missing is not null, real.Missing);
        MeshProcesses.Require();
        var mesh = real.Mesh;
        var platform = new CompanyPlatform(real.Data, "inventory", "catalog");
        await WhenAllSucceededAsync(mesh, platform);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"Seed {seed}");

        for (var kill = 0; kill < Kills; kill++)
        {
            await UntilAnsweredAsync(platform, () => mesh.PostAsync("inventory", $"{Pipeline}/backfill", "inventory-owner", new { from = "2016-09-01", to = "2018-10-31" }), HttpStatusCode.Accepted);
            await Task.Delay(random.Next(100, 3_000));
            switch (random.Next(3))
            {
                case 0:
                    await WhenNoRunBeganThriceAsync(mesh, platform);
                    output.WriteLine($"Kill {kill}: inventory");
                    await platform.RestartAsync("inventory");
                    break;
                case 1:
                    output.WriteLine($"Kill {kill}: catalog");
                    await platform.RestartAsync("catalog");
                    break;
                default:
                    await WhenNoRunBeganThriceAsync(mesh, platform);
                    output.WriteLine($"Kill {kill}: database");
                    await MeshProcesses.KillSessionAsync(real.Data, "inventory");
                    break;
            }
        }

        var windows = await WhenAllSucceededAsync(mesh, platform);

        Assert.True(windows > 700, windows.ToString(CultureInfo.InvariantCulture));
        var expected = (await mesh.QueryAsync(SoldDays.Expected, "analyst")).Select(row => row.GetRawText()).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await mesh.QueryAsync(SoldDays.Product, "analyst")).Select(row => row.GetRawText()));

        var runs = (await mesh.GetAsync("inventory", "/products/daily_sales/runs?limit=1000", "inventory-owner")).Body.GetProperty("items").EnumerateArray().ToList();
        Assert.All(runs, run => Assert.Equal("succeeded", run.GetProperty("state").GetString()));
        output.WriteLine($"{runs.Count(run => run.GetProperty("starts").GetInt32() > 1)} of the last {runs.Count} runs were begun by more than one process.");
    }

    // A run fails whose process ends three times, or whose session does: its third one is left to it.
    private static async Task WhenNoRunBeganThriceAsync(TestMesh mesh, CompanyPlatform platform)
    {
        await Eventually.HoldsAsync(async () => await BegunAsync("running") <= 2 && await BegunAsync("interrupted") <= 1, "the end of a run that began three times", Patience);

        async Task<int> BegunAsync(string state)
        {
            var runs = await UntilAnsweredAsync(platform, () => mesh.GetAsync("inventory", $"/products/daily_sales/runs?status={state}", "inventory-owner"), HttpStatusCode.OK);
            return runs.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("starts").GetInt32()).DefaultIfEmpty().Max();
        }
    }

    private static async Task<int> WhenAllSucceededAsync(TestMesh mesh, CompanyPlatform platform)
    {
        var windows = await TestMesh.UntilAsync(
            async () =>
            {
                var status = await UntilAnsweredAsync(platform, () => mesh.GetAsync("inventory", Pipeline, "inventory-owner"), HttpStatusCode.OK);
                return status.GetProperty("windows").EnumerateObject().ToDictionary(state => state.Name, state => state.Value.GetInt32(), StringComparer.Ordinal);
            },
            windows => windows.Count == 1 && windows.ContainsKey("succeeded"));
        return Assert.Single(windows, window => windows.Count == 1 && window.Key == "succeeded").Value;
    }

    private static async Task<JsonElement> UntilAnsweredAsync(CompanyPlatform platform, Func<Task<(HttpStatusCode Status, JsonElement Body)>> send, HttpStatusCode expected)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var said = "nothing";
            platform.StartEnded();
            try
            {
                var (status, body) = await send();
                if (status == expected)
                {
                    return body;
                }

                said = $"{status} {body}";
            }
            catch (HttpRequestException exception)
            {
                said = exception.Message;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, said);
            await timer.WaitForNextTickAsync();
        }
    }
}
