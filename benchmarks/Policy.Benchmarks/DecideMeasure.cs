using System.Diagnostics;
using System.Globalization;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>Decisions a second on one core, in an order that no cache foresees, and what they allocate once each product was decided about.</summary>
internal static class DecideMeasure
{
    private const int Pairs = 1 << 16;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static int Run()
    {
        var products = GeneratedMesh.Products();
        var bundle = GeneratedMesh.Bundle().With(GeneratedMesh.GrantsOf(products), GeneratedMesh.Now);
        var people = GeneratedMesh.Principals();
        var random = new Random(1);
        (Principal Who, PolicyResource Product)[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => (people[random.Next(people.Count)], products[random.Next(products.Count)]))];
        // Once around: from here on every decision was made before.
        for (var i = 0; i < 2; i++)
        {
            Decide(bundle, pairs);
        }

        var (permitted, decisions) = (0L, 0L);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (began, processorBegan) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        do
        {
            permitted += Decide(bundle, pairs);
            decisions += pairs.Length;
        }
        while (Stopwatch.GetElapsedTime(began) < Measured);
        // The time of a processor, not that of a clock: on a busy machine the process waits for its turn.
        var processor = Environment.CpuUsage.TotalTime - processorBegan;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{GeneratedMesh.Rules:N0} rules, {products.Count:N0} products, {GeneratedMesh.Grants:N0} grants: {decisions / processor.TotalSeconds:N0} decisions a second of one core, {permitted * 100.0 / decisions:0.0} % permitted, {allocated:N0} bytes allocated in {decisions:N0} decisions"));
        return 0;
    }

    private static int Decide(PolicyBundle bundle, (Principal Who, PolicyResource Product)[] pairs)
    {
        var permitted = 0;
        foreach (var (who, product) in pairs)
        {
            if (PolicyEngine.Decide(bundle, who, PolicyAction.Read, product).Permit)
            {
                permitted++;
            }
        }

        return permitted;
    }
}
