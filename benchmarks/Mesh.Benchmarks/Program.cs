using MeshStarter.Mesh.Benchmarks;

// Each measures whole operations of several processes and the disk: no loop of a benchmark library fits them.
Dictionary<string, Func<Sizes, Task>> measures = new(StringComparer.Ordinal)
{
    ["audit"] = AuditMeasure.RunAsync,
    ["backfill"] = BackfillMeasure.RunAsync,
    ["catalog"] = CatalogMeasure.RunAsync,
    ["commits"] = CommitsMeasure.RunAsync,
    ["contended"] = ContendedMeasure.RunAsync,
    ["forwarded"] = ForwardedMeasure.RunAsync,
    ["grown"] = GrownMeasure.RunAsync,
    ["lineage"] = LineageMeasure.RunAsync,
    ["pipelines"] = PipelinesMeasure.RunAsync,
    ["published"] = PublishedMeasure.RunAsync,
    ["recomputed"] = RecomputedMeasure.RunAsync,
    ["replicas"] = ReplicasMeasure.RunAsync,
    ["source"] = SourceMeasure.RunAsync,
    ["stream"] = StreamMeasure.RunAsync,
    ["visible"] = VisibleMeasure.RunAsync,
    ["window"] = WindowMeasure.RunAsync,
    ["workers"] = WorkersMeasure.RunAsync,
};

if (args is not [var name, .. var given] || !measures.TryGetValue(name, out var measure) || Sizes.Read(given) is not { } sizes)
{
    Console.Error.WriteLine($"Name one of {string.Join(", ", measures.Keys)}; smaller sizes follow as {Sizes.Usage}.");
    return 2;
}

await measure(sizes);
return 0;
