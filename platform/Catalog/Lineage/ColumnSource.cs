using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A column that something of a dataset is made of.</summary>
/// <param name="Column">The column of the dataset; empty for the dataset as a whole, whose rows the source chooses, groups or orders.</param>
/// <param name="Source">The dataset of the source.</param>
/// <param name="SourceColumn">Its column.</param>
/// <param name="Kind">How, in OpenLineage's words: <c>identity</c>, <c>transformation</c>, <c>aggregation</c>, <c>filter</c>, …</param>
internal sealed record ColumnSource(string Column, LineageName Source, string SourceColumn, string Kind)
{
    /// <summary>The facet that has them.</summary>
    public const string Facet = "columnLineage";

    private const int LongestNameBytes = 600;
    private const int LongestKind = 40;

    /// <summary>Reads a facet (ColumnLineageDatasetFacet, up to 1-2-0). What has another form is passed over, as unknown facets are.</summary>
    public static IReadOnlyList<ColumnSource> Read(JsonNode? facet)
    {
        if (facet is not JsonObject members)
        {
            return [];
        }

        var ofColumns = members["fields"] is JsonObject fields ? fields.SelectMany(field => Inputs(field.Key, (field.Value as JsonObject)?["inputFields"], "identity")) : [];
        return [.. ofColumns.Concat(Inputs("", members["dataset"], "indirect")).DistinctBy(source => (source.Column, source.Source, source.SourceColumn))];
    }

    private static IEnumerable<ColumnSource> Inputs(string column, JsonNode? inputs, string kind) => Encoding.UTF8.GetByteCount(column) > LongestNameBytes || inputs is not JsonArray list ? [] : list.OfType<JsonObject>()
        .Select(input => (Namespace: Text(input["namespace"]), Name: Text(input["name"]), Field: Text(input["field"]), Kind: KindOf(input) ?? kind, IsIndirect: IsIndirect(input)))
        .Where(input => input is { Namespace: not null, Name: not null, Field: not null })
        // A column that only chooses rows, reported under a column, chooses those of the dataset.
        .Select(input => new ColumnSource(input.IsIndirect ? "" : column, new LineageName(input.Namespace!, input.Name!), input.Field!, input.Kind));

    private static JsonObject? First(JsonObject input) => input["transformations"] is JsonArray { Count: > 0 } transformations ? transformations[0] as JsonObject : null;

    private static bool IsIndirect(JsonObject input) => input["transformations"] is JsonArray { Count: > 0 } all && all.OfType<JsonObject>().All(each => each["type"] is JsonValue type && type.TryGetValue(out string? text) && text == "INDIRECT");

    private static string? KindOf(JsonObject input) => First(input) is { } first && Text(first["subtype"] ?? first["type"]) is { Length: <= LongestKind } kind ? kind.ToLowerInvariant() : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= LongestNameBytes ? text : null;
}
