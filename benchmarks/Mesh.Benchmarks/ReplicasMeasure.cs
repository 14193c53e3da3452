using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures small queries of eight clients by one query proxy, then by two that answer together at the address of the first.</summary>
internal static class ReplicasMeasure
{
    private const int Clients = 8;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        await SmallProduct.PublishAsync(mesh);
        await mesh.StartQueryAsync();
        var one = await RateAsync(mesh, sizes);
        await mesh.StopAllAsync("query");
        await mesh.StartQueryAsync(peer: await StartPeerAsync(mesh));
        var two = await RateAsync(mesh, sizes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Clients} clients: {one:F0} small queries/s by one proxy, {two:F0} by two: {two / one:F2} ×, on {Environment.ProcessorCount} cores for clients, proxies and all else"));
    }

    private static async Task<Uri> StartPeerAsync(MeasuredMesh mesh)
    {
        await mesh.StartQueryAsync(name: "b");
        return mesh.AddressOf("query");
    }

    private static async Task<double> RateAsync(MeasuredMesh mesh, Sizes sizes)
    {
        using var client = await mesh.PersonAsync("query", "analyst");
        await CountAsync(client, TimeSpan.FromSeconds(5));
        return await CountAsync(client, TimeSpan.FromSeconds(sizes.Seconds)) / (double)sizes.Seconds;
    }

    private static async Task<int> CountAsync(HttpClient client, TimeSpan span)
    {
        var answered = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < span)
            {
                await SmallProduct.QueryAsync(client);
                Interlocked.Increment(ref answered);
            }
        }));
        return answered;
    }
}
