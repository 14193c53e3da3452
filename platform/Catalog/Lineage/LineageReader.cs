using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Catalog.Quality;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads OpenLineage events (specification 2-0-2, OpenLineage.json). Facets that are not known are kept as they are.</summary>
internal static class LineageReader
{
    private const int MaximumText = 2_000;
    private const int MaximumDatasets = 1_000;
    private const int MaximumNameBytes = 600;

    private static readonly string[] States = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];

    /// <summary>Reads an event. Which kind it is its content says, as the specification's schemas do.</summary>
    /// <param name="json">The event.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="LineageFormatException">It is none, or its time is ahead.</exception>
    public static LineageEvent Read(JsonElement json, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new LineageFormatException("The body is not a JSON object.");
        }

        var at = Time(json, "eventTime");
        if (at > now + BatchResults.MostAhead)
        {
            throw new LineageFormatException($"eventTime: must be at most {BatchResults.MostAhead.TotalMinutes} minutes after the catalog's time, {now:u}. Set the clock of the sender right.");
        }

        _ = Text(json, "producer");
        _ = Text(json, "schemaURL");
        var (run, job, dataset) = (Has(json, "run"), Has(json, "job"), Has(json, "dataset"));
        if (dataset)
        {
            return run || job
                ? throw new LineageFormatException("dataset: an event of a dataset has neither run nor job.")
                : new LineageEvent.OfDataset(at, Node(Object(json, "dataset"), "dataset", null));
        }

        if (!job)
        {
            throw new LineageFormatException("job: an event has a run with its job, a job, or a dataset.");
        }

        var (named, inputs, outputs) = (Node(Object(json, "job"), "job", null), Nodes(json, "inputs", "inputFacets"), Nodes(json, "outputs", "outputFacets"));
        return run ? OfRun(json, at, named, inputs, outputs) : new LineageEvent.OfJob(at, named, inputs, outputs);
    }

    private static LineageEvent.OfRun OfRun(JsonElement json, DateTimeOffset at, LineageNode job, IReadOnlyList<LineageNode> inputs, IReadOnlyList<LineageNode> outputs)
    {
        var run = Object(json, "run");
        if (!Guid.TryParse(Text(run, "runId"), out var id))
        {
            throw new LineageFormatException("run.runId: must be a UUID.");
        }

        var state = Has(json, "eventType") ? Text(json, "eventType") : null;
        return state is null || States.Contains(state, StringComparer.Ordinal)
            ? new LineageEvent.OfRun(at, id, state, Facets(run, "facets"), job, inputs, outputs)
            : throw new LineageFormatException($"eventType: must be one of {string.Join(", ", States)}.");
    }

    private static IReadOnlyList<LineageNode> Nodes(JsonElement json, string key, string inThisRun)
    {
        if (!TryGet(json, key, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new LineageFormatException($"{key}: must be a list.");
        }

        if (list.GetArrayLength() > MaximumDatasets)
        {
            throw new LineageFormatException($"{key}: has more than {MaximumDatasets} datasets.");
        }

        List<LineageNode> nodes = new(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var place = $"{key}[{nodes.Count}]";
            nodes.Add(item.ValueKind == JsonValueKind.Object ? Node(item, place, inThisRun) : throw new LineageFormatException($"{place}: must be an object."));
        }

        return nodes;
    }

    private static LineageNode Node(JsonElement node, string place, string? inThisRun)
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

    private static IReadOnlyList<Facet> Facets(JsonElement of, string key)
    {
        if (!Has(of, key))
        {
            return [];
        }

        List<Facet> facets = [];
        foreach (var facet in Object(of, key).EnumerateObject())
        {
            facets.Add(facet.Value.ValueKind == JsonValueKind.Object && Has(facet.Value, "_producer") && Has(facet.Value, "_schemaURL")
                ? new Facet(facet.Name, facet.Value.GetRawText())
                : throw new LineageFormatException($"{key}.{facet.Name}: a facet is an object with _producer and _schemaURL."));
        }

        return facets;
    }

    // A member that is null is not there.
    private static bool TryGet(JsonElement of, string key, out JsonElement value) => of.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static bool Has(JsonElement of, string key) => TryGet(of, key, out _);

    private static JsonElement Object(JsonElement of, string key) =>
        TryGet(of, key, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw new LineageFormatException($"{key}: must be an object.");

    private static string Text(JsonElement of, string key) =>
        TryGet(of, key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()! is var text && text.Length is > 0 and <= MaximumText
            ? text
            : throw new LineageFormatException($"{key}: must be a text of 1 to {MaximumText} characters.");

    // An index entry has four of them.
    private static string Name(JsonElement of, string key) => Text(of, key) is var name && Encoding.UTF8.GetByteCount(name) > MaximumNameBytes
        ? throw new LineageFormatException($"{key}: must be at most {MaximumNameBytes} bytes long in UTF-8.")
        : VisibleText.Refused(name, hasLines: false) is { } hidden
            ? throw new LineageFormatException($"{key}: holds the control character U+{(int)hidden:X4}. Leave it out: people read it.")
            : name;

    private static DateTimeOffset Time(JsonElement of, string key) =>
        DateTimeOffset.TryParse(Text(of, key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new LineageFormatException($"{key}: must be a date and time (RFC 3339).");
}
