using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures a small answer of the catalog at its own address and at the query proxy's, by turns, one request at a time.</summary>
internal static class ForwardedMeasure
{
    private const int Requests = 5_000;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StartQueryAsync();
        using var own = await mesh.PersonAsync("catalog", "analyst");
        using var forwarded = await mesh.PersonAsync("query", "analyst");
        var (direct, ahead) = (new Durations(), new Durations());
        // The first ones are the runtime's compiler's.
        foreach (var measured in new[] { false, true })
        {
            for (var request = 0; request < Requests; request++)
            {
                await AskAsync(own, "products?limit=1", measured ? direct : new Durations());
                await AskAsync(forwarded, "catalog/products?limit=1", measured ? ahead : new Durations());
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Requests} small answers of the catalog: p50 {direct.Percentile(50):F2} ms, p95 {direct.Percentile(95):F2} ms; forwarded p50 {ahead.Percentile(50):F2} ms, p95 {ahead.Percentile(95):F2} ms: {ahead.Percentile(50) - direct.Percentile(50):F2} and {ahead.Percentile(95) - direct.Percentile(95):F2} ms more"));
    }

    private static async Task AskAsync(HttpClient client, string path, Durations took)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        took.Add(Stopwatch.GetElapsedTime(began));
        answer.EnsureSuccessStatusCode();
    }
}
