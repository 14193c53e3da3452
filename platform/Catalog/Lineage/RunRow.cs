using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A run, or the runs of a streaming job that ended in one minute in the same way.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Job">The job.</param>
/// <param name="State">The newest state, or how it ended.</param>
/// <param name="StartedAt">When it began; null where that was not reported.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Runs">How many runs it means.</param>
/// <param name="Facets">The run's facets, as <see cref="FacetSet"/> stores them.</param>
/// <param name="Inputs">The facets of each input, by its id.</param>
/// <param name="Outputs">The facets of each output, by its id.</param>
internal sealed record RunRow(Guid RunId, LineageName Job, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Runs, JsonObject Facets, JsonObject Inputs, JsonObject Outputs)
{
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

    private static JsonObject Read(JsonObject datasets) =>
        [.. datasets.Select(dataset => KeyValuePair.Create<string, JsonNode?>(dataset.Key, FacetSet.Read(dataset.Value!.AsObject())))];
}

/// <summary>A row of <c>lineage_runs</c>.</summary>
internal sealed record StoredRun(Guid RunId, string JobNamespace, string JobName, string State, DateTime? StartedAt, DateTime? EndedAt, int Runs, string Facets, string Inputs, string Outputs)
{
    /// <summary>Its columns, of a table <c>r</c>.</summary>
    public const string Columns =
        "r.run_id AS RunId, r.job_namespace AS JobNamespace, r.job_name AS JobName, r.state, r.started_at AS StartedAt, r.ended_at AS EndedAt, r.runs, r.facets, r.inputs, r.outputs";

    /// <summary>The order of a job's runs, by which an index has them.</summary>
    public const string NewestFirst = "told_minute DESC, told_at DESC, coalesce(ended_at, started_at) DESC";

    /// <summary>The run.</summary>
    public RunRow ToRow() => new(
        RunId, new LineageName(JobNamespace, JobName), State, Utc(StartedAt), Utc(EndedAt), Runs, JsonNode.Parse(Facets)!.AsObject(), JsonNode.Parse(Inputs)!.AsObject(), JsonNode.Parse(Outputs)!.AsObject());

    private static DateTimeOffset? Utc(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
}
