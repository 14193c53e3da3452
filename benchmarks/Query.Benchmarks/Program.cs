using MeshStarter.Query.Benchmarks;

// Each measures whole queries of several processes: no loop of a benchmark library fits them.
Dictionary<string, Func<FilledMesh, Sizes, Task>> parts = new(StringComparer.Ordinal)
{
    ["small"] = SmallPart.RunAsync,
    ["ratio"] = RatioPart.RunAsync,
    ["rows"] = RowsPart.RunAsync,
};

var named = args.TakeWhile(arg => !arg.Contains('=', StringComparison.Ordinal)).ToList();
if (named.Exists(name => !parts.ContainsKey(name)) || Sizes.Read(args.Skip(named.Count)) is not { } sizes)
{
    Console.Error.WriteLine($"Name some of {string.Join(", ", parts.Keys)}, or none for all; smaller sizes follow as {Sizes.Usage}.");
    return 2;
}

await using var mesh = await FilledMesh.StartAsync(sizes);
foreach (var (_, part) in parts.Where(part => named.Count == 0 || named.Contains(part.Key)))
{
    await part(mesh, sizes);
}

return 0;
