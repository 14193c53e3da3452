using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// A row of <c>lineage_runs</c>: a run, or the runs of a streaming job that ended in one minute in the same way. Its facets are JSON as <see cref="FacetSet"/>
/// stores them, those of inputs and outputs by their ids.
/// </summary>
internal sealed record StoredRun(Guid RunId, string JobNamespace, string JobName, string State, DateTime? Started, DateTime? Ended, int Runs, string Facets, string Inputs, string Outputs)
{
    /// <summary>Its columns, of a table <c>r</c>.</summary>
    public const string Columns =
        "r.run_id AS RunId, r.job_namespace AS JobNamespace, r.job_name AS JobName, r.state, r.started_at AS Started, r.ended_at AS Ended, r.runs, r.facets, r.inputs, r.outputs";

    /// <summary>The order of a job's runs, by which an index has them.</summary>
    public const string NewestFirst = "told_minute DESC, told_at DESC, coalesce(ended_at, started_at) DESC";

    /// <summary>The time of its end; null while it runs.</summary>
    public DateTimeOffset? EndedAt => Utc(Ended);

    /// <summary>Reads stored facets.</summary>
    public static JsonObject Read(string stored) => JsonNode.Parse(stored)!.AsObject();

    /// <summary>The run as it is shown.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = RunId.ToString(),
        ["state"] = State,
        ["startedAt"] = Utc(Started)?.ToString("O", CultureInfo.InvariantCulture),
        ["endedAt"] = EndedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["runs"] = Runs,
        ["facets"] = FacetSet.Read(Read(Facets)),
        ["inputs"] = ReadAll(Inputs),
        ["outputs"] = ReadAll(Outputs),
    };

    private static DateTimeOffset? Utc(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    private static JsonObject ReadAll(string datasets) =>
        [.. Read(datasets).Select(dataset => KeyValuePair.Create<string, JsonNode?>(dataset.Key, FacetSet.Read(dataset.Value!.AsObject())))];
}
