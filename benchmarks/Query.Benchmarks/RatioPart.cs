using System.Globalization;
using MeshStarter.Mesh.Benchmarks;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Governed queries against the engine alone over the same files, by turns: each begins every second run.</summary>
internal static class RatioPart
{
    public static async Task RunAsync(FilledMesh mesh, Sizes sizes)
    {
        using var raw = new RawEngine(mesh);
        using var client = new StatementClient(await mesh.Mesh.PersonAsync("query", "analyst"));
        foreach (var (name, sql) in Statements(sizes))
        {
            var (governed, alone) = (new Durations(), new Durations());
            var turns = new Turns(client, raw);
            for (var run = -2; run < sizes.Runs; run++)
            {
                var (byProxy, byEngine) = await turns.TakeAsync(sql);
                if (run >= 0)
                {
                    governed.Add(byProxy);
                    alone.Add(byEngine);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: governed p50 {governed.Percentile(50):F0} ms, the engine alone {alone.Percentile(50):F0} ms: {governed.Percentile(50) / alone.Percentile(50):F2}; load {FilledMesh.LoadAverage()}"));
        }
    }

    /// <summary>Returns the large queries.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Statements(Sizes sizes)
    {
        var middle = sizes.Rows / 2;
        return
        [
            ("scan", "SELECT count(*), sum(quantity), max(weight) FROM load.sales"),
            ("scan with a condition", "SELECT count(*), max(price) FROM load.sales WHERE quantity > 3 AND status = 'paid'"),
            ("scan of a masked column", "SELECT count(email), count(*) FROM load.sales"),
            ("aggregate", "SELECT city, count(*), sum(quantity), max(weight) FROM load.sales GROUP BY city ORDER BY 2 DESC, 1 LIMIT 10"),
            ("join", "SELECT c.segment, count(*), sum(s.quantity) FROM load.sales s JOIN load.customers c ON s.customer = c.customer GROUP BY c.segment ORDER BY 1"),
            ("scan of a tenth, pruned", $"SELECT count(*), sum(quantity), max(weight) FROM load.sales WHERE id BETWEEN {middle} AND {middle + (sizes.Rows / 10)}"),
            ("aggregate of a tenth, pruned", $"SELECT city, count(*), sum(quantity) FROM load.sales WHERE id BETWEEN {middle} AND {middle + (sizes.Rows / 10)} GROUP BY city ORDER BY 2 DESC, 1 LIMIT 10"),
            ("lookup by id, pruned", $"SELECT * FROM load.sales WHERE id = {middle + 4711}"),
        ];
    }
}
