using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>
/// The time until a change acts at the enforcement points of a running mesh, each a process of its own: from the begin of the request that revokes a grant, tightens, or
/// casts the deciding vote, to the end of the first answer of a point that obeys it. Every point is queried without a pause by a client of its own.
/// </summary>
internal static class EnforcedMeasure
{
    private const string Orders = "orders.orders";
    private const string Events = "orders.fact_order_events";
    private const string Reader = "analyst";
    private const string Rules = "{ products: [" + Orders + ", " + Events + "], subjects: [" + Reader + "] }";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var given = arguments.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var rounds = given.TryGetValue("--rounds", out var number) ? int.Parse(number, CultureInfo.InvariantCulture) : 20;
        using var mesh = new RunningMesh(new Uri(given["--governance"]), new Uri(given["--catalog"]), new Uri(given["--query"]));
        var points = new MeshPoints(mesh, Reader, await mesh.PortAsync(Orders, "rest"), await mesh.PortAsync(Events, "stream"), Orders);
        var times = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            await RevokeAsync(mesh, points, times);
            await TightenAsync(mesh, points, times);
            // A version needs a dry run and three votes.
            if (round % 4 == 0)
            {
                await VoteAsync(mesh, points, times);
            }
        }

        foreach (var (name, each) in times)
        {
            var sorted = each.Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {sorted[sorted.Count / 2]:N0} ms, longest {sorted[^1]:N0} ms, of {sorted.Count}"));
        }

        return 0;
    }

    private static async Task RevokeAsync(RunningMesh mesh, MeshPoints points, SortedDictionary<string, List<double>> times)
    {
        var requests = (await mesh.PostAsync(Reader, "access/requests", new { products = (string[])[Orders, Events], purpose = "A measurement" }))["items"]!.AsArray().Select(each => each!["id"]!.GetValue<string>()).ToList();
        var grants = new List<string>();
        foreach (var request in requests)
        {
            await mesh.PostAsync("orders-owner", $"access/requests/{request}/approve", new { reason = "A measurement" });
            grants.Add((await mesh.PostAsync("security", $"access/requests/{request}/approve", new { reason = "A measurement" }))["grant"]!.GetValue<string>());
        }

        await points.UntilAsync(points.Clear, holds: true);
        await using var held = await points.HoldAsync();
        // What is open was opened while the grant lasted.
        var waiting = points.TimesAsync(points.Clear, held);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(grants.Select(grant => mesh.PostAsync("orders-owner", $"access/grants/{grant}/revoke", new { reason = "A measurement" })));
        Add(times, "grant revoked", began, await waiting);
    }

    private static async Task TightenAsync(RunningMesh mesh, MeshPoints points, SortedDictionary<string, List<double>> times)
    {
        await points.UntilAsync(points.Answered, holds: true);
        var waiting = points.TimesAsync(points.Answered);
        var began = Stopwatch.GetTimestamp();
        var tightening = await mesh.PostAsync("security", "policy/tightenings", new { rules = $"- {{ id: closed, description: A measurement, effect: deny, actions: [read, read_raw], when: {Rules} }}", reason = "A measurement", hours = 1 });
        Add(times, "tightened", began, await waiting);
        await mesh.PostAsync("security", $"policy/tightenings/{tightening["id"]}/end", new { reason = "A measurement" });
        await points.UntilAsync(points.Answered, holds: true);
    }

    private static async Task VoteAsync(RunningMesh mesh, MeshPoints points, SortedDictionary<string, List<double>> times)
    {
        await points.UntilAsync(points.Answered, holds: true);
        var closing = await mesh.ProposeAsync($"reason: A measurement\nadd:\n  - {{ id: measured, description: A measurement, effect: deny, actions: [read, read_raw], when: {Rules} }}\n");
        var last = await mesh.VoteToTheLastAsync(closing);
        var waiting = points.TimesAsync(points.Answered);
        var began = Stopwatch.GetTimestamp();
        await last();
        Add(times, "version in force", began, await waiting);
        var opening = await mesh.ProposeAsync("reason: A measurement\nremove: [measured]\n");
        await (await mesh.VoteToTheLastAsync(opening))();
        await points.UntilAsync(points.Answered, holds: true);
    }

    private static void Add(SortedDictionary<string, List<double>> times, string change, long began, IReadOnlyDictionary<string, long> ends)
    {
        foreach (var (point, end) in ends)
        {
            var key = $"{change}, {point}";
            if (!times.TryGetValue(key, out var list))
            {
                times[key] = list = [];
            }

            list.Add(Stopwatch.GetElapsedTime(began, end).TotalMilliseconds);
        }
    }
}
