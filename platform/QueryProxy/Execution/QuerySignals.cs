using System.Diagnostics;
using System.Diagnostics.Metrics;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>Spans and figures of queries. They never hold a query's text.</summary>
internal static class QuerySignals
{
    private const string Name = "MeshStarter.QueryProxy";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "mesh.query.duration", "s", "From a query's arrival to its last row, waiting included");

    private static readonly Histogram<long> PeakMemory = Meter.CreateHistogram<long>(
        "mesh.query.memory", "By", "The most memory that a query's worker had");

    /// <summary>Step 9: parse, understand, decide.</summary>
    public static Activity? Decide(QueryRun run) => Begin("9 decide", run);

    /// <summary>Step 10: the engine works and rows go out.</summary>
    public static Activity? Query(QueryRun run) => Begin("10 query", run);

    public static void Ended(QueryRun run, QueryFailure? failure)
    {
        var outcome = new KeyValuePair<string, object?>("error.type", failure?.Code.Name ?? "none");
        Duration.Record(run.Statistics.Elapsed.TotalSeconds, outcome);
        PeakMemory.Record(run.Statistics.PeakBytes, outcome);
    }

    private static Activity? Begin(string step, QueryRun run) => Source.StartActivity(step)?.SetTag("mesh.query.id", run.Request.Id);
}
