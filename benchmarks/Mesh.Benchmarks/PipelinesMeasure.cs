using System.Globalization;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures a thousand pipelines that are classes without inputs, each due every minute, whose windows have no rows: the time from due to started, and the
/// memory that they take beyond the same products without pipelines.
/// </summary>
internal static class PipelinesMeasure
{
    private const int Pipelines = 1_000;

    // The first minutes are the runtime's compiler's.
    private static readonly TimeSpan Warm = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Sizes sizes)
    {
        var plain = await MeasureAsync(pipelines: false, TimeSpan.FromSeconds(sizes.Seconds));
        var own = await MeasureAsync(pipelines: true, TimeSpan.FromSeconds(Math.Max(sizes.Seconds, 120)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pipelines: {own >> 20} MiB of the process with {Pipelines} pipelines, {plain >> 20} MiB with the same products alone: {(own - plain) >> 20} MiB more"));
    }

    private static async Task<long> MeasureAsync(bool pipelines, TimeSpan span)
    {
        using var domain = new GeneratedDomain();
        for (var number = 0; number < Pipelines; number++)
        {
            Add(domain, string.Create(CultureInfo.InvariantCulture, $"P{number:D4}"), pipelines);
        }

        var program = await domain.BuildAsync();
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StartDomainAsync("Scratch", program);
        await Task.Delay(Warm);
        var (since, processors) = (TimeProvider.System.GetUtcNow().UtcDateTime, new Processors(mesh.Processes));
        await Task.Delay(span);
        if (pipelines)
        {
            Console.WriteLine($"pipelines: {await StartsAsync(mesh, since)}; {processors.Per((long)(Pipelines * span.TotalMinutes))}");
        }

        return ResidentMemory.Of(mesh.Processes.Single(process => process.Name == "scratch").Id);
    }

    private static void Add(GeneratedDomain domain, string name, bool pipeline)
    {
        domain.AddProduct(name, name.ToLowerInvariant(), "  - { name: id, type: BIGINT, required: true, description: Names the row }");
        if (pipeline)
        {
            domain.Add($"Products/{name}/pipeline.yaml", "run: every 1 minute\n");
            domain.Add($"Products/{name}/{name}Pipeline.cs", $$"""
                using MeshStarter.Sdk.Pipelines;

                namespace MeshStarter.Scratch.Products.{{name}};

                internal sealed class {{name}}Pipeline : IPipeline<{{name}}Row>
                {
                    public Task<PipelineResult<{{name}}Row>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken) =>
                        Task.FromResult(new PipelineResult<{{name}}Row>([]));
                }
                """);
        }
    }

    private static async Task<string> StartsAsync(MeasuredMesh mesh, DateTime since)
    {
        await using var database = await mesh.OpenDatabaseAsync("scratch");
        await using var find = new NpgsqlCommand(
            """
            SELECT count(*), count(*) FILTER (WHERE state <> 'succeeded'),
                percentile_disc(0.5) WITHIN GROUP (ORDER BY took), percentile_disc(0.99) WITHIN GROUP (ORDER BY took), max(took)
            FROM (SELECT state, extract(epoch FROM coalesce(started_at, now()) - due_at)::float8 AS took FROM mesh.pipeline_runs WHERE due_at > $1 AND due_at < now() - interval '30 seconds') AS runs
            """,
            database)
        { Parameters = { new() { Value = since } } };
        await using var found = await find.ExecuteReaderAsync();
        await found.ReadAsync();
        return string.Create(CultureInfo.InvariantCulture,
            $"{found.GetInt64(0)} runs, {found.GetInt64(1)} of them not ended well; due to started p50 {found.GetDouble(2):F2} s, p99 {found.GetDouble(3):F2} s, most {found.GetDouble(4):F2} s");
    }
}
