using MeshStarter.Lake.Benchmarks;

// Each measures whole operations of milliseconds to minutes that use the disk: no loop of a benchmark library fits them.
Dictionary<string, Func<Task>> measures = new(StringComparer.Ordinal)
{
    ["append"] = AppendMeasure.RunAsync,
    ["plan"] = PlanMeasure.RunAsync,
    ["store"] = StoreMeasure.RunAsync,
};

if (args is not [var name] || !measures.TryGetValue(name, out var measure))
{
    Console.Error.WriteLine($"Name one of {string.Join(", ", measures.Keys)}.");
    return 2;
}

await measure();
return 0;
