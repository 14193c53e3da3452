using System.Text;
using System.Text.Json;

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

    /// <summary>Reads a facet (ColumnLineageDatasetFacet, up to 1-2-0). What has another form is passed over, as unknown facets are, and so is one that was taken back.</summary>
    public static IReadOnlyList<ColumnSource> Read(string facet)
    {
        using var json = JsonDocument.Parse(facet);
        if (json.RootElement is not { ValueKind: JsonValueKind.Object } members || (members.TryGetProperty("_deleted", out var deleted) && deleted.ValueKind == JsonValueKind.True))
        {
            return [];
        }

        HashSet<(string, LineageName, string)> known = [];
        List<ColumnSource> sources = [];
        if (members.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in fields.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Object && Encoding.UTF8.GetByteCount(field.Name) <= LongestNameBytes))
            {
                Add(field.Name, Member(field.Value, "inputFields"), "identity");
            }
        }

        Add("", Member(members, "dataset"), "indirect");
        return sources;

        void Add(string column, JsonElement? inputs, string kind)
        {
            if (inputs is not { ValueKind: JsonValueKind.Array } list)
            {
                return;
            }

            foreach (var input in list.EnumerateArray().Where(input => input.ValueKind == JsonValueKind.Object))
            {
                if (Text(input, "namespace") is { } space && Text(input, "name") is { } name && Text(input, "field") is { } source)
                {
                    // A column that only chooses rows, reported under a column, chooses those of the dataset.
                    var each = new ColumnSource(IsIndirect(input) ? "" : column, new LineageName(space, name), source, KindOf(input) ?? kind);
                    if (known.Add((each.Column, each.Source, each.SourceColumn)))
                    {
                        sources.Add(each);
                    }
                }
            }
        }
    }

    private static JsonElement? Member(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Transformations(JsonElement input) => Member(input, "transformations") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 ? all : null;

    private static bool IsIndirect(JsonElement input) =>
        Transformations(input) is { } all && all.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.Object).All(each => Member(each, "type") is { ValueKind: JsonValueKind.String } type && type.ValueEquals("INDIRECT"));

    private static string? KindOf(JsonElement input) =>
        Transformations(input) is { } all && all[0] is { ValueKind: JsonValueKind.Object } first && (HasValue(first, "subtype") ? Text(first, "subtype") : Text(first, "type")) is { Length: <= LongestKind } kind
            ? kind.ToLowerInvariant()
            : null;

    private static bool HasValue(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()! is var text && text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= LongestNameBytes ? text : null;
}
