using System.Text;
using System.Text.Json;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A run while events of it are taken in; or the runs of a streaming job that ended in one minute in the same way.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Job">The job.</param>
/// <param name="State">The newest state, or how it ended.</param>
/// <param name="StartedAt">When it began; null where that was not reported.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Runs">How many runs it means.</param>
/// <param name="Findings">The checks that its batch did not pass; null where it passed all.</param>
/// <param name="Facets">Its facets; null for those that are stored.</param>
internal sealed record ReportedRun(Guid RunId, LineageName Job, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Runs, string? Findings, RunFacets? Facets)
{
    private static readonly string[] Terminal = ["COMPLETE", "ABORT", "FAIL"];

    // A run is begun once, and an event that is none of these says nothing of how far it is.
    private static readonly string[] Stages = ["START", "RUNNING"];

    /// <summary>A run that becomes known by an event.</summary>
    public static ReportedRun New(LineageEvent.OfRun reported) => new(reported.RunId, reported.Job.Name, "OTHER", null, null, 1, null, RunFacets.None);

    /// <summary>Whether an event is the end of a run of a streaming job.</summary>
    public static bool IsStreaming(LineageEvent.OfRun reported)
    {
        if (!Terminal.Contains(reported.State, StringComparer.Ordinal) || reported.Job.Facets.FirstOrDefault(facet => facet.Name == "jobType") is not { } type)
        {
            return false;
        }

        using var json = JsonDocument.Parse(type.Text);
        return json.RootElement.TryGetProperty("processingType", out var processing) && processing.ValueKind == JsonValueKind.String && processing.ValueEquals("STREAMING");
    }

    /// <summary>Whether this row is of the minute and the way in which a run ended.</summary>
    public bool IsOfMinute(ReportedRun run) => RunId != run.RunId && EndedAt is not null && MinuteOf(this) == MinuteOf(run);

    /// <summary>Returns the minute and the way in which a run ended.</summary>
    public static (LineageName Job, string State, string? Findings, long? Minute) MinuteOf(ReportedRun run) => (run.Job, run.State, run.Findings, run.EndedAt?.UtcTicks / TimeSpan.TicksPerMinute);

    /// <summary>The run after an event of it.</summary>
    public ReportedRun With(LineageEvent.OfRun reported)
    {
        var isEnd = Terminal.Contains(reported.State, StringComparer.Ordinal);
        return this with
        {
            State = StateAfter(reported, isEnd),
            StartedAt = reported.State == "START" && (StartedAt is null || reported.At < StartedAt) ? reported.At : StartedAt,
            EndedAt = isEnd && (EndedAt is null || reported.At > EndedAt) ? reported.At : EndedAt,
            Findings = reported.Findings ?? Findings,
            Facets = Facets!.With(reported),
        };
    }

    // The same in whatever order events come: an end is an end, and of two ends the later one counts.
    private string StateAfter(LineageEvent.OfRun reported, bool isEnd) =>
        isEnd ? (EndedAt is { } ended && reported.At < ended ? State : reported.State!)
        : Terminal.Contains(State, StringComparer.Ordinal) || Array.IndexOf(Stages, reported.State) <= Array.IndexOf(Stages, State) ? State
        : reported.State!;

    /// <summary>The row with one more run, of which the later one's facets stay.</summary>
    public ReportedRun CountIn(ReportedRun other) => this with
    {
        StartedAt = StartedAt < other.StartedAt ? StartedAt : other.StartedAt ?? StartedAt,
        EndedAt = EndedAt > other.EndedAt ? EndedAt : other.EndedAt,
        Runs = Runs + other.Runs,
        Facets = EndedAt > other.EndedAt ? Facets : other.Facets,
    };
}

/// <summary>The facets of a run and of what it read and wrote.</summary>
/// <param name="Run">The run's.</param>
/// <param name="Inputs">Those of each input, by its id.</param>
/// <param name="Outputs">Those of each output, by its id.</param>
internal sealed record RunFacets(FacetSet Run, IReadOnlyDictionary<string, FacetSet> Inputs, IReadOnlyDictionary<string, FacetSet> Outputs)
{
    private static readonly IReadOnlyDictionary<string, FacetSet> Nothing = new Dictionary<string, FacetSet>();

    /// <summary>No facets.</summary>
    public static RunFacets None { get; } = new(FacetSet.Empty, Nothing, Nothing);

    /// <summary>Reads facets as they are stored.</summary>
    public static RunFacets Parse(string run, string inputs, string outputs)
    {
        using var json = JsonDocument.Parse(run);
        return new RunFacets(FacetSet.Parse(json.RootElement), Parse(inputs), Parse(outputs));
    }

    /// <summary>The facets after an event.</summary>
    public RunFacets With(LineageEvent.OfRun reported) => new(Run.With(reported.Facets, reported.At), Merge(Inputs, reported.Inputs, reported.At), Merge(Outputs, reported.Outputs, reported.At));

    /// <summary>The facets of what was read or written, as they are stored.</summary>
    public static string ToJson(IReadOnlyDictionary<string, FacetSet> datasets)
    {
        var json = new StringBuilder("{");
        foreach (var (id, facets) in datasets)
        {
            json.Append(json.Length == 1 ? "\"" : ",\"").Append(JsonEncodedText.Encode(id).Value).Append("\":");
            facets.WriteTo(json);
        }

        return json.Append('}').ToString();
    }

    private static Dictionary<string, FacetSet> Parse(string datasets)
    {
        using var json = JsonDocument.Parse(datasets);
        return json.RootElement.EnumerateObject().ToDictionary(dataset => dataset.Name, dataset => FacetSet.Parse(dataset.Value), StringComparer.Ordinal);
    }

    private static IReadOnlyDictionary<string, FacetSet> Merge(IReadOnlyDictionary<string, FacetSet> kept, IReadOnlyList<LineageNode> reported, DateTimeOffset at)
    {
        if (reported.Count == 0)
        {
            return kept;
        }

        Dictionary<string, FacetSet> merged = new(kept, StringComparer.Ordinal);
        foreach (var node in reported)
        {
            var id = new LineageNodeId(IsJob: false, node.Name).ToString();
            IReadOnlyList<Facet> facets = node.InThisRun.Count == 0 ? node.Facets : [.. node.Facets.Concat(node.InThisRun).DistinctBy(facet => facet.Name, StringComparer.Ordinal)];
            merged[id] = (merged.GetValueOrDefault(id) ?? FacetSet.Empty).With(facets, at);
        }

        return merged;
    }
}
