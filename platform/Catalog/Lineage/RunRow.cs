using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A run, or the runs of a streaming job that ended in one minute in the same way.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Job">The job.</param>
/// <param name="State">The newest state, or how it ended.</param>
/// <param name="StartedAt">When it began; null where that was not reported.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Runs">How many runs it stands for.</param>
/// <param name="Facets">The run's facets, as <see cref="FacetSet"/> stores them.</param>
/// <param name="Inputs">The facets of each input, by its id.</param>
/// <param name="Outputs">The facets of each output, by its id.</param>
internal sealed record RunRow(Guid RunId, LineageName Job, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Runs, JsonObject Facets, JsonObject Inputs, JsonObject Outputs)
{
    private static readonly string[] Terminal = ["COMPLETE", "ABORT", "FAIL"];

    /// <summary>A run that becomes known by an event.</summary>
    public static RunRow New(LineageEvent.OfRun reported) => new(reported.RunId, reported.Job.Name, "OTHER", null, null, 1, [], [], []);

    /// <summary>Whether an event is the end of a run of a streaming job.</summary>
    public static bool IsStreaming(LineageEvent.OfRun reported) => Terminal.Contains(reported.State, StringComparer.Ordinal)
        && reported.Job.Facets["jobType"]?["processingType"] is JsonValue type && type.TryGetValue(out string? text) && text == "STREAMING";

    /// <summary>Whether an event ends this run so that it may be counted into another one's row.</summary>
    public bool IsCountable(LineageEvent.OfRun reported) => Runs == 1 && IsStreaming(reported);

    /// <summary>Whether this row is of the minute and the way in which a run ended.</summary>
    public bool IsOfMinute(RunRow run) => RunId != run.RunId && Job == run.Job && State == run.State && EndedAt is { } ended && run.EndedAt is { } end
        && ended.UtcTicks / TimeSpan.TicksPerMinute == end.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary>The run after an event of it.</summary>
    public RunRow With(LineageEvent.OfRun reported)
    {
        var isEnd = Terminal.Contains(reported.State, StringComparer.Ordinal);
        return this with
        {
            // An end is an end, even when the beginning is reported after it.
            State = isEnd || !Terminal.Contains(State, StringComparer.Ordinal) ? reported.State ?? State : State,
            StartedAt = reported.State == "START" && (StartedAt is null || reported.At < StartedAt) ? reported.At : StartedAt,
            EndedAt = isEnd && (EndedAt is null || reported.At > EndedAt) ? reported.At : EndedAt,
            Facets = FacetSet.Merge(Facets, reported.Facets, reported.At),
            Inputs = Merge(Inputs, reported.Inputs, reported.At),
            Outputs = Merge(Outputs, reported.Outputs, reported.At),
        };
    }

    /// <summary>The row with one more run, of which the later one's facets stay.</summary>
    public RunRow CountIn(RunRow other) => this with
    {
        StartedAt = StartedAt < other.StartedAt ? StartedAt : other.StartedAt ?? StartedAt,
        EndedAt = EndedAt > other.EndedAt ? EndedAt : other.EndedAt,
        Runs = Runs + other.Runs,
        Facets = EndedAt > other.EndedAt ? Facets : other.Facets,
        Inputs = EndedAt > other.EndedAt ? Inputs : other.Inputs,
        Outputs = EndedAt > other.EndedAt ? Outputs : other.Outputs,
    };

    /// <summary>The run as it is shown.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = RunId.ToString(),
        ["state"] = State,
        ["startedAt"] = StartedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["endedAt"] = EndedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["runs"] = Runs,
        ["facets"] = FacetSet.Read(Facets),
        ["inputs"] = Read(Inputs),
        ["outputs"] = Read(Outputs),
    };

    private static JsonObject Merge(JsonObject kept, IReadOnlyList<LineageNode> reported, DateTimeOffset at)
    {
        var merged = kept.DeepClone().AsObject();
        foreach (var node in reported)
        {
            var name = new LineageNodeId(IsJob: false, node.Name).ToString();
            JsonObject facets = [.. node.Facets.Concat(node.InThisRun).DistinctBy(facet => facet.Key, StringComparer.Ordinal).Select(facet => KeyValuePair.Create(facet.Key, facet.Value?.DeepClone()))];
            merged[name] = FacetSet.Merge(merged[name] as JsonObject ?? [], facets, at);
        }

        return merged;
    }

    private static JsonObject Read(JsonObject datasets) =>
        [.. datasets.Select(dataset => KeyValuePair.Create<string, JsonNode?>(dataset.Key, FacetSet.Read(dataset.Value!.AsObject())))];
}

/// <summary>A row of <c>lineage_runs</c>.</summary>
internal sealed record StoredRun(Guid RunId, string JobNamespace, string JobName, string State, DateTime? StartedAt, DateTime? EndedAt, int Runs, string Facets, string Inputs, string Outputs)
{
    /// <summary>Its columns, of a table <c>r</c>.</summary>
    public const string Columns =
        "r.run_id AS RunId, r.job_namespace AS JobNamespace, r.job_name AS JobName, r.state, r.started_at AS StartedAt, r.ended_at AS EndedAt, r.runs, r.facets, r.inputs, r.outputs";

    /// <summary>The run.</summary>
    public RunRow ToRow() => new(
        RunId, new LineageName(JobNamespace, JobName), State, Utc(StartedAt), Utc(EndedAt), Runs, JsonNode.Parse(Facets)!.AsObject(), JsonNode.Parse(Inputs)!.AsObject(), JsonNode.Parse(Outputs)!.AsObject());

    private static DateTimeOffset? Utc(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
}
