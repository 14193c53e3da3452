using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads OpenLineage events (specification 2-0-2, OpenLineage.json). Facets that are not known are kept as they are.</summary>
internal static class LineageReader
{
    private const int MaximumText = 2_000;
    private const int MaximumDatasets = 1_000;
    private const int MaximumNameBytes = 600;

    private static readonly string[] States = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];

    /// <summary>Reads an event. Which kind it is its content says, as the specification's schemas do.</summary>
    /// <exception cref="LineageFormatException">It is none.</exception>
    public static LineageEvent Read(JsonNode? json)
    {
        var @event = json as JsonObject ?? throw new LineageFormatException("The body is not a JSON object.");
        var at = Time(@event, "eventTime");
        _ = Text(@event, "producer");
        _ = Text(@event, "schemaURL");
        var (run, job, dataset) = (@event["run"] is not null, @event["job"] is not null, @event["dataset"] is not null);
        if (dataset)
        {
            return run || job
                ? throw new LineageFormatException("dataset: an event of a dataset has neither run nor job.")
                : new LineageEvent.OfDataset(at, Node(Object(@event, "dataset"), "dataset", null));
        }

        if (!job)
        {
            throw new LineageFormatException("job: an event has a run with its job, a job, or a dataset.");
        }

        var (named, inputs, outputs) = (Node(Object(@event, "job"), "job", null), Nodes(@event, "inputs", "inputFacets"), Nodes(@event, "outputs", "outputFacets"));
        return run ? OfRun(@event, at, named, inputs, outputs) : new LineageEvent.OfJob(at, named, inputs, outputs);
    }

    private static LineageEvent.OfRun OfRun(JsonObject @event, DateTimeOffset at, LineageNode job, IReadOnlyList<LineageNode> inputs, IReadOnlyList<LineageNode> outputs)
    {
        var run = Object(@event, "run");
        if (!Guid.TryParse(Text(run, "runId"), out var id))
        {
            throw new LineageFormatException("run.runId: must be a UUID.");
        }

        var state = @event["eventType"] is null ? null : Text(@event, "eventType");
        return state is null || States.Contains(state, StringComparer.Ordinal)
            ? new LineageEvent.OfRun(at, id, state, Facets(run, "facets"), job, inputs, outputs)
            : throw new LineageFormatException($"eventType: must be one of {string.Join(", ", States)}.");
    }

    private static IReadOnlyList<LineageNode> Nodes(JsonObject @event, string key, string inThisRun) => @event[key] switch
    {
        null => [],
        JsonArray { Count: > MaximumDatasets } => throw new LineageFormatException($"{key}: has more than {MaximumDatasets} datasets."),
        JsonArray array => [.. array.Select((item, index) => Node(item as JsonObject ?? throw new LineageFormatException($"{key}[{index}]: must be an object."), $"{key}[{index}]", inThisRun))],
        _ => throw new LineageFormatException($"{key}: must be a list."),
    };

    private static LineageNode Node(JsonObject node, string place, string? inThisRun)
    {
        try
        {
            return new LineageNode(new LineageName(Name(node, "namespace"), Name(node, "name")), Facets(node, "facets"), inThisRun is null ? [] : Facets(node, inThisRun));
        }
        catch (LineageFormatException problem)
        {
            throw new LineageFormatException($"{place}.{problem.Message}");
        }
    }

    private static JsonObject Facets(JsonObject of, string key)
    {
        if (of[key] is null)
        {
            return [];
        }

        var facets = Object(of, key);
        return facets.FirstOrDefault(facet => facet.Value is not JsonObject value || value["_producer"] is null || value["_schemaURL"] is null) is { Key: { } wrong }
            ? throw new LineageFormatException($"{key}.{wrong}: a facet is an object with _producer and _schemaURL.")
            : facets;
    }

    private static JsonObject Object(JsonObject of, string key) => of[key] as JsonObject ?? throw new LineageFormatException($"{key}: must be an object.");

    private static string Text(JsonObject of, string key) =>
        of[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length is > 0 and <= MaximumText
            ? text
            : throw new LineageFormatException($"{key}: must be a text of 1 to {MaximumText} characters.");

    // An index entry has four of them.
    private static string Name(JsonObject of, string key) => Text(of, key) is var name && Encoding.UTF8.GetByteCount(name) <= MaximumNameBytes
        ? name
        : throw new LineageFormatException($"{key}: must be at most {MaximumNameBytes} bytes long in UTF-8.");

    private static DateTimeOffset Time(JsonObject of, string key) =>
        DateTimeOffset.TryParse(Text(of, key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new LineageFormatException($"{key}: must be a date and time (RFC 3339).");
}
